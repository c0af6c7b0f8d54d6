"""Whose answers a browser holds: an id that is new for each person, and says nothing about them."""

import re
import secrets
import time
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256


class Beginning(StrEnum):
    """How a person's answers began: in a browser without an id, or by replacing those of someone else."""

    FIRST = "first"
    CLEARED = "cleared"
    LOADED = "loaded"
    NEW_PATIENT = "new"


FIRST_VISIT = 10 * 60  # seconds within which a browser may open several first pages
KEY = re.compile(rf"({'|'.join(Beginning)})\.([0-9]{{1,12}})\.[0-9a-f]{{32}}")


@dataclass(frozen=True)
class Person:
    """`key` is secret; `created_at` is in seconds since 1970."""

    key: str
    beginning: Beginning
    created_at: int

    def is_same_first_visit(self, other: "Person") -> bool:
        """Whether both ids may have come with first pages that one browser opened at the same time."""
        are_first = self.beginning == other.beginning == Beginning.FIRST
        return are_first and abs(self.created_at - other.created_at) <= FIRST_VISIT

    @cached_property
    def label(self) -> str:
        """A short public name for the id."""
        return sha256(self.key.encode()).hexdigest()[:8]


def new_person(beginning: Beginning) -> Person:
    return read_person(f"{beginning}.{int(time.time())}.{secrets.token_hex(16)}")


def read_person(key: str) -> Person:
    """Raises ValueError if it is not the key of a person."""
    found = KEY.fullmatch(key)
    if not found:
        raise ValueError("not the key of a person")
    return Person(key, Beginning(found[1]), int(found[2]))
