"""Words that say that a result is an earlier one, or of another time or place, by where they stand."""

from prescreen.interop.circumstances.word_lists import any_of

# How the name of a column begins, as it is compared: without spaces and punctuation.
COLUMN = any_of(
    ".{0,4}?(?:[上前]一?次|[上前]回|历[次史]|既往|以往|先前|对比)", "最近", "近期", "旧", "原[值结数]", "昨",
    "[上前]次", "歷", "前回", "이전",
    "prev", "prior", "last", "earlier", "old", "baseline", "past", "former", "preceding", "yesterday",
    "vor(?:wert|befund|ergebnis)", "ant[eé]rieur", "ant[eé]riorit", "anterior", "preced", "previo",
)  # fmt: skip
# Phrases that begin so and are no names of columns.
NO_COLUMNS = {("last", "name"), ("last", "updated"), ("last", "first")}
# In the line of a result, whose date is that of an earlier one then.
IN_LINE = any_of("上次", "前次", "历史", "既往", "previous", "prior", "last", "earlier")
# Behind a result.
BEHIND = any_of(
    r"\((?:上一?次|前次|前值|旧值?|既往|历史|[^()]{0,6}[年月周天]前|(?:19|20)[0-9]{2}年(?:[0-9]{1,2}月)?)[^()]{0,4}\)",
    r"\((?:prev(?:ious)?|prior|last|old|baseline)\b[^()0-9]{0,20}\)",
    r"\bin (?:19|20)[0-9]{2}\b",
    r"\b(?:previous|prior|last (?:week|month|year|time|visit)|(?:years?|months?|weeks?|days?) ago)\s*$",
)
# Between two results: the second is the same test at another time or place, or counted in another way.
BETWEEN = any_of(
    "第[一二三四五六0-9]{1,2}次", "[一二两三四五六七八九十0-9]{1,3}个?[天日周月年]后", "[上这本此末首初一]次", "最近",
    "[今昨当][天日晨]",
    "^(?:现|现在|目前|今|昨|原|约|至|到|为)$", "上[周月]", "[之以此][前后]", "(?:治疗|用药|移植)[前后]",
    "输[注血].{0,3}?[前后]", "较前", "原为", "[降升减增复].{0,2}?[至到为]", "变为", "波动", "[→⇒]",
    "入院", "出院", "外院", "[我本]院", "当地",
    "手工", "人工", "复[查测]", "重测", "实际",
    r"\b(?:admission|discharge|initial(?:ly)?|current(?:ly)?|now|today|yesterday|then|later|ago|last|week"
    r"|previous(?:ly)?|prior|before|after)\b",
    r"\b(?:was|were|improv\w{1,5}|increas\w{1,5}|decreas\w{1,5}|ris(?:en|ing)|rose|fell|fallen|dropp\w{1,4}|to|from"
    r"|down|up|repeat\w{0,3}|recheck\w{0,3})\b",
)  # fmt: skip


def is_column(phrase: str, after: str) -> bool:
    """Whether a phrase names a column of earlier results; `after` is the phrase after it."""
    return COLUMN.match(phrase) is not None and (phrase, after) not in NO_COLUMNS


def is_said_behind(line: str) -> bool:
    """Whether a line says behind a result that it is an earlier one."""
    return BEHIND.search(line) is not None


def follows(text: str) -> bool:
    """Whether words between two results say that the second is of another time."""
    return BETWEEN.search(text) is not None


def is_said_in(line: str) -> bool:
    """Whether a line names an earlier result."""
    return IN_LINE.search(line) is not None
