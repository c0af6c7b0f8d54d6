"""Whose results a report says that it has: of one person or of several, and of a donor or a relative.

Lines are searched for words, without regard to the rows that they make."""

import re
from collections import defaultdict
from collections.abc import Iterable

from prescreen.interop.laboratory_report.dates import SHORT_YEAR, YEAR_LAST, day_text
from prescreen.screening.dates import DATE_AND_TIME

# A name ends before a wide gap or the next label. Parts of it may be hidden: 王*明.
NAME = re.compile(
    r"(?:(?:(?<![医生师士者检人])|(?<=患者)|(?<=受检[者人]))姓名|名字|氏名|受检[者人](?=\s?[:|])|(?:患者|病人)(?=\s?[:|])"
    r"|\bpatient(?:'s)?(?: name)?(?=\s?[:|])|\bpatient name\s*(?=\n)|\bname of patient"
    r"|^(?:name|pt|surname|nom|apellidos?|cognome)(?=\s?:))"
    r"\s?[:|]?\s?(?P<value>[\u4e00-\u9fff·*○]{1,20}|[^\W\d_](?:(?!\t|  | \S{1,20}:)[^:;|()\n]){0,60})",
    re.I | re.M,
)
NUMBER = re.compile(
    r"(?P<label>病[历歷][号號]|病案[号號]|住院[号號]|[门門][诊診][号號]|登记号|就诊号|体检号|身份证(?:号码?)?|[\u4e00-\u9fff]{0,4}卡号|手机号?"
    r"|(?:患者|病人)(?:ID|编号)|病[员人]号|档案号|(?<![A-Za-z\u4e00-\u9fff])(?<![A-Za-z] )ID(?=\s?:)|\bMRN\b|\bUHID\b"
    r"|\b(?:patient|medical record|chart|hospital|NHS) (?:id|no|number)\b)"
    r"[\s.#|]{0,3}:?\s?(?P<value>[A-Za-z]{0,4}[0-9][A-Za-z0-9-]{0,40})",
    re.I,
)
# The days of reports differ where they are of different days or people; when they were printed says nothing.
DATED = re.compile(
    r"(?P<label>[\u4e00-\u9fff]{0,6}(?<!打印)(?:日期|时间)|生日|标本采集"
    r"|(?<!print )(?<!printed )\b(?:date(?: of [a-z]{3,12}| (?!printed)[a-z]{3,12})?|(?!print)[a-z]{3,12} date"
    r"|born|DOB|collected|received|reported|resulted|ordered)"
    r"(?: on)?)"
    r"\s?[:|]?\s?"
    rf"(?P<value>{DATE_AND_TIME.pattern}|{YEAR_LAST}|{SHORT_YEAR})",
    re.I,
)
COLLECTED = re.compile("采集|采样|采血|collect")
BIRTH = re.compile("出生|生日|born|birth|dob")
# Words with a space within them, and numbers in groups.
SPACED = re.compile(r"([姓性年床])[ \u3000]{1,4}([名别龄号])|(?<![0-9])([0-9]{3}) ([0-9]{3}) (?=[0-9]{4}(?![0-9]))")
SEX = re.compile(r"(?:性别\s?:?|\b(?:sex|gender)\s?:)\s?(?P<value>[男女mf])", re.I)
AGE = re.compile(r"(?:年龄\s?:?|\bage\s?:)\s?(?P<value>[0-9]{1,3})", re.I)
# Without labels, as in 王某 女 34岁 or 34M. An age of a reference range has a sign or 以上.
SEX_AND_AGE = re.compile(
    r"(?P<sex>[男女])性?[\s,、/|;]{0,3}(?P<age>[0-9]{1,3}) ?周?岁(?!\s?[以及])"
    r"|(?<![0-9<>≤≥~-])(?P<age2>[0-9]{1,3}) ?周?岁[\s,、/|;]{0,3}(?P<sex2>[男女])"
    r"|(?<![\w.<>≤≥/-])(?P<age3>[1-9][0-9]?)(?: ?-?(?:yo|y/o|years?[ -]old)\b|/?(?P<sex3>[MF])(?![\w/]))"
)
LONE_SEX = re.compile(
    r"^\s*(?P<value>男|女|male|female)性?(?:\s*$|[\s,]{1,3}(?=[0-9]{1,3} ?(?:岁|years?\b|y\b)))", re.I | re.M
)
LONE_AGE = re.compile(r"^\s*(?P<value>[0-9]{1,3}) ?(?:周?岁|years? old|yrs?)\s*$", re.I | re.M)
NUMBERED = re.compile(r"(?:患者|病人|病例|受试者|\b(?i:patient|case|subject) )#?(?P<value>[0-9]{1,3}|[A-Z])(?![\w.%])")
TITLE = re.compile(r"(?P<value>[\u4e00-\u9fff])(?:先生|女士|小姐)|\b(?:Mr|Mrs|Ms|Miss)\.? (?P<value2>[A-Z][a-z]+)")
BLOOD_TYPE = re.compile(r"(?:血型|\bblood (?:type|group))\s?[:(]?\s?(?P<value>AB|A|B|O)(?![A-Za-z])", re.I)
BED = re.compile(
    r"(?:床[号位]?\s?:|床号|\b(?P<label>bed|room|rm)\b\.?(?: ?no\.?)?:?)\s?"
    r"(?P<value>[0-9]{1,4}[A-Z]?)(?![0-9A-Z]|[:.][0-9])"
    r"|(?<![0-9])(?P<value2>\+?[0-9]{1,3}) ?床(?![号位])",
    re.I,
)
DONOR = re.compile(
    r"(?<!提)供[者体]|捐献者|捐赠者|献血者|\bdonor|哥哥|弟弟|姐姐|妹妹|胞[兄弟姐妹]|父亲|母亲|爸爸|妈妈|儿子|女儿"
    r"|配偶|丈夫|妻子|老[公婆]|[患病][者人]之[子女父母夫妻兄弟姐妹]|我[的]?(?:哥|弟|姐|妹|爸|妈|孩子)"
    r"|\b(?:brother|sister|sibling|father|mother|son|daughter|husband|wife)['’]s\b"
    r"|\b(?:brother|sibling|father|mother|son|daughter)\s?[:(]",
    re.I,
)
NO_DONOR = re.compile("家族史|联系人|家属|监护人|签[字名]|family history|\\bcontact", re.I)


def is_of_several(lines: list[str]) -> bool:
    """Whether a text has results of two people or two reports, or of a donor or a relative."""
    lines = [SPACED.sub(r"\1\2\3\4", line) for line in lines]
    plain = "\n".join(lines)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for match in NAME.finditer(plain):
        found["name"].add(" ".join(sorted(re.findall(r"[^\W\d_]+", match["value"].casefold()))))
    for match in NUMBER.finditer(plain):
        found[match["label"].casefold()].add(match["value"].casefold())
    found |= _days_by_label(plain)
    for match in BED.finditer(plain):
        found[f"bed {match['label']}"].add((match["value"] or match["value2"]).casefold().lstrip("0"))
    for match in SEX_AND_AGE.finditer(plain):
        found["age"].add(match["age"] or match["age2"] or match["age3"])
        found["sex"] |= {_sex(sex) for name in ("sex", "sex2", "sex3") if (sex := match[name])}
    found["sex"] |= {_sex(match["value"]) for pattern in (SEX, LONE_SEX) for match in pattern.finditer(plain)}
    found["age"] |= {match["value"] for pattern in (AGE, LONE_AGE) for match in pattern.finditer(plain)}
    found["number"] = {match["value"] for match in NUMBERED.finditer(plain)}
    found["title"] = {match["value"] or match["value2"] for match in TITLE.finditer(plain)}
    found["blood type"] = {match["value"].casefold() for match in BLOOD_TYPE.finditer(plain)}
    return is_of_donor(lines) or any(len(values) > 1 for values in found.values())


def is_of_donor(lines: Iterable[str]) -> bool:
    """Whether a line names a donor or a relative, who may be one."""
    return any(DONOR.search(line) and not NO_DONOR.search(line) for line in lines)


def _days_by_label(plain: str) -> dict[str, set[str]]:
    """The days behind each label. Where samples were collected on one day, they may be reported on several."""
    days: defaultdict[str, list[str]] = defaultdict(list)
    for match in DATED.finditer(plain):
        days[match["label"].casefold()].append(day_text(match["value"]))
    collected = [day for label in days if COLLECTED.search(label) for day in days[label]]
    is_one_day = len(collected) > 1 and len(set(collected)) == 1
    return {label: set(found) for label, found in days.items() if not is_one_day or BIRTH.search(label)}


def _sex(word: str) -> str:
    return {"男": "m", "女": "f"}.get(word, word[0].casefold())
