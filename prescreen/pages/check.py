"""The page on which readers check their answers."""

from collections.abc import Collection

from markupsafe import Markup

from prescreen.i18n.labels import answer_label
from prescreen.i18n.language_tags import tagged
from prescreen.i18n.locale import current_language, gettext
from prescreen.pages.answer_rows import carried_answers, row_id
from prescreen.pages.context import PageContext
from prescreen.pages.fields import QuestionField
from prescreen.pages.forms import QuestionForm
from prescreen.pages.rendering import ANSWER_PLACEHOLDER, fill
from prescreen.pages.wizard import CameFrom, took_units
from prescreen.screening.alerts import raised_alerts
from prescreen.screening.session_entry import Refused
from prescreen.trial.questions import UNKNOWN, Choice, MultipleChoice
from prescreen.trial.trial import Section, Trial, VisibleStep


def check_page(
    page: PageContext, changed: Collection[str] = (), took: Collection[str] = (), came_from: CameFrom = None
) -> str:
    """All answers. `changed` are the ids of the questions whose answers were just changed. Who came from the result
    gets back to it after a change."""
    journey, change = page.journey, "result" if came_from == "result" else ""
    last, refused, carried = journey.before(None), refused_questions(page), carried_answers(page)

    def rows(steps: list[VisibleStep]) -> list[Markup]:
        return [_rows(page, step, change, changed, refused, names_study=len(carried) > 1) for step in steps]

    return page.frame.render(
        "wizard/check.html",
        sections=[(section, rows(steps)) for section, steps in _by_section(page.trial, journey.visible_steps)],
        alerts=raised_alerts(journey),
        next_step=journey.next_unanswered(),
        back=_back_from_check(page, last, came_from),
        took=took_units(page, took),
        carried=carried,
    )


def _rows(
    page: PageContext,
    step: VisibleStep,
    change: str,
    changed: Collection[str],
    refused: dict[str, str],
    names_study: bool,
) -> Markup:
    """The questions of a step with their answers. Cached without the answers, unless there is more to say of them.
    `names_study` says that it has to name the other study for which an answer was given."""
    address = page.url_for("wizard.step", step_id=step.step.id, change=change, of=page.frame.of)
    answers, names = page.journey.answers, [question.id for question in step.questions]
    said = {q.id: tagged(answer_label(q, answers[q.id])) for q in step.questions if q.id in answers}
    has_more = not (refused.keys() | page.origins.keys()).isdisjoint(names)
    words = said if has_more else dict.fromkeys(said, ANSWER_PLACEHOLDER)
    rows = tuple(
        [
            (name, words.get(name), name in said and name in changed, refused.get(name), page.origins.get(name))
            for name in names
        ]
    )
    if has_more:
        about = {"rows": rows, "address": address, "row_id": row_id, "names_study": names_study}
        return Markup(page.frame.render("wizard/_answer_rows.html", **about))  # noqa: S704
    part = page.frame.site.renderer.part(
        "wizard/_answer_rows.html", study=page.study, rows=rows, address=address, row_id=row_id, names_study=False
    )
    return Markup(fill(part, [*said.values()]))  # noqa: S704


def _back_from_check(page: PageContext, last: VisibleStep | None, came_from: CameFrom) -> str:
    if came_from == "result":
        return page.url_for("wizard.result")
    return page.url_for("wizard.step", step_id=last.step.id) if last else page.url_for("wizard.start")


def refused_questions(page: PageContext) -> dict[str, str]:
    """Question id → what was typed for it, where that is no valid answer yet."""
    if not page.refused:
        return {}
    form = QuestionForm(page.journey.asked(), answers=page.journey.answers, required=False, refused=page.refused)
    return {field.name: gettext("; ").join(_typed(field, page.refused)) for field in form.wrong}


def _typed(field: QuestionField, refused: Refused) -> list[str]:
    texts = [text for name in field.input_names for text in refused.get(name, []) if text and text != UNKNOWN]
    if isinstance(field.question, Choice | MultipleChoice):
        options = field.question.option
        return [options[text].label[current_language()] for text in texts if text in options]
    return texts


def _by_section(trial: Trial, steps: list[VisibleStep]) -> list[tuple[Section, list[VisibleStep]]]:
    return [(section, [s for s in steps if s.step.section == section.id]) for section in trial.sections]
