"""Words and sentences of a text."""

import re

SENTENCE_END = re.compile(r"[.;](?:\s|$)|[。；]")


def words_of(listed: str) -> frozenset[str]:
    """The words of a list with blanks between them."""
    return frozenset(listed.split())


def words_in(text: str) -> set[str]:
    """The words of an English text in small letters, without the s of a plural."""
    return {word[:-1] if len(word) > 3 and word.endswith("s") else word for word in re.findall("[a-z0-9]+", text)}


def whole_word(name: str) -> str:
    """A pattern that finds a name in a text in small letters: in English whole words, in the plural too."""
    return re.escape(name) if re.search("[\u4e00-\u9fff]", name) else rf"(?<![a-z0-9]){re.escape(name)}s?(?![a-z0-9])"
