"""Whether a report has columns for several dates, times, people or samples, whose headings have no label.

Lines are searched for words, without regard to the rows that they make."""

import re
from collections.abc import Iterable

from prescreen.interop.circumstances.dates import MONTH_NAME, TOLD_DATES, YEAR_LAST
from prescreen.interop.circumstances.word_lists import any_of
from prescreen.screening.dates import DATE_AND_TIME

LONGEST_HEADING = 500  # characters
WEEKDAYS = any_of(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b")
WITHOUT_YEAR = (
    r"[0-9]{1,2}[/-][0-9]{1,2}(?:[/-][0-9]{2})?|[0-9]{1,2}月[0-9]{1,2}日?"
    rf"|[0-9]{{1,2}}[ -]?{MONTH_NAME}(?:[ -][0-9]{{2}}(?![0-9A-Za-z]))?"
)
CLOCK_TIME = "[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
# Dates and times, and days as they are counted from a treatment or an admission.
MOMENTS = any_of(
    DATE_AND_TIME.pattern,
    YEAR_LAST,
    rf"(?<![0-9])(?:{WITHOUT_YEAR}|{CLOCK_TIME})(?![0-9])",
    "(?:周|星期|礼拜)[一二三四五六日天]",
    "第[一二三四五六0-9]{1,2}[次天周日]",
    "[0-9]{4}年(?:[0-9]{1,2}月)?",
    "(?<![0-9])[0-9]{1,2}月",
    r"\+?[0-9]{1,3}(?:天|周|d\b|h\b)",
    "[今昨前][日天]",
    "(?:入|出)院[时前后]?",
    "(?:治疗|手术|术|输血|输注|移植|用药|化疗|给药|预处理)[前后中]",
    WEEKDAYS.pattern,
    r"\b(?:d|day|week|wk|w|visit|month) ?[+-]?[0-9]{1,3}\b",
    rf"\b{MONTH_NAME}\b",
    r"\b(?:today|yesterday|before|after|pre|post|baseline|admission|discharge)\b",
)
# Short dates with points look like numbers: 11.18. A label beside them tells.
POINTED_DATES = re.compile(r"(?<![0-9.])(?:0?[1-9]|1[0-2])\.(?:0[1-9]|[12][0-9]|3[01])(?![0-9.])")
LABELS = any_of(
    "检[验查测]项目", "项目名称", "项目", "日期", "时间", "参考区间", "参考范围", "参考值", "单位", "结果", "指标",
    "date", "time", "test", "component", "analyte", "name", "units?", "reference", "range", "result",
)  # fmt: skip
SAMPLE_NUMBERS = any_of(
    r"(?:(?:request|lab|sample|specimen|accession|episode) ?(?:no|number|id|#)|样本号|标本号|条码号?|申请单?号)[.:]?"
    r"(?:[\s|;,]{1,9}[A-Z]{0,2}[0-9]{3,12}(?![0-9:/.-])){2}"
)
# People and hospitals that may have columns.
OTHERS = any_of(
    "患者", "本人", "受者", "产妇", "新生儿", "(?:正常)?对照", "外院", "[我本]院", r"\b(?:patient|recipient|control)\b"
)
BETWEEN = re.compile(r"[\s|,;:]+")


def has_several_columns(lines: Iterable[str]) -> bool:
    """Whether a line is the heading of columns for several dates, times, people or samples."""
    return any(_is_of_several(line) for line in lines if len(line) < LONGEST_HEADING)


def _is_of_several(line: str) -> bool:
    if SAMPLE_NUMBERS.search(line):
        return True
    words = LABELS.sub("", line)
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
