"""Rules as REDCap's branching logic, which has two values: a field is shown unless its rule is known to be false.

“Not false” of a conjunction is “not false” of each part, and so on, so the translation of a positive tree is exact."""

from fractions import Fraction
from itertools import combinations
from typing import assert_never

from prescreen.rules.evaluation import Rule
from prescreen.rules.nodes import (
    AllOf,
    AnyOf,
    AtLeast,
    CompareQuestions,
    Comparison,
    Contains,
    Known,
    Node,
    Not,
    OneOf,
    Unknown,
    positive,
)
from prescreen.rules.times import Duration
from prescreen.trial.questions import UNKNOWN, MultipleChoice, OptionQuestion, Pair, Quantity
from prescreen.trial.trial import Trial

ALWAYS = "1 = 1"
SIGNS = {"==": "=", "!=": "<>"}


def field_names(trial: Trial) -> dict[str, list[str]]:
    """Question id → its fields: one, or one for each part. REDCap allows no doubled or last underscore."""
    found: dict[str, list[str]] = {}
    taken = {"record_id"}
    for question in trial.questions.values():
        name = "_".join(filter(None, question.id.split("_")))
        parts = question.parts if isinstance(question, Pair) else ()
        while taken & {name, f"{name}_unknown", *(f"{name}_{part}" for part in parts)}:
            name += "_2"
        found[question.id] = [f"{name}_{part}" for part in parts] or [name]
        taken |= {name, f"{name}_unknown", *found[question.id]}
    return found


def unit_of(question: Quantity, lang: str) -> str:
    """The unit in which a number is asked in this language."""
    return (question.usual_unit or {}).get(lang, question.base_unit)


def shown_if(trial: Trial, rule: Rule, lang: str) -> str:
    """The branching logic that shows a field unless the rule is false."""
    return _Logic(trial, lang).text(positive(rule.node))


class _Logic:
    """Translates the rules of a trial, whose numbers are asked in the units of one language."""

    def __init__(self, trial: Trial, lang: str) -> None:
        self.trial = trial
        self.lang = lang
        self.names = field_names(trial)

    def text(self, node: Node) -> str:
        """That a node of a positive tree is not false."""
        match node:
            case AllOf():
                return self._joined(" and ", node.parts)
            case AnyOf():
                return self._joined(" or ", node.parts)
            case AtLeast():
                return " or ".join(f"({self._joined(' and ', some)})" for some in combinations(node.parts, node.needed))
            case Unknown():
                return ALWAYS
            case Known():
                return self._known(node.question)
            case Not(Known() as known):
                return self._unknown(known.question)
            case Not(OneOf() as one):
                others = " and ".join(self._compared(one.question, "!=", literal) for literal in one.literals)
                return f"({others}) or {self._unknown(one.question)}"
            case Not(Contains() as picked):
                return f"{self._box(picked)} = '0' or {self._unknown(picked.question)}"
            case Comparison():
                return f"{self._comparison(node)} or {self._unknown(node.question)}"
            case OneOf():
                said = " or ".join(self._compared(node.question, "==", literal) for literal in node.literals)
                return f"{said} or {self._unknown(node.question)}"
            case Contains():
                return f"{self._box(node)} = '1' or {self._unknown(node.question)}"
            case CompareQuestions():
                said = f"{self._value(node.question)} {SIGNS.get(node.sign, node.sign)} {self._value(node.other)}"
                return f"{said} or {self._unknown(node.question)} or {self._unknown(node.other)}"
            case Not():
                raise ValueError("the tree is not positive")
            case never:
                assert_never(never)

    def _joined(self, word: str, parts: tuple[Node, ...]) -> str:
        return word.join(f"({self.text(part)})" for part in parts)

    def _box(self, node: Contains) -> str:
        return f"[{self.names[node.question][0]}({node.option})]"

    def _comparison(self, node: Comparison) -> str:
        """A comparison; with a length of time, that it may hold in some calendar."""
        if not isinstance(node.literal, Duration):
            return self._compared(node.question, node.sign, node.literal)
        if self.trial.questions[node.question].type != "ago":
            return ALWAYS  # an age counts completed units, so that one number does not tell
        fewest, most = node.literal.days
        return self._compared(node.question, node.sign, fewest if node.sign.startswith(">") else most)

    def _compared(self, name: str, sign: str, literal: Fraction | str) -> str:
        right = f"'{literal}'" if isinstance(literal, str) else f"{float(literal):.10g}"
        return f"{self._value(name)} {SIGNS.get(sign, sign)} {right}"

    def _value(self, name: str) -> str:
        """A question's value in its base unit."""
        question, fields = self.trial.questions[name], [f"[{field}]" for field in self.names[name]]
        match question.type:
            case "choice" | "choices":
                return fields[0]
            case "quantity" | "count" | "age" | "ago":
                factor = question.units[unit_of(question, self.lang)]
                return fields[0] if factor == 1 else f"({fields[0]} * {float(factor):.10g})"
            case "ratio":
                return f"({fields[0]} / {fields[1]})"
            case "body_mass_index":
                return f"({fields[0]} * 10000 / ({fields[1]} * {fields[1]}))"
            case never:
                assert_never(never)

    def _known(self, name: str) -> str:
        question, fields = self.trial.questions[name], self.names[name]
        if not isinstance(question, OptionQuestion):
            return "(" + " and ".join(f"[{field}] <> ''" for field in fields) + ")"
        unknown = [UNKNOWN, *(option.id for option in question.options if option.unknown)]
        if not isinstance(question, MultipleChoice):
            return "(" + " and ".join(f"[{fields[0]}] <> '{option}'" for option in ["", *unknown]) + ")"
        picked = " or ".join(f"[{fields[0]}({o.id})] = '1'" for o in question.options if not o.unknown)
        return "(" + " and ".join([f"({picked})", *(f"[{fields[0]}({option})] = '0'" for option in unknown)]) + ")"

    def _unknown(self, name: str) -> str:
        """The opposite of `_known`, written out."""
        question, fields = self.trial.questions[name], self.names[name]
        if not isinstance(question, OptionQuestion):
            return "(" + " or ".join(f"[{field}] = ''" for field in fields) + ")"
        unknown = [UNKNOWN, *(option.id for option in question.options if option.unknown)]
        if not isinstance(question, MultipleChoice):
            return "(" + " or ".join(f"[{fields[0]}] = '{option}'" for option in ["", *unknown]) + ")"
        none = " and ".join(f"[{fields[0]}({o.id})] = '0'" for o in question.options if not o.unknown)
        return "(" + " or ".join([f"({none})", *(f"[{fields[0]}({option})] = '1'" for option in unknown)]) + ")"
