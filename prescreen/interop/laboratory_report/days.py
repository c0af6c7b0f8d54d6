"""Whether a report has results of several days or times, as in columns without labels or in a history.

Lines are searched for dates, without regard to the rows that they make."""

import re
from collections.abc import Collection, Iterable

from prescreen.interop.laboratory_report import earlier
from prescreen.interop.laboratory_report.dates import MONTH_NAME, TOLD, TOLD_DATES, YEAR_LAST, day_texts
from prescreen.interop.laboratory_report.samples import BLOOD
from prescreen.screening.dates import DATE_AND_TIME

SHORT_DATE = (
    r"[0-9]{1,2}[/-][0-9]{1,2}(?:[/-][0-9]{2})?|[0-9]{1,2}月[0-9]{1,2}日?"
    rf"|[0-9]{{1,2}}[ -]?{MONTH_NAME}(?:[ -][0-9]{{2}}(?![0-9A-Za-z]))?"
)
WEEKDAY = r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
MOMENT = (
    rf"(?:{DATE_AND_TIME.pattern}|{YEAR_LAST}|(?<![0-9])(?:{SHORT_DATE}|[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?)(?![0-9])"
    r"|(?:周|星期|礼拜)[一二三四五六日天]|第[一二三四五六0-9]{1,2}[次天周日]|[0-9]{4}年(?:[0-9]{1,2}月)?|(?<![0-9])[0-9]{1,2}月|\+?[0-9]{1,3}(?:天|周|d\b|h\b)"
    r"|[今昨前][日天]|(?:入|出)院[时前后]?"
    r"|(?:治疗|手术|术|输血|输注|移植|用药|化疗|给药|预处理)[前后中]"
    rf"|{WEEKDAY}"
    r"|\b(?:d|day|week|wk|w|visit|month) ?[+-]?[0-9]{1,3}\b"
    rf"|\b{MONTH_NAME}\b"
    r"|\b(?:today|yesterday|before|after|pre|post|baseline|admission|discharge)\b)"
)
# Short dates with points look like numbers: 11.18. A label tells them.
POINTED = r"(?<![0-9.])(?:0?[1-9]|1[0-2])\.(?:0[1-9]|[12][0-9]|3[01])(?![0-9.])"
COLUMN_LABEL = re.compile(
    "检[验查测]项目|项目名称|项目|日期|时间|参考区间|参考范围|参考值|单位|结果|指标|date|time|test|component|analyte|name|units?"
    "|reference|range|result",
    re.I,
)
SAMPLE_NUMBERS = re.compile(
    r"(?:(?:request|lab|sample|specimen|accession|episode) ?(?:no|number|id|#)|样本号|标本号|条码号?|申请单?号)[.:]?"
    r"(?:[\s|;,]{1,9}[A-Z]{0,2}[0-9]{3,12}(?![0-9:/.-])){2}",
    re.I,
)
BETWEEN = re.compile(r"[\s|,;:]+")
# Columns may be of people and hospitals too.
OTHERS = re.compile(r"患者|本人|受者|产妇|新生儿|(?:正常)?对照|外院|[我本]院|\b(?:patient|recipient|control)\b", re.I)
WEEKDAYS = re.compile(WEEKDAY, re.I)
MOMENTS = re.compile(MOMENT, re.I)
POINTED_DATES = re.compile(POINTED)

# 1/2 may be a page.
FIRST_DAY = re.compile(
    rf"[\s|*•·\"'(\[-]{{0,4}}(?:on )?(?:{TOLD}(?! ?(?:打印|printed))|"
    r"(?P<short>[0-9]{1,2}/[0-9]{1,2})(?= ?[^\W0-9])(?! ?(?:页|page|of)))",
    re.I,
)
# A day that is told in a sentence, or behind the name of an examination or a result.
TOLD_DAY = re.compile(
    rf"(?:{BLOOD.pattern}|肾功|\bCMP\b|\bLFT)(?:能|检查|化验|复查)?[\s(:]{{0,3}}{TOLD}|[.;。] ?on {TOLD}"
    rf"|{TOLD}.{{0,4}}?(?:复查|查|化验|检查|血|外院|我院|我科|:(?![0-9]))",
    re.I,
)
DAY_OF_RESULT = re.compile(rf"(?:[(\[]|\bas of |\bon ){TOLD}|{TOLD}[\s|,;)\]\"']*$", re.I)


def has_columns_of_moments(lines: Iterable[str]) -> bool:
    """Whether a line is the heading of columns for several dates, times, people or samples."""
    return any(_is_of_moments(line) for line in lines if len(line) < 500)


def _is_of_moments(line: str) -> bool:
    if SAMPLE_NUMBERS.search(line):
        return True
    words = COLUMN_LABEL.sub("", line)
    if TOLD_DATES.search(words):
        words = WEEKDAYS.sub("", words)  # of the date
    # 术后第3天 is one moment.
    found = {words[start:end].casefold() for start, end in _joined(match.span() for match in MOMENTS.finditer(words))}
    others = set(OTHERS.findall(words))
    rest = OTHERS.sub("", MOMENTS.sub("", words))
    if words != line:
        found |= set(POINTED_DATES.findall(rest))
        rest = POINTED_DATES.sub("", rest)
    return max(len(found), len(others)) > 1 and not BETWEEN.sub("", rest)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places in a line, those that touch as one."""
    joined = list[tuple[int, int]]()
    for start, end in spans:
        if joined and joined[-1][1] == start:
            start = joined.pop()[0]
        joined.append((start, end))
    return joined


def has_several_days(lines: Iterable[str], result_lines: Collection[int], single_lines: Collection[int]) -> bool:
    """Whether results stand under or beside different days. `result_lines` have a result of a test that is asked for,
    `single_lines` one without earlier results behind it."""
    current, used = "", set[str]()
    for number, line in enumerate(lines, 1):
        told = _told_days(line)
        own = told
        if number in single_lines and not told and not earlier.is_said_in(line):
            own = [day for found in DAY_OF_RESULT.finditer(line) for day in day_texts(found[0])]
        if number in result_lines:
            used |= set(own) or {current}
        current = told[-1] if told else current
    return len(used - {""}) > 1


def _told_days(line: str) -> list[str]:
    first = FIRST_DAY.match(line)
    days = [first["short"]] if first and first["short"] else day_texts(first[0]) if first else []
    return [*days, *(day for found in TOLD_DAY.finditer(line) for day in day_texts(found[0]))]
