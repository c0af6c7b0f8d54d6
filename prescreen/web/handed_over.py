"""Answers in an opened hand-over, which nobody has agreed to load yet."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from prescreen.definitions.catalogue import UnreadableTrialError
from prescreen.definitions.loader import Study
from prescreen.screening.serialization import decompress
from prescreen.screening.session_entry import valid_entries
from prescreen.screening.shared_answers import asked_entries, number_of_answers
from prescreen.web.encryption import Decrypted, ExpiredError
from prescreen.web.handover_cookie import token_in_cookie
from prescreen.web.handover_token import check_code, read_token
from prescreen.web.request_context import catalogue
from prescreen.web.session import current_session


def installed(ncts: Iterable[str]) -> list[Study]:
    """Those of these studies that can be shown here."""
    found = []
    for nct in ncts:
        with suppress(UnreadableTrialError):
            found.append(catalogue().get(nct))
    return [study for study in found if study]


class HandoverError(Exception):
    """The answers can't be loaded. `why` is a key of MESSAGES."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class HandedOver:
    """Answers that can be loaded: the studies that they are for, and their entries in a session."""

    studies: list[Study]
    entries: dict[str, Any]
    token: Decrypted
    check_code: str

    @property
    def languages(self) -> list[str]:
        return [language for study in self.studies for language in study.trial.languages]

    @property
    def fingerprint(self) -> str:
        """A hash of what the reader agrees to: which answers replace which."""
        content = [self.entries, self.token.encrypted_at, current_session().entries]
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def handed_over() -> HandedOver:
    """The content of the token in the cookie. Raises HandoverError."""
    try:
        encrypted = token_in_cookie()
        if encrypted is None:
            raise HandoverError("nothing")
        token = read_token(encrypted)
        entries = _entries_in(decompress(token.content))
    except ExpiredError as error:
        raise HandoverError("expired") from error
    except ValueError as error:
        raise HandoverError("unreadable") from error
    studies = installed(entries)
    if not studies:
        raise HandoverError("unknown")
    found = asked_entries([study.trial for study in studies], entries)
    if not number_of_answers(found):  # the current definitions take none of them
        raise HandoverError("expired")
    return HandedOver(studies, found, token, check_code(encrypted))


def _entries_in(content: Any) -> dict[str, Any]:
    """The entries in a token. Raises HandoverError if there are none."""
    match content:
        case [str(nct), str(version), dict(given)]:  # of an earlier release, by question id
            content = {nct: {"version": version, "answers": given}}
        case dict():
            pass
        case _:
            raise HandoverError("unreadable")
    return valid_entries(content)
