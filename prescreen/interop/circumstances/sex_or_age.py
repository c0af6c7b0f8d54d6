"""Words that say of what sex or age the people are for whom a reference range is."""

import re

from prescreen.interop.circumstances.word_lists import any_of

SEX = any_of("males?", "females?", "men", "women", "man", "woman", "boys?", "girls?")
CHILDREN = any_of("儿童", "小儿", "新生儿", "婴儿", "婴幼儿", "青少年")
AGE = any_of("child", "children", "newborns?", "neonates?", "infants?", "days?", "weeks?", "months?", "years?", "yrs?")
# An age may be written against the word: 儿童<18岁.
BEGINNING = re.compile(
    rf"(?:(?:成年|成人)?[男女][性士]?|[♂♀]|m|f|y|成人|adults?|老年人?|[天日月岁周]龄?|个月|周岁"
    rf"|{SEX.pattern}|{CHILDREN.pattern}|{AGE.pattern})(?![A-Za-z\u4e00-\u9fff])",
    re.I,
)
# Ranges of adults are those of the people who are asked.
NAMED = any_of(
    "[男女♂♀岁]", "[天日月周]龄", "个月", "老年", "孕", "妊娠", CHILDREN.pattern,
    rf"(?<![/A-Za-z0-9])(?:{SEX.pattern}|{AGE.pattern}|pa?ediatric|pregnan\w{{1,5}})\b", r"\b[MF]\s?[:=]",
)  # fmt: skip


def begins_with_sex_or_age(word: str) -> bool:
    """Whether a word behind a reference range says that it is of a sex or an age."""
    return BEGINNING.match(word.strip("/,.")) is not None


def names_sex_or_age(text: str) -> bool:
    """Whether a text says that a reference range is of a sex, or of an age that may not be the patient's."""
    return NAMED.search(text) is not None
