"""Eligibility texts of real records, where they are at hand: their split compared with what a reader judged right.

The texts are not part of this repository. `judged_eligibility.json` has, by record, the first words of each criterion.
"""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from prescreen.registry.eligibility import Eligibility, read_eligibility
from prescreen.registry.eligibility_lines import unescaped

HERE = Path(__file__).parent
FILE = HERE.parents[2] / "shared" / "registry" / "eligibility.jsonl"
JUDGED: dict[str, dict[str, list[str]]] = json.loads((HERE / "judged_eligibility.json").read_text("utf-8"))


def records() -> dict[str, str]:
    """The text of each record, by id; none where the file is not at hand, so that no test below is made."""
    lines = FILE.read_text("utf-8").splitlines() if FILE.is_file() else []
    found: list[Any] = [json.loads(line) for line in lines]
    return {record["nctId"]: record["eligibilityModule"].get("eligibilityCriteria", "") for record in found}


TEXTS = records()
ORDINARY = re.compile(r"^\W*inclusion criteria:?\W*$(.*)^\W*exclusion criteria:?\W*$(.*)", re.I | re.M | re.S)


def test_at_least_sixty_records_are_judged() -> None:
    assert len(JUDGED) >= 60


@pytest.mark.parametrize("nct", sorted(JUDGED.keys() & TEXTS.keys()))
def test_a_judged_text_is_split_as_it_was_judged(nct: str) -> None:
    found = read_eligibility(TEXTS[nct]).criteria
    for kind, first_words in JUDGED[nct].items():
        assert [" ".join(stated.text.split()[:3]) for stated in found if stated.kind == kind] == first_words


@pytest.mark.parametrize("nct", sorted(TEXTS))
def test_no_list_is_inverted(nct: str) -> None:
    text = unescaped(TEXTS[nct])
    if len(re.findall("clusion criteria", text, re.I)) == 2 and (halves := ORDINARY.search(text)):
        for stated in read_eligibility(text).criteria:
            own, other = (1, 2) if stated.kind == "inclusion" else (2, 1)
            begins = stated.text.split("\n")[0][:30]
            assert begins in halves[own] or begins not in halves[other]


@pytest.mark.parametrize("nct", sorted(TEXTS))
def test_no_word_is_lost_and_nothing_but_criteria_is_one(nct: str) -> None:
    found = read_eligibility(TEXTS[nct])
    lost = Counter(_words(unescaped(TEXTS[nct]))) - Counter(_words(_kept(found)))
    assert lost.keys() <= {"inclusion", "exclusion", "criteria", "key", "study"}
    assert not [s for s in found.criteria if re.fullmatch(r"(none|n/a|nil|or|and)?\W*", s.text, re.I)]


def _words(text: str) -> list[str]:
    """The words, without numbers, which may be list markers."""
    return [word for word in re.findall(r"[^\W\d_]{2,}", text.lower()) if word not in ("ii", "iii", "iv")]


def _kept(found: Eligibility) -> str:
    groups = [group for _, group in dict.fromkeys((stated.kind, stated.group) for stated in found.criteria)]
    doubts = [doubt for stated in found.criteria for doubt in stated.doubts]
    return " ".join([*groups, *(stated.text for stated in found.criteria), *found.remarks, *doubts])
