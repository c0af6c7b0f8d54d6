"""Whose results a report says that it has: those of one person or of several.

Lines are searched for words, without regard to the rows that they make."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from prescreen.interop.circumstances.dates import SHORT_YEAR, YEAR_LAST, day_text
from prescreen.interop.circumstances.word_lists import any_of
from prescreen.screening.dates import DATE_AND_TIME

# A name ends before a wide gap or the next label. Parts of it may be hidden: 王*明.
NAME = re.compile(
    r"(?:(?:(?<![医生师士者检人])|(?<=患者)|(?<=受检[者人]))姓名|名字|氏名|受检[者人](?=\s?[:|])|(?:患者|病人)(?=\s?[:|])"
    r"|\bpatient(?:'s)?(?: name)?(?=\s?[:|])|\bpatient name\s*(?=\n)|\bname of patient"
    r"|^(?:name|pt|surname|nom|apellidos?|cognome)(?=\s?:))"
    r"\s?[:|]?\s?(?P<value>[\u4e00-\u9fff·*○]{1,20}|[^\W\d_](?:(?!\t|  | \S{1,20}:)[^:;|()\n]){0,60})",
    re.I | re.M,
)
NUMBER_LABEL = any_of(
    "病[历歷][号號]", "病案[号號]", "住院[号號]", "[门門][诊診][号號]", "登记号", "就诊号", "体检号",
    "身份证(?:号码?)?", "[\u4e00-\u9fff]{0,4}卡号", "手机号?", "(?:患者|病人)(?:ID|编号)", "病[员人]号", "档案号",
    r"(?<![A-Za-z\u4e00-\u9fff])(?<![A-Za-z] )ID(?=\s?:)", r"\bMRN\b", r"\bUHID\b",
    r"\b(?:patient|medical record|chart|hospital|NHS) (?:id|no|number)\b",
)  # fmt: skip
NUMBER = any_of(
    rf"(?P<label>{NUMBER_LABEL.pattern})[\s.#|]{{0,3}}:?\s?(?P<value>[A-Za-z]{{0,4}}[0-9][A-Za-z0-9-]{{0,40}})"
)
# The days of reports differ where they are of different days or people; when they were printed says nothing.
DATE_LABEL = any_of(
    "[\u4e00-\u9fff]{0,6}(?<!打印)(?:日期|时间)",
    "生日",
    "标本采集",
    r"(?<!print )(?<!printed )\b(?:date(?: of [a-z]{3,12}| (?!printed)[a-z]{3,12})?|(?!print)[a-z]{3,12} date"
    r"|born|DOB|collected|received|reported|resulted|ordered)(?: on)?",
)
DATED = any_of(
    rf"(?P<label>{DATE_LABEL.pattern})\s?[:|]?\s?(?P<value>{DATE_AND_TIME.pattern}|{YEAR_LAST}|{SHORT_YEAR})"
)
COLLECTED = any_of("采集", "采样", "采血", "collect")
BIRTH = any_of("出生", "生日", "born", "birth", "dob")
BED = any_of(
    r"(?:床[号位]?\s?:|床号|\b(?P<label>bed|room|rm)\b\.?(?: ?no\.?)?:?)\s?"
    r"(?P<value>[0-9]{1,4}[A-Z]?)(?![0-9A-Z]|[:.][0-9])",
    r"(?<![0-9])(?P<unlabelled>\+?[0-9]{1,3}) ?床(?![号位])",
)
# Words with a space within them, and numbers in groups.
SPACED = re.compile(r"([姓性年床])[ \u3000]{1,4}([名别龄号])|(?<![0-9])([0-9]{3}) ([0-9]{3}) (?=[0-9]{4}(?![0-9]))")
# What else is of one person. The groups' names, but for their digits, say what it is.
MARKS = (
    # Without labels, as in 王某 女 34岁 or 34M. An age of a reference range has a sign or 以上.
    re.compile(
        r"(?P<sex>[男女])性?[\s,、/|;]{0,3}(?P<age>[0-9]{1,3}) ?周?岁(?!\s?[以及])"
        r"|(?<![0-9<>≤≥~-])(?P<age2>[0-9]{1,3}) ?周?岁[\s,、/|;]{0,3}(?P<sex2>[男女])"
        r"|(?<![\w.<>≤≥/-])(?P<age3>[1-9][0-9]?)(?: ?-?(?:yo|y/o|years?[ -]old)\b|/?(?P<sex3>[MF])(?![\w/]))"
    ),
    re.compile(r"(?:性别\s?:?|\b(?:sex|gender)\s?:)\s?(?P<sex>[男女mf])", re.I),
    re.compile(r"^\s*(?P<sex>男|女|male|female)性?(?:\s*$|[\s,]{1,3}(?=[0-9]{1,3} ?(?:岁|years?\b|y\b)))", re.I | re.M),
    re.compile(r"(?:年龄\s?:?|\bage\s?:)\s?(?P<age>[0-9]{1,3})", re.I),
    re.compile(r"^\s*(?P<age>[0-9]{1,3}) ?(?:周?岁|years? old|yrs?)\s*$", re.I | re.M),
    re.compile(r"(?:患者|病人|病例|受试者|\b(?i:patient|case|subject) )#?(?P<case>[0-9]{1,3}|[A-Z])(?![\w.%])"),
    re.compile(r"(?P<title>[\u4e00-\u9fff])(?:先生|女士|小姐)|\b(?i:Mrs?|Ms|Miss)\.? (?P<title2>[A-Z][A-Za-z]+)"),
    re.compile(r"(?:血型|\bblood (?:type|group))\s?[:(]?\s?(?P<blood>AB|A|B|O)(?![A-Za-z])", re.I),
)
SEXES = {"男": "m", "女": "f", "male": "m", "female": "f"}
DONOR = any_of(
    "(?<!提)供[者体]", "捐献者", "捐赠者", "献血者", r"\bdonor",
    # Relatives, who may be one.
    "哥哥", "弟弟", "姐姐", "妹妹", "胞[兄弟姐妹]", "父亲", "母亲", "爸爸", "妈妈", "儿子", "女儿", "配偶",
    "丈夫", "妻子", "老[公婆]", "[患病][者人]之[子女父母夫妻兄弟姐妹]", "我的?(?:哥|弟|姐|妹|爸|妈|孩子)",
    r"\b(?:brother|sister|sibling|father|mother|son|daughter|husband|wife)['’]s\b",
    r"\b(?:brother|sibling|father|mother|son|daughter)\s?[:(]",
)  # fmt: skip
# Relatives who are asked or called.
NO_DONOR = any_of("家族史", "联系人", "家属", "监护人", "签[字名]", "family history", r"\bcontact")


def is_of_several(lines: list[str]) -> bool:
    """Whether a text has results of two people or two reports, or of a donor or a relative."""
    plain = "\n".join(SPACED.sub(r"\1\2\3\4", line) for line in lines)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for kind, value in (*_labelled(plain), *_marks(plain), *_days(plain)):
        found[kind].add(value)
    return is_of_donor(plain.split("\n")) or any(len(values) > 1 for values in found.values())


def is_of_donor(lines: Iterable[str]) -> bool:
    """Whether a line names a donor or a relative."""
    return any(DONOR.search(line) and not NO_DONOR.search(line) for line in lines)


def _labelled(plain: str) -> Iterator[tuple[str, str]]:
    """Names, numbers of people and of their beds, each with what it is."""
    for match in NAME.finditer(plain):
        yield "name", " ".join(sorted(re.findall(r"[^\W\d_]+", match["value"].casefold())))
    for match in NUMBER.finditer(plain):
        yield match["label"].casefold(), match["value"].casefold()
    for match in BED.finditer(plain):
        label = (match["label"] or "bed").casefold()
        yield label, (match["value"] or match["unlabelled"]).casefold().lstrip("0")


def _marks(plain: str) -> Iterator[tuple[str, str]]:
    for pattern in MARKS:
        for match in pattern.finditer(plain):
            for group, text in match.groupdict().items():
                if text:
                    yield group.rstrip("23"), SEXES.get(text.casefold(), text.casefold())


def _days(plain: str) -> Iterator[tuple[str, str]]:
    """The days with their labels. Where samples were collected on one day, they may be reported on several."""
    days = [(match["label"].casefold(), day_text(match["value"])) for match in DATED.finditer(plain)]
    collected = [day for label, day in days if COLLECTED.search(label)]
    is_one_day = len(collected) > 1 and len(set(collected)) == 1
    return ((label, day) for label, day in days if not is_one_day or BIRTH.search(label))
