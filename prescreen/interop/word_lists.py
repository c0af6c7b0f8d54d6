"""Lists of words that are searched for in what laboratories and hospitals write.

The words are those of the reports and resources that the tests of this package read: printed by hospitals in China and
by laboratories and patients' portals in America and Europe. A new word is added with a text that has it, as a test."""

import re


def any_of(*words: str) -> re.Pattern[str]:
    """Finds any of some words, in capitals or not. Each is a regular expression, so that it can say what may not stand
    beside it; one of Latin letters begins or ends with a boundary where longer words contain it."""
    return re.compile("|".join(words), re.I)
