"""Renders every screen of a trial without a request, for authors and ethics committees."""

from datetime import date

from prescreen.definitions.loader import Study
from prescreen.i18n.locale import use_language
from prescreen.pages import check, wizard
from prescreen.pages.context import PageContext, Site, page_without_request
from prescreen.screening.answers import Answers
from prescreen.screening.assessment import Outcome
from prescreen.screening.examples import outcome_examples
from prescreen.trial.trial import Trial, VisibleStep


def screen_names(trial: Trial) -> list[str]:
    """The names of all screens in order, with a result for each outcome that can occur."""
    return _names(trial, outcome_examples(trial))


def _names(trial: Trial, examples: dict[Outcome, Answers]) -> list[str]:
    steps = [f"questions/{step.id}" for step in trial.steps]
    return ["start", *steps, "check", *(f"result/{outcome}" for outcome in examples)]


def render_screen(
    site: Site, study: Study, language: str, today: date, name: str, result: str = "wizard/result.html"
) -> str:
    """The page of one screen. A step shows all of its questions; `result` is the template for results. Raises KeyError
    for a name that is not in `screen_names`."""
    examples = outcome_examples(study.trial)
    if name not in _names(study.trial, examples):
        raise KeyError(name)

    def page(answers: Answers) -> PageContext:
        return page_without_request(site, study, language, today, answers)

    kind, _, which = name.partition("/")
    with use_language(language):
        match kind:
            case "questions":
                step = study.trial.step[which]
                return wizard.step_page(page({}), VisibleStep(step, step.questions))
            case "check":
                return check.check_page(page(max(examples.values(), key=len, default={})))
            case "result":
                return wizard.result_page(page(examples[Outcome(which)]), result)
    return wizard.start_page(page({}))
