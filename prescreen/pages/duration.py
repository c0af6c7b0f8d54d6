"""How long it takes to answer a trial's questions, worked out from what there is to read, to choose and to look up.
`make measure` compares it with a walk in a browser."""

from collections.abc import Iterator

from prescreen.trial.questions import Number, OptionQuestion, Question, Text
from prescreen.trial.trial import Trial

# Reading speeds for forms: English words and Chinese characters a minute.
SPEED = {"en": 200, "zh": 300}
SECONDS_PER_CHOICE = 4
SECONDS_PER_NUMBER = 20  # to find it on a report at hand, and to type it
SECONDS_PER_PAGE = 3
# What is read beside the definition's texts, in the same measure: links, buttons and labels of a question and of a
# page, and the start page, “Check your answers” and the result.
TEXT_PER_QUESTION = {"en": 9, "zh": 12}
TEXT_PER_PAGE = {"en": 25, "zh": 40}
OTHER_TEXT = {"en": 1100, "zh": 2000}
OTHER_PAGES = 3


def minutes_to_answer(trial: Trial, language: str) -> int:
    """The minutes that a reader needs who has the reports at hand, rounded up to five."""
    asked = [question for question in trial.questions.values() if question.ask_if is None]
    pages = {trial.step_of[question.id].id for question in asked}
    steps = [step for step in trial.steps if step.id in pages]
    texts = [text for step in steps for text in (step.title, step.intro) if text]
    texts += [text for question in asked for text in _texts(question)]
    text = OTHER_TEXT[language] + sum(amount(text[language], language) for text in texts)
    text += TEXT_PER_QUESTION[language] * len(asked) + TEXT_PER_PAGE[language] * len(steps)
    seconds = sum(SECONDS_PER_NUMBER if isinstance(question, Number) else SECONDS_PER_CHOICE for question in asked)
    seconds += SECONDS_PER_PAGE * (len(steps) + OTHER_PAGES)
    return -5 * int(-(text / SPEED[language] + seconds / 60) // 5)


def amount(text: str, language: str) -> int:
    """How much there is to read: words in English, characters in Chinese."""
    return len("".join(text.split())) if language == "zh" else len(text.split())


def _texts(question: Question) -> Iterator[Text]:
    """What is read of a question before anything is opened."""
    yield question.ask
    if question.hint:
        yield question.hint
    if question.sensitive:
        yield question.why
    if isinstance(question, OptionQuestion):
        yield from (option.label for option in question.options)
