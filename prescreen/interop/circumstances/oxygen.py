"""What makes the oxygen in someone's blood another one than at rest in room air."""

from collections.abc import Iterable

from prescreen.interop.circumstances.word_lists import any_of
from prescreen.trial.questions import Question

GIVEN = any_of(
    "(?<![未不无])吸氧", "[给供输]氧", "氧疗", "氧流量", "吸入氧", "吸O", "supplement", "oxygen (?:therapy|at|via)",
    r"\b(?:on|with) \S{0,9} ?(?:O2|oxygen)",
    # By what it is given.
    "面罩", "鼻导管", "鼻塞", "呼吸机", "高流量", "插管", "nasal", "cannula", r"\bmask", r"\bvent\b", r"\bventilat",
    "intubat", r"\bNC\b", "[0-9] ?LNC", "CPAP", "BiPAP", "HFNC", r"\bECMO",
    # How much of it.
    "FiO2", r"\bL ?/ ?min", "[0-9]L/min", "[0-9] ?lpm", "[0-9] ?升 ?/ ?分",
    "(?<![A-Za-z])O2 ?(?:at |via )?[0-9.]{1,4} ?L",
    r"[0-9] ?(?:L|liters?|litres?) (?:of )?(?:O2|oxygen|NC\b)",
    # In venous blood it is another number.
    "静脉血", "混合静脉", "venous", r"\bVBG", r"\bSvO2",
)  # fmt: skip
# In motion or sleep, or the lowest of several.
NOT_AT_REST = any_of(
    "活动[后中时]", "运动[后中时]", "步行", "夜间", "睡眠", "最低",
    "exert", "exerci[sz]e", "ambulat", r"\bwalk", "6MWT", "sleep", "nocturnal", "overnight", "lowest", "nadir",
    "minimum",
)  # fmt: skip
NAME = any_of("氧", "oxygen", "O2")


def is_given(lines: Iterable[str]) -> bool:
    """Whether oxygen was given, or measured in venous blood."""
    return any(GIVEN.search(line) for line in lines)


def is_not_at_rest(lines: Iterable[str]) -> bool:
    """Whether oxygen was measured on exertion or in sleep."""
    return any(NOT_AT_REST.search(line) for line in lines)


def is_oxygen(question: Question) -> bool:
    """Whether a question asks for the oxygen in someone's blood."""
    return any(NAME.search(name) for name in question.short_name.values())
