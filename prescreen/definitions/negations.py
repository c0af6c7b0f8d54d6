"""Words that say no, in English and in Chinese: at the beginning of a text, or anywhere in it."""

import re

# A “no” early in a text, such as in “A donor who is not related”.
NEGATION = {
    "en": re.compile(r"(?:\S+ ){0,6}?(?:no|not|never|none|without|nothing|neither|nobody)\b", re.I),
    "zh": re.compile(r"[^，。]{0,8}(?:没有|没|未|无|不|否认)"),
}
# One that turns the whole text: “In the last 4 weeks, no acute GVHD”.
BEGINS_WITH_NO = {
    "en": re.compile(
        r"(?:(?:in|at|for|before|during|within)\b[^,.]*, )?(?:(?!(?:or|and)\b)[^\s,.:;]+ ){0,3}?"
        r"(?:no|not|never|none|without|nothing|neither|nobody)\b",
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
    r"\b(?:no|not|never|without|lack\w*|absen\w+|unable|unwilling\w*|inability|refus\w+|declin\w+|fail\w*|non|none)\b"
    "|不|无|没|未|缺|拒绝",
    re.I,
)
# After such words a text that began with a “no” says who may take part all the same.
GOES_ON = re.compile(
    r"[,，、]\s*(?:or\b|but\b|或|但)|除外|除非|不算"
    r"|\b(?:unless|except\w*|allow\w*|permitted|acceptable|do(?:es)? not count)\b",
    re.I,
)
# Options that say that there is nothing of what is asked.
NONE = ("none", "no", "never")


def begins_with_no(text: str, language: str) -> bool:
    return bool(BEGINS_WITH_NO[language].match(COMPARES[language].sub(" ", text)))
