"""Puts kept answers into the inputs of their questions. The inputs are cached without them, since rendering them for
each reader took most of a step's time."""

from collections.abc import Iterator

from markupsafe import escape

from prescreen.pages.context import PageContext
from prescreen.pages.fields import ChoiceField, MultipleChoiceField, NumberField, QuantityField, QuestionField
from prescreen.pages.forms import without_controls
from prescreen.trial.questions import UNKNOWN


def kept_inputs(page: PageContext, field: QuestionField) -> str:
    """The inputs of a question with its kept answer, and what the page is shown with. Raises ValueError if the template
    has no place for a part of the answer."""
    inputs: str = page.frame.site.renderer.cached_part(
        "wizard/_inputs_to_fill.html", study=page.study, question_id=field.name
    )
    for place, put in _parts(field):
        before, found, after = str.partition(inputs, place)
        if not found:
            raise ValueError(f"no place for an answer to {field.name}")
        inputs = f"{before}{place}{put}{after}"
    return f'<input type="hidden" name="{field.shown_name}" value="{escape(field.shown_text)}">\n{inputs}'


def _parts(field: QuestionField) -> Iterator[tuple[str, str]]:
    """Behind which text of the template's which part of an answer is put, as HTML."""
    name = field.name
    match field:
        case ChoiceField() | MultipleChoiceField():
            for option in field.picked:
                yield f' value="{option}" id="{name}--{option}"', " checked"
        case NumberField():
            for part in field.parts:
                yield f' name="{name}-{part}" id="{name}-{part}" value="', escape(without_controls(field.data[part]))
            if field.data[UNKNOWN]:
                yield f' value="{UNKNOWN}" id="{name}-{UNKNOWN}"', " checked"
            if isinstance(field, QuantityField) and field.data["unit"] and len(field.units) > 1:
                yield f'<option value="{escape(field.data["unit"])}"', " selected"
