"""The other studies that a reader's answers count for."""

from prescreen.definitions.catalogue import UnreadableTrialError
from prescreen.definitions.loader import Study
from prescreen.pages.context import PageContext
from prescreen.pages.listing import same_condition
from prescreen.screening.journey import Journey, follow
from prescreen.screening.overview import Overview, overview
from prescreen.screening.shared_answers import entry_of
from prescreen.trial.trial import Heading
from prescreen.web.request_context import catalogue
from prescreen.web.session import current_session


def others_for(page: PageContext) -> list[Heading]:
    """The headings of the other studies for the same condition."""
    return same_condition(page.trial, catalogue().summaries())


def journeys_of_others(page: PageContext) -> list[Journey]:
    """What the answers so far mean in each of them that can be shown."""
    studies = [_study(heading.id) for heading in others_for(page)]
    return [_journey(study) for study in studies if study]


def overview_of(nct: str) -> Overview | None:
    """The result so far of one study; None if it can't be shown."""
    study = _study(nct)
    return overview(_journey(study)) if study else None


def _study(nct: str) -> Study | None:
    try:
        return catalogue().get(nct)
    except UnreadableTrialError:
        return None


def _journey(study: Study) -> Journey:
    return follow(study.trial, entry_of(study.trial, current_session().entries).answers)
