"""Lists of words that are searched for in what laboratories and hospitals write.

They are printed by hospitals in China, and by laboratories and patients' portals in America and Europe. Most stand in a
text that a test of this package reads; the others are their synonyms. A new word is added with a test that has it."""

import re


def any_of(*words: str) -> re.Pattern[str]:
    """Finds any of some words, in capitals or not. Each is a regular expression, so that it can say what may not stand
    beside it; one of Latin letters begins or ends with a boundary where longer words contain it."""
    return re.compile("|".join(words), re.I)
