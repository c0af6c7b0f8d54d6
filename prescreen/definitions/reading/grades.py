"""Which grades of a scale a text names: “ECOG 0 to 2”, “NYHA class II or higher”."""

import re

from prescreen.definitions.reading.numbers import plain, stated_numbers
from prescreen.trial.questions import OptionQuestion

# A grade that is not meant itself: “beyond NYHA grade 1”.
BEYOND = re.compile(
    r"(?P<not>\b(?:no|not) |不)?(?P<sign>\b(?:beyond|above|over|(?:more|higher|greater) than) |超过|高于)"
    r"(?P<scale>(?:nyha|ecog) ?(?:grade |class )?|(?:grade|class|stage) )(?P<grade>\d|i{1,3}|iv)(?![a-z0-9])"
)
SCALE = re.compile("ecog|performance status|体力状况|nyha|心功能")
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}


def grades_named(question: OptionQuestion, text: str) -> frozenset[str]:
    """The grades of a scale that a text names: “ECOG 0 to 2”, “≤ 2”, “0 or 1”."""
    words = BEYOND.sub(r"\g<scale>\g<not>\g<sign>\g<grade>", plain(text))
    begins = SCALE.search(words)
    if not begins:
        return frozenset()
    said = re.split(r"[.;]\s|[;。]|karnofsky|kps", words[begins.end() :])[0]
    said = re.sub(r"(?<![a-z])(?:iv|i{1,3})(?![a-z])", lambda found: ROMAN[found[0]], said)
    numbers = [int(n.value) for n in stated_numbers(said) if not n.unit and n.value.denominator == 1 and n.value < 6]
    signs = [number.sign for number in stated_numbers(said)]
    if not numbers or len(numbers) != len(signs) or len(numbers) > 5:
        return frozenset()
    grades = set(numbers)
    if len(numbers) == 1:
        better = re.search(r"\d\s*(?:or|and) better", said)
        sign = "<=" if better else signs[0]
        ends = {"<=": (0, numbers[0]), "<": (0, numbers[0] - 1), ">=": (numbers[0], 5), ">": (numbers[0] + 1, 5)}
        low, high = ends.get(sign, (numbers[0], numbers[0]))
        grades = set(range(low, high + 1))
    elif len(numbers) == 2 and re.search(r"\d\s*(?:-|~|to|至|到|through)\s*\d", said):
        grades = set(range(numbers[0], numbers[1] + 1))
    return frozenset(map(str, grades)) & question.option.keys()
