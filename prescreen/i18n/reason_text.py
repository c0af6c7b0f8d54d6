"""What is said of counts that an “at least 2 of these 3” finds too high or too low, in the current language."""

from prescreen.i18n.locale import gettext
from prescreen.i18n.locale import lazy_gettext as _
from prescreen.rules.evaluation import Truth
from prescreen.screening.number_line import NumberLine
from prescreen.screening.report import ReportLine

NUMBERS = {2: _("two"), 3: _("three"), 4: _("four"), 5: _("five"), 6: _("six")}


def counts_text(line: ReportLine) -> str:
    """How many of the numbers lie on the wrong side of their limit; empty where that is not what decides."""
    if len(line.at_least) != 1:
        return ""
    [counted] = line.at_least
    lines = {given.question.id: given.number_line for given in line.given}
    parts = [questions for questions, truth in counted.parts if truth is Truth.FALSE]
    failing = [lines.get(question.id) for questions in parts for question in questions]
    found = [number for number in failing if number is not None]
    if len(found) < len(failing) or len(failing) not in NUMBERS or len({number.upward for number in found}) != 1:
        return ""
    return _text(found, len(counted.parts))


def _text(found: list[NumberLine], total: int) -> str:
    number, of = str(NUMBERS[len(found)]), str(NUMBERS.get(total, total))
    are_counts = all(line.unit.startswith(("10^", "/")) for line in found)
    what = gettext("counts") if are_counts else gettext("results")
    lower = found[0].upward
    if len(found) == total:
        text = _("All %(number)s of your %(what)s are higher than the study looks for.")
        text_lower = _("All %(number)s of your %(what)s are lower than the study looks for.")
        return str(text_lower if lower else text) % {"number": number, "what": what}
    text = _("%(number)s of your %(total)s %(what)s are higher than the study looks for.")
    text_lower = _("%(number)s of your %(total)s %(what)s are lower than the study looks for.")
    said = {"number": number.capitalize(), "total": of, "what": what}
    return str(text_lower if lower else text) % said
