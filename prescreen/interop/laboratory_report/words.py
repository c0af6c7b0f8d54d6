"""The words of laboratory reports: the names of a trial's tests, the labels of columns, and words without meaning."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from prescreen.interop.circumstances import earlier
from prescreen.interop.laboratory_report.labels import COLUMNS, LABELS, Label
from prescreen.interop.laboratory_report.lines import TRADITIONAL
from prescreen.trial.printed_names import printed_names
from prescreen.trial.trial import Trial

# A name is compared without spaces, punctuation, capitals, traditional characters, and the signs of accreditation that
# stand before it.
DROPPED = re.compile(r"[\s.,·'’‘\"“”_\-–—:*★☆●◆■▲※•]+")
AROUND_NAMES = re.compile(
    "^(?:血清|血浆|全血|静脉血)|(?<=[\u4e00-\u9fff]{2})(?:测定|检测|计数|绝对值|绝对数|结果|值|数|#)$"
)
METHOD = re.compile("[\u4e00-\u9fff]{1,12}[法术]")
HAN_BESIDE_LATIN = re.compile("(?<=[\u4e00-\u9fff])(?=[A-Za-z])|(?<=[A-Za-z#%])(?=[\u4e00-\u9fff])")
LONGEST_RUN, LONGEST_PHRASE, LONGEST_WORD = 24, 6, 60  # words, words, characters


def key(text: str) -> str:
    return DROPPED.sub("", unicodedata.normalize("NFKC", text).casefold().translate(TRADITIONAL))


@dataclass(frozen=True)
class Heading:
    """What words in a row say: the question whose test they name, and the label after it. `is_known` means that all
    of them are understood; words that aren't belong to another test or to none. `has_previous_column` means that they
    are the heading of a table with a column for earlier results, `has_result_column` that of one for results.
    `mentioned` is the question whose test words that aren't known contain."""

    question: str | None
    label: Label | None
    is_known: bool
    has_previous_column: bool = False
    has_result_column: bool = False
    mentioned: str | None = None


OTHER = Heading(None, None, False)


class Vocabulary:
    """The names under which reports print a trial's tests, beside the labels of every report."""

    def __init__(self, trial: Trial) -> None:
        self.labels = {key(phrase): label for label, phrases in LABELS.items() for phrase in phrases.split("|")}
        self.columns = {key(phrase) for phrase in COLUMNS.split("|")}
        self.questions: dict[str, str] = {}
        shared: set[str] = set()
        for question in trial.questions.values():
            for name in {key(name) for name in printed_names(question)} - {""}:
                if self.questions.setdefault(name, question.id) != question.id:
                    shared.add(name)  # a name of two tests tells neither
        self.questions = {name: question for name, question in self.questions.items() if name not in shared}

    def _question(self, phrase: str) -> str | None:
        """The question that a phrase names, with or without what Chinese names have before and behind them."""
        while phrase and phrase not in self.questions:
            shorter = AROUND_NAMES.sub("", phrase)
            if shorter == phrase:
                return None
            phrase = shorter
        return self.questions.get(phrase)

    def read(self, texts: Sequence[str]) -> Heading:
        """What the words say that stand beside each other in a line."""
        words = [part for text in texts for part in HAN_BESIDE_LATIN.split(text)] if len(texts) <= LONGEST_RUN else []
        words = [word for word in words if key(word)]
        if not words or len(words) > LONGEST_RUN or any(len(word) > LONGEST_WORD for word in words):
            return OTHER if texts else Heading(None, Label.NEUTRAL, True)
        found, labels, phrases = set[str](), list[Label](), self._phrases(words)
        for phrase in phrases:
            if question := self._question(phrase):
                found.add(question)
            elif phrase in self.labels:
                labels.append(self.labels[phrase])
            elif not METHOD.fullmatch(phrase):
                return self._unknown(words, phrases)
        if len(found) > 1:
            return OTHER
        telling = [label for label in labels if label is not Label.NEUTRAL]
        if found:
            last = Label.PREVIOUS if Label.PREVIOUS in telling else telling[-1] if telling else None
            return Heading(next(iter(found)), last, True)
        is_of_columns = len(set(telling)) > 1 or any(phrase in self.columns for phrase in phrases)
        has_previous = Label.PREVIOUS in telling and is_of_columns
        has_result = Label.RESULT in telling and is_of_columns
        return Heading(None, telling[-1] if telling else None, True, has_previous, has_result)

    def _phrases(self, words: Sequence[str]) -> list[str]:
        """The longest known phrases of some words, and the single words between them."""
        phrases, place = list[str](), 0
        while place < len(words):
            length = self._phrase_length(words[place:])
            phrases.append(key("".join(words[place : place + length])))
            place += length
        return phrases

    def _phrase_length(self, words: Sequence[str]) -> int:
        """The number of words in the longest known phrase that these begin with; 1 if there is none."""
        for length in range(min(LONGEST_PHRASE, len(words)), 1, -1):
            phrase = key("".join(words[:length]))
            if phrase in self.questions or phrase in self.labels:
                return length
        return 1

    def _unknown(self, words: Sequence[str], phrases: Sequence[str]) -> Heading:
        """Of words that are not all known, a label of the date at their end counts, and columns of earlier results
        beside other columns."""
        labels = [self.labels.get(phrase) for phrase in phrases]
        is_earlier = [
            label is Label.PREVIOUS or (label is None and earlier.is_column(phrase, after))
            for label, phrase, after in zip(labels, phrases, [*phrases[1:], ""], strict=True)
        ]
        if any(is_earlier) and any(label not in (None, Label.PREVIOUS) for label in labels):
            return Heading(None, None, False, has_previous_column=True)
        ends = (key("".join(words[-length:])) for length in range(1, LONGEST_PHRASE + 1))
        is_date = any(self.labels.get(end) is Label.COLLECTED for end in ends)
        mentioned = next((question for phrase in phrases if (question := self._question(phrase))), None)
        return Heading(None, Label.COLLECTED if is_date else None, False, mentioned=mentioned)
