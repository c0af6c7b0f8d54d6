"""WTForms fields for staff's notes."""

from datetime import date
from typing import Any

from prescreen.i18n.error_messages import CONFLICT
from prescreen.pages.core_field import NOT_SAID, CoreField, FormData
from prescreen.screening.provenance import (
    NO_PROVENANCE,
    NOT_JUDGED,
    Provenance,
    TeamJudgement,
    read_date,
    read_judgement,
    read_note,
    read_source,
)


class ProvenanceField(CoreField):
    """The source of an answer and the date of its test."""

    def __init__(self, question: str, today: date, **kwargs: Any) -> None:
        super().__init__(about=None, **kwargs)
        self.question, self.today = question, today
        self.is_about_other = False
        self.is_about_refused = False

    @property
    def shown_name(self) -> str:
        return f"{self.question}-noted"

    def compare_with(self, answer: CoreField) -> None:
        """Asks again where the answer that this is about was changed on another page. What is about a refused answer
        waits for the corrected one, since another answer may be kept."""
        self.is_about_refused = answer.problem is not None
        is_other = answer.shown is not NOT_SAID and answer.as_json(answer.kept) not in (answer.shown, answer.value)
        if self.is_applied and is_other:
            self.is_about_other, self.errors = True, [CONFLICT]

    @property
    def is_conflict(self) -> bool:
        return self.is_about_other or super().is_conflict

    @property
    def is_applied(self) -> bool:
        return super().is_applied and not self.is_about_refused

    def settle(self) -> None:
        if not self.is_about_refused:
            super().settle()

    def as_json(self, value: Provenance | None) -> list[str] | None:
        return value.as_json() if value and value != NO_PROVENANCE else None

    @property
    def input_names(self) -> list[str]:
        return [f"{self.question}-source", self.first_input_id]

    @property
    def first_input_id(self) -> str:
        return f"{self.question}-date"

    def bind(self, formdata: FormData) -> dict[str, str]:
        return {part: formdata.get(f"{self.question}-{part}") or "" for part in ("source", "date")}

    def from_kept(self, kept: Provenance | None) -> dict[str, str]:
        found = kept or NO_PROVENANCE
        return {"source": found.source or "", "date": found.taken.isoformat() if found.taken else ""}

    def parse(self) -> None:
        self.value = Provenance(read_source(self.data["source"]), read_date(self.data["date"], self.today))


class TeamJudgementField(CoreField):
    """The study team's own judgement of a requirement, and a note."""

    def __init__(self, requirement: str, **kwargs: Any) -> None:
        super().__init__(about=None, **kwargs)
        self.requirement = requirement

    @property
    def shown_name(self) -> str:
        return f"{self.requirement}-judged"

    def as_json(self, value: TeamJudgement | None) -> list[str] | None:
        return value.as_json() if value and value != NOT_JUDGED else None

    @property
    def input_names(self) -> list[str]:
        return [f"{self.requirement}-judgement", self.first_input_id]

    @property
    def first_input_id(self) -> str:
        return f"{self.requirement}-note"

    def bind(self, formdata: FormData) -> dict[str, str]:
        return {part: formdata.get(f"{self.requirement}-{part}") or "" for part in ("judgement", "note")}

    def from_kept(self, kept: TeamJudgement | None) -> dict[str, str]:
        found = kept or NOT_JUDGED
        return {"judgement": found.judgement or "", "note": found.note}

    def parse(self) -> None:
        self.value = TeamJudgement(read_judgement(self.data["judgement"]), read_note(self.data["note"]))
