"""Every screen that a reader of a trial may see, drawn without a reader: for its authors and for committees."""

from collections.abc import Callable

from flask import current_app, g

from prescreen.definitions.loader import Study
from prescreen.i18n.locale import use_language
from prescreen.pages import forms
from prescreen.screening.answers import Answers
from prescreen.screening.examples import outcome_examples
from prescreen.screening.journey import VisibleStep, follow
from prescreen.trial.trial import Step, Trial
from prescreen.web.views import wizard


def screen_names(trial: Trial) -> list[str]:
    """The screens in a reader's order; a result for each outcome that answers are found for."""
    steps = [f"questions/{step.id}" for step in trial.steps]
    return ["start", *steps, "check", *(f"result/{outcome}" for outcome in outcome_examples(trial))]


def drawn(study: Study, lang: str, name: str, in_brief: bool = False) -> str:
    """The page of one screen, with all of a step's questions; `in_brief`, a result without its points one by one.
    Raises KeyError for a name that is none of them."""
    address = f"/{lang}/{study.trial.id}/"
    with use_language(lang), current_app.app_context(), current_app.test_request_context(address):
        g.lang, g.study = lang, study
        return _drawings(study, "authoring/_brief_result.html" if in_brief else "wizard/result.html")[name]()


def _drawings(study: Study, result: str) -> dict[str, Callable[[], str]]:
    trial = study.trial
    examples = outcome_examples(trial)
    fullest = max(examples.values(), key=len)
    return {
        "start": wizard.start,
        **{f"questions/{step.id}": _step(trial, step) for step in trial.steps},
        "check": lambda: wizard.render_check(follow(trial, fullest)),
        **{f"result/{outcome}": _result(trial, answers, result) for outcome, answers in examples.items()},
    }


def _step(trial: Trial, step: Step) -> Callable[[], str]:
    inputs = forms.show(step.questions, {})
    return lambda: wizard.render_step(follow(trial, {}), VisibleStep(step, step.questions), inputs)


def _result(trial: Trial, answers: Answers, template: str) -> Callable[[], str]:
    return lambda: wizard.render_result(follow(trial, answers), template)
