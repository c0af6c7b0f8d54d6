"""The Flesch–Kincaid grade of English texts. It needs the optional extra `author`."""

import re

MIN_WORDS = 20  # the grade of a shorter text means little
MAX_GRADE = 9


def without_terms(text: str) -> str:
    """A text without its parts in brackets, which are medical terms after the everyday words."""
    return " ".join(re.sub(r"[(（][^()（）]*[)）]", "", text).split())


def grade(text: str) -> float | None:
    """A text's grade, or None if it has fewer than MIN_WORDS words or textstat is not installed."""
    try:
        # Imported here, since it is slow to import and only authors need it.
        import textstat
    except ImportError:
        return None
    plain = without_terms(text)
    return float(textstat.flesch_kincaid_grade(plain)) if len(plain.split()) >= MIN_WORDS else None
