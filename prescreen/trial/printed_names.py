"""The names under which laboratory reports print a question's test."""

import re
from typing import assert_never

from prescreen.trial.questions import Question


def printed_names(question: Question) -> list[str]:
    """The names under which laboratory reports print a question's test; none if they don't."""
    match question.type:
        case "quantity" | "ratio":
            listed = [name for names in question.printed.values() for name in _listed(names)]
            return list(dict.fromkeys([*listed, *question.also_printed]))
        case "choice" | "choices" | "count" | "age" | "ago" | "body_mass_index":
            return []
        case never:
            assert_never(never)


def _listed(names: str) -> list[str]:
    separators = "[;；]" if re.search("[;；]", names) else "[,，、]"
    return [name.strip() for name in re.split(separators, names) if name.strip()]
