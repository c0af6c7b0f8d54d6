"""Puts kept answers and notes into inputs that are cached without them, since rendering the inputs for each reader took
most of a page's time."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup, escape

from prescreen.pages.fields import ChoiceField, MultipleChoiceField, NumberField, QuantityField, QuestionField
from prescreen.pages.forms import without_controls
from prescreen.pages.note_fields import ProvenanceField
from prescreen.trial.questions import UNKNOWN

Place = tuple[str, object]  # behind which text of the template's what is put


def with_answer(inputs: str, field: QuestionField) -> Markup:
    """The cached inputs of a question with its kept answer. Raises ValueError if a part of it has no place."""
    return _filled(inputs, _answer_places(field))


def with_provenance(inputs: str, field: ProvenanceField) -> Markup:
    """The cached inputs of an answer's source and date with what is kept."""
    return _filled(inputs, _provenance_places(field))


def _filled(inputs: str, places: Iterable[Place]) -> Markup:
    for place, put in places:
        before, found, after = str.partition(inputs, place)
        if not found:
            raise ValueError(f"no place for an answer: {place}")
        inputs = f"{before}{place}{escape(put)}{after}"
    return Markup(inputs)  # noqa: S704


def _answer_places(field: QuestionField) -> Iterator[Place]:
    name = field.name
    match field:
        case ChoiceField() | MultipleChoiceField():
            for option in field.picked:
                yield f' value="{option}" id="{name}--{option}"', " checked"
        case NumberField():
            for part in field.parts:
                if field.data[part]:
                    yield f' name="{name}-{part}" id="{name}-{part}" value="', without_controls(field.data[part])
            if field.data[UNKNOWN]:
                yield f' value="{UNKNOWN}" id="{name}-{UNKNOWN}"', " checked"
            if isinstance(field, QuantityField) and field.data["unit"] and len(field.units) > 1:
                yield f'<option value="{escape(field.data["unit"])}"', " selected"


def _provenance_places(field: ProvenanceField) -> Iterator[Place]:
    if field.data["source"]:
        yield f'<option value="{field.data["source"]}"', " selected"
    if field.data["date"]:
        yield f' id="{field.first_input_id}" value="', without_controls(field.data["date"])
