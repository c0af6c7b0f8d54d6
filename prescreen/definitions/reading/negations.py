"""Words that say no, in English and in Chinese: at the beginning of a text, or anywhere in it."""

import re

# A “no” early in a text, such as in “A donor who is not related”.
NEGATION = {
    "en": re.compile(r"(?:\S+ ){0,6}?(?:no|not|never|none|without|nothing|neither|nobody|free (?:of|from))\b", re.I),
    "zh": re.compile(r"[^，。]{0,8}(?:没有|没|未|无|不|否认)"),
}
# One that turns the whole text: “In the last 4 weeks, no acute GVHD”.
BEGINS_WITH_NO = {
    "en": re.compile(
        r"(?:(?:in|at|for|before|during|within)\b[^,.]*, )?(?:(?!(?:or|and)\b)[^\s,.:;]+ ){0,3}?"
        r"(?:no|not|never|none|without|nothing|neither|nobody|free (?:of|from))\b",
        re.I,
    ),
    "zh": re.compile(
        "(?:(?:最近|过去|近|在)[^，,。]{1,8}[，,]?|现在|目前|以前|从来?|您|也|对[^，,。]{1,10})*(?:没有?|未|无|不|否认)"
    ),
}
# Comparisons, which say no more than another sign does.
COMPARES = {
    "en": re.compile(
        r"\b(?:no|not) (?:more|less|higher|lower|fewer|greater|older|younger|over|above|below|under)\b", re.I
    ),
    "zh": re.compile("不(?:超过|高于|低于|少于|多于|大于|小于|足|到|满|限|同)|没有?满|未满"),
}
# An exclusion of those who lack something, such as “unwilling to use contraception”.
LACKS = re.compile(
    r"\b(?:no|not|never|without|lack\w*|absen\w+|unable|unwilling\w*|inability|refus\w+|declin\w+|none"
    r"|fail(?:s|ed|ing|ure)? to|non-?(?:complian|adheren)\w*)\b"
    "|不|无|没|未|缺|拒绝",
    re.I,
)
# Words for whom a text lets in all the same, or keeps out all the same.
ALLOWS = re.compile(r"\b(?:unless|except\w*|allow\w*|permitted|acceptable|do(?:es)? not count)\b|除外|除非|不算", re.I)
# After these a text that began with a “no” says who may take part.
GOES_ON = re.compile(rf"{ALLOWS.pattern}|[,，、]\s*(?:or\b|but\b|或|但)", re.I)

# Anything that may be said with a “no”, in the other language or another way.
DENIES = {
    "en": re.compile(
        r"\b(?:no|not|never|none|without|nothing|neither|nor|nobody|cannot|only|free|absen\w+|lack\w*|negative|non\w*|off"
        r"|un(?!der|til|it)\w+|in(?:active|ab\w+|suffic\w+|adequa\w+|complete\w*)|refus\w*|declin\w*|stop\w*|health\w*"
        r"|well|normal\w*|clear|avoid\w*|prevent\w*|keeps?|ago|since|except\w*|other than|rather|instead|little|few\w*"
        r"|less|ended)\b"
        r"|n['’]t\b",
        re.I,
    ),
    "zh": re.compile("没|未|无|不|否|非|免|阴性|健康|正常|停|避|除|以外|拒|缺|前|只|仅|差|少|良好"),
}


def has_early_no(text: str, language: str) -> bool:
    return bool(NEGATION[language].match(text))


def begins_with_no(text: str, language: str) -> bool:
    return bool(BEGINS_WITH_NO[language].match(COMPARES[language].sub(" ", text)))


def denies(text: str, language: str) -> bool:
    """Whether a text may say no anywhere, other than in a comparison."""
    return bool(DENIES[language].search(COMPARES[language].sub(" ", text)))
