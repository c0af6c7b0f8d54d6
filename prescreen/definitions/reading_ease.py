"""How easily English is read, by the Flesch–Kincaid grade, where the optional extra `author` is installed."""

import re

# A short text's grade says little.
MEASURABLE = 20  # words
HARDEST = 9


def without_terms(text: str) -> str:
    """A text without the terms in brackets that follow the everyday words."""
    return " ".join(re.sub(r"[(（][^()（）]*[)）]", "", text).split())


def grade(text: str) -> float | None:
    """A text's grade; None for one that is too short, or where it can't be measured."""
    try:
        # It takes a moment, and only authors need it.
        import textstat
    except ImportError:
        return None
    plain = without_terms(text)
    return float(textstat.flesch_kincaid_grade(plain)) if len(plain.split()) >= MEASURABLE else None
