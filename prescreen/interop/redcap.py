"""A trial's questions in one language as a REDCap data dictionary, so that a clinic need not type them again.

Numbers are asked in one unit, that which reports print in this language."""

from collections.abc import Iterator
from fractions import Fraction
from typing import assert_never

from prescreen.interop.elements import DONT_KNOW, PARTS, RATHER_NOT_SAY
from prescreen.interop.redcap_logic import field_names, shown_if, unit_of
from prescreen.trial.questions import UNKNOWN, MultipleChoice, OptionQuestion, Pair, Quantity, Question
from prescreen.trial.trial import Step, Trial

# Exactly as REDCap writes them.
COLUMNS = [
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
]
FIELD, FORM, HEADER, TYPE, LABEL, CHOICES, NOTE, VALIDATION, LOW, HIGH, _, LOGIC = COLUMNS[:12]
ANNOTATION = COLUMNS[-1]
Row = dict[str, str]


def data_dictionary(trial: Trial, lang: str) -> list[list[str]]:
    """The rows of the dictionary, with its header. The first field is the record's id, as REDCap asks for."""
    form = trial.id.lower()
    fields: list[Row] = [{FIELD: "record_id", TYPE: "text", LABEL: "Record ID"}]
    for step in trial.steps:
        fields += _step(trial, step, lang)
    return [COLUMNS, *([{**field, FORM: form}.get(column, "") for column in COLUMNS] for field in fields)]


def _step(trial: Trial, step: Step, lang: str) -> Iterator[Row]:
    """The fields of a page, with its title over the first."""
    fields = [field for question in step.questions for field in _fields(trial, question, lang)]
    if step.intro:
        intro = {FIELD: f"{step.id.replace('-', '_')}_page", TYPE: "descriptive", LABEL: _text(step.intro[lang])}
        logic = {field.get(LOGIC, "") for field in fields}
        fields.insert(0, intro | ({LOGIC: logic.pop()} if len(logic) == 1 else {}))
    for index, field in enumerate(fields):
        yield {HEADER: _text(step.title[lang])} | field if index == 0 else field


def _fields(trial: Trial, question: Question, lang: str) -> list[Row]:
    names = field_names(trial)[question.id]
    logic = {LOGIC: shown_if(trial, question.ask_if, lang)} if question.ask_if else {}
    note = {NOTE: _text(question.hint[lang])} if question.hint else {}
    shown = {LABEL: _text(question.ask[lang]), **note, **logic}
    unknown = _text((RATHER_NOT_SAY if question.sensitive else DONT_KNOW)[lang])
    match question.type:
        case "choice" | "choices":
            return [{FIELD: names[0], **shown, **_options(question, unknown, lang)}]
        case "quantity" | "ago":
            fields = [{FIELD: names[0], **shown, **_number(question, lang), LABEL: _with_unit(question, lang)}]
        case "age" | "count":
            fields = [{FIELD: names[0], **shown, **_number(question, lang), VALIDATION: "integer"}]
        case "ratio" | "body_mass_index":
            fields = list(_parts(question, names, shown, lang))
        case never:
            assert_never(never)
    name = names[0].removesuffix(f"_{question.parts[0]}") if isinstance(question, Pair) else names[0]
    box = {FIELD: f"{name}_unknown", TYPE: "checkbox", LABEL: unknown, CHOICES: f"1, {unknown}", **logic}
    return [*fields, box]


def _options(question: OptionQuestion, unknown: str, lang: str) -> Row:
    choices = [f"{option.id}, {_text(option.label[lang])}" for option in question.options] + [f"{UNKNOWN}, {unknown}"]
    if not isinstance(question, MultipleChoice):
        return {TYPE: "radio", CHOICES: " | ".join(choices)}
    alone = [*(option.id for option in question.options if option.exclusive), UNKNOWN]
    return {TYPE: "checkbox", CHOICES: " | ".join(choices), ANNOTATION: f"@NONEOFTHEABOVE='{','.join(alone)}'"}


def _number(question: Quantity, lang: str) -> Row:
    factor = question.units[unit_of(question, lang)]
    low, high = (written(end / factor) for end in question.range)
    return {TYPE: "text", VALIDATION: "number", LOW: low, HIGH: high}


def _with_unit(question: Quantity, lang: str) -> str:
    return f"{_text(question.ask[lang])} ({unit_of(question, lang)})"


def _parts(question: Pair, names: list[str], shown: Row, lang: str) -> Iterator[Row]:
    for part, name in zip(question.parts, names, strict=True):
        label = f"{shown[LABEL]} – {PARTS[part][lang]}"
        yield {**shown, FIELD: name, TYPE: "text", LABEL: label, VALIDATION: "number", LOW: "0"}


def written(number: Fraction) -> str:
    """A number in digits, with a decimal point."""
    return f"{float(number):.10g}"


def _text(text: str) -> str:
    """Text for a label: REDCap reads HTML there, separates choices with | and inserts fields in square brackets."""
    plain = " ".join(text.replace("|", "/").replace("[", "(").replace("]", ")").split())
    return plain.replace("<", "&lt;")
