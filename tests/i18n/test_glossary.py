"""Glossary terms that open their meaning in place."""

from prescreen.i18n.glossary import with_terms
from prescreen.i18n.locale import use_language
from prescreen.trial.trial import Term

TRANSFUSION = Term(
    term={"en": "transfusion", "zh": "输血"}, means={"en": "Blood from someone else.", "zh": "输入别人的血液。"}
)


def marked(lang: str, text: str, glossary: list[Term]) -> str:
    with use_language(lang):
        return with_terms(text, glossary)


def test_the_first_mention_of_a_term_opens_its_meaning() -> None:
    html = marked("zh", "最近输血了吗？输血后呢？", [TRANSFUSION])
    assert html.startswith('最近<details class="term"><summary>输血</summary>')
    assert html.count("<details") == 1


def test_a_name_in_quotes_is_left_whole_and_the_next_mention_is_marked() -> None:
    html = marked("zh", "请看“输血前检查”，输血以前做的。", [TRANSFUSION])
    assert html.startswith('请看“输血前检查”，<details class="term"><summary>输血</summary>')


def test_without_terms_the_text_is_as_it_was_and_escaped() -> None:
    assert marked("en", "a < b “c”", []) == "a &lt; b “c”"


def test_a_latin_term_is_a_whole_word_in_any_case() -> None:
    assert "<summary>Transfusion</summary>" in marked("en", "Transfusion? No transfusions.", [TRANSFUSION])
