"""Finds rules that join two questions or options by `or` where the words say “and”, and the other way round."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from prescreen.definitions.direction_checks import yes_and_no
from prescreen.definitions.locations import Finding, requirements
from prescreen.definitions.negations import LACKS, NONE, begins_with_no
from prescreen.definitions.option_names import MASK, options_named, words_of_text
from prescreen.definitions.stated_connectives import Connective, connective_of
from prescreen.definitions.stated_numbers import plain
from prescreen.definitions.topics import words_of
from prescreen.rules.evaluation import Rule, Truth, Value, Values
from prescreen.trial.candidates import candidate_values
from prescreen.trial.questions import MultipleChoice, Number, Option, OptionQuestion, Question
from prescreen.trial.trial import Criterion, Requirement, Trial

MAX_JOINED, MAX_TRIED = 3, 1000
# Words of questions that say nothing of what is asked.
COMMON = words_of(
    "a an the is are was were be been do does did has have had you your in on of for to and or not no any ever now "
    "with at by from this that it its what when how which who doctor told last disease illness test result count level "
    "yes before after other another"
)


def connective_findings(trial: Trial) -> Iterator[Finding]:
    for i, j, requirement in requirements(trial):
        if requirement.differs or requirement.fits.says_unknown:
            continue
        joined = _joined(trial, requirement.fits)
        if joined and (problem := _problem(trial.criteria[i], requirement, joined)):
            fix = "Write and in place of or, or or in place of and, or say why it differs with differs: and the reason"
            yield Finding(("criteria", i, "requirements", j, "fits"), problem, fix)


# What a rule says of each set of values, in the order of the questions.
Table = dict[tuple[Value, ...], Truth]


@dataclass(frozen=True)
class Joined:
    """How a rule joins questions or options. `is_absence` is set if to have none of them fits."""

    connective: Connective
    matters: Sequence[Question | Option]
    is_absence: bool


def _problem(criterion: Criterion, requirement: Requirement, joined: Joined) -> str:
    for said, language, text, keeps_out in _texts(criterion, requirement):
        is_whole = said == "its texts" and keeps_out and joined.is_absence
        without = _without_options(text, language, joined)
        found = connective_of(without, language, _words(joined.matters, language), keeps_out, is_whole)
        # Lists of limits are often written with “or” where each of them counts.
        is_loose = found == "or" and said != "its texts" and any(isinstance(m, Number) for m in joined.matters)
        if found not in ("", joined.connective) and not is_loose:
            return f"{_told(joined)}, and {said} {_asked(found, keeps_out)}"
    return ""


def _told(joined: Joined) -> str:
    names = " and ".join(matter.id for matter in joined.matters)
    match joined.connective, joined.is_absence:
        case "or", True:
            return f"whoever has one of {names} alone fits"
        case "or", False:
            return f"one of {names} is enough to fit"
        case _, True:
            return f"whoever has one of {names} does not fit"
    return f"only both {names} together fit"


def _asked(found: Connective, keeps_out: bool) -> str:
    if keeps_out:
        return "keep out whoever has either" if found == "and" else "keep out only whoever has both"
    return "ask for both" if found == "and" else "ask for either"


def _texts(criterion: Criterion, requirement: Requirement) -> Iterator[tuple[str, str, str, bool]]:
    """What a text is called, its language, the text, and whether it names what keeps a person out."""
    for language, means in requirement.means.items():
        if "TODO" not in means:
            yield "its texts", language, means, begins_with_no(means, language)
    if not LACKS.search(criterion.registry):
        yield "the registry’s words", "en", criterion.registry, criterion.kind == "exclusion"


def _without_options(text: str, language: str, joined: Joined) -> str:
    """A text with one mark in place of the options of each question with several: “type 1 or type 2” joins none."""
    for matter in joined.matters:
        if isinstance(matter, OptionQuestion) and _has_several_options(matter):
            text = re.sub(
                rf"{MASK}(?:[\s,/]|\bor\b|\band\b|[、，或和及])*(?={MASK})",
                "",
                options_named(matter, text, language).rest,
            )
    return text


def _words(matters: Sequence[Question | Option], language: str) -> list[set[str]]:
    """For each matter, the words that stand for it alone."""
    if language == "en":
        words = [words_of_text(plain(f"{_text(m, language)} {m.id.replace('_', ' ')}")) - COMMON for m in matters]
    else:
        words = [{_text(matter, language)} for matter in matters]
    words = [own | {MASK} if _has_several_options(m) else own for own, m in zip(words, matters, strict=True)]
    return [own.difference(*words[:k], *words[k + 1 :]) for k, own in enumerate(words)]


def _has_several_options(matter: Question | Option) -> bool:
    return isinstance(matter, OptionQuestion) and not yes_and_no(matter)


def _text(matter: Question | Option, language: str) -> str:
    text = matter.label if isinstance(matter, Option) else matter.short_name
    printed = "" if isinstance(matter, Option) or not matter.printed else matter.printed.get(language, "")
    return f"{text.get(language, '')} {printed}" if language == "en" else re.sub(r"（.*?）", "", text.get(language, ""))


def _joined(trial: Trial, rule: Rule) -> Joined | None:
    """How a rule joins the questions that it reads, or the options of the one that it reads; None if it does neither
    by one connective alone. Questions that only lead to the others are answered as it takes to ask those."""
    read = [question for question in trial.questions.values() if question.id in rule.reads]
    gates = [gate for gate in read if any(q.ask_if and gate.id in q.ask_if.reads for q in read)]
    rest = [question for question in read if question not in gates]
    rows = product(*(candidate_values(gate, rule.uses) for gate in gates))
    answers = (dict(zip((gate.id for gate in gates), row, strict=True)) for row in rows)
    asking = (values for values in answers if all(not q.ask_if or q.ask_if(values) is Truth.TRUE for q in rest))
    given = next(asking, {})
    if len(rest) == 1 and isinstance(rest[0], MultipleChoice):
        return _of_options(rule, rest[0], given)
    return _of_questions(rule, rest, given) if 2 <= len(rest) <= MAX_JOINED and not gates else None


def _of_questions(rule: Rule, read: list[Question], given: Values) -> Joined | None:
    values = [candidate_values(question, rule.uses) for question in read]
    if prod(map(len, values)) > MAX_TRIED:
        return None
    table = {
        row: rule({**given, **{q.id: value for q, value in zip(read, row, strict=True)}}) for row in product(*values)
    }
    absent = tuple(_absent(question) for question in read)
    kept = [_unlike(table, k, values[k]) for k in range(len(read))]
    connective = _connective({row: table[row] for row in product(*kept)}, len(read))
    return Joined(connective, read, table.get(absent) is Truth.TRUE) if connective else None


def _unlike(table: Table, place: int, values: list[Value]) -> list[Value]:
    """One of the values that a rule tells apart, for each of them."""
    kinds: dict[tuple[Truth, ...], Value] = {}
    for value in values:
        kinds.setdefault(tuple(truth for row, truth in table.items() if row[place] == value), value)
    return list(kinds.values())


def _absent(question: Question) -> Value:
    """The answer that says that there is nothing of what is asked; empty if it has none."""
    none = next((name for name in NONE if isinstance(question, OptionQuestion) and name in question.option), "")
    return frozenset({none}) if isinstance(question, MultipleChoice) else none


def _of_options(rule: Rule, question: MultipleChoice, given: Values) -> Joined | None:
    read = {str(literal) for use in rule.uses if use.question == question.id for literal in use.literals}
    options = [option for option in question.options if option.id in read and not option.exclusive]
    rest = next((o.id for o in question.options if o not in options and not o.unknown), None)
    if not 2 <= len(options) <= MAX_JOINED or rest is None:
        return None
    table: Table = {}
    for row in product(("", "picked"), repeat=len(options)):
        picked = frozenset(option.id for option, is_picked in zip(options, row, strict=True) if is_picked)
        table[row] = rule({**given, question.id: picked or frozenset({rest})})
    connective = _connective(table, len(options))
    return Joined(connective, options, table[("",) * len(options)] is Truth.TRUE) if connective else None


# What a rule says where some values are good and some bad → how it joins them.
BY_TRUTH: dict[Truth, Connective] = {Truth.TRUE: "or", Truth.FALSE: "and"}


def _connective(table: Table, count: int) -> Connective:
    """The connective that makes a rule true of some values and false of others, each of which differs: “and” if one of
    the others is always enough for it to be false, “or” if one of the former is enough for it to be true."""
    found = set[Connective]()
    true = [row for row, truth in table.items() if truth is Truth.TRUE]
    false = [row for row, truth in table.items() if truth is Truth.FALSE]
    for good, bad in product(true, false):
        if all(left != right for left, right in zip(good, bad, strict=True)):
            mixes = [
                table[tuple(good[k] if kept else bad[k] for k, kept in enumerate(of))]
                for of in product((False, True), repeat=count)
                if any(of) and not all(of)
            ]
            found.add(BY_TRUTH.get(mixes[0], "") if len(set(mixes)) == 1 else "")
        if len(found) > 1 or "" in found:
            return ""
    return found.pop() if found else ""
