"""Whether results stand below or beside different days, as in a history.

Lines are searched for dates, without regard to the rows that they make."""

import re
from collections.abc import Collection, Iterable

from prescreen.interop.circumstances import earlier
from prescreen.interop.circumstances.dates import TOLD, day_texts
from prescreen.interop.circumstances.samples import BLOOD

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
