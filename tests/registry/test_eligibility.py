"""Eligibility texts as registries hold them, split into criteria."""

import json
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from prescreen.definitions.loader import TRIALS
from prescreen.registry.eligibility import Stated, split
from prescreen.registry.eligibility_lines import unescaped
from tests.support.core import steady


def inclusion(*texts: str, group: str = "") -> list[Stated]:
    return [Stated("inclusion", group, text) for text in texts]


def exclusion(*texts: str, group: str = "") -> list[Stated]:
    return [Stated("exclusion", group, text) for text in texts]


SHAPES: dict[str, tuple[str, list[Stated]]] = {
    "bullets": (
        "Inclusion Criteria:\n\n* Age 18 years or older\n* Written consent\n\nExclusion Criteria:\n\n* Pregnancy",
        inclusion("Age 18 years or older", "Written consent") + exclusion("Pregnancy"),
    ),
    "numbers": (
        "INCLUSION CRITERIA\n\n1. Age ≥ 18\n2. ECOG 0-1\n10. Consent\n\nEXCLUSION CRITERIA\n\n1. HIV",
        inclusion("Age ≥ 18", "ECOG 0-1", "Consent") + exclusion("HIV"),
    ),
    "numbers in brackets": (
        "Inclusion:\n(1) Age ≥ 18\n(2) ECOG 0-1\nExclusion:\n1) HIV\n2) Pregnancy",
        inclusion("Age ≥ 18", "ECOG 0-1") + exclusion("HIV", "Pregnancy"),
    ),
    "letters": (
        "Key Inclusion Criteria:\na. Age ≥ 18\nb. ECOG 0-1\n\nKey Exclusion Criteria:\nA) HIV\nB) Pregnancy",
        inclusion("Age ≥ 18", "ECOG 0-1") + exclusion("HIV", "Pregnancy"),
    ),
    "roman numbers": (
        "Inclusion Criteria\ni. Age ≥ 18\nii. ECOG 0-1\niii. Consent\niv. Anaemia\nv. Weight over 40 kg",
        inclusion("Age ≥ 18", "ECOG 0-1", "Consent", "Anaemia", "Weight over 40 kg"),
    ),
    "nested by indentation": (
        "Inclusion Criteria:\n\n1. Adequate organ function:\n\n   1. ALT ≤ 3 × ULN\n   2. LVEF ≥ 50%\n2. Consent\n\n"
        "Exclusion Criteria:\n\n* Active infection\n\n  * hepatitis B\n  * hepatitis C\n* Pregnancy",
        inclusion("Adequate organ function:\n   1. ALT ≤ 3 × ULN\n   2. LVEF ≥ 50%", "Consent")
        + exclusion("Active infection\n  * hepatitis B\n  * hepatitis C", "Pregnancy"),
    ),
    "indented by one column": ("Inclusion Criteria:\n* Age ≥ 18\n * Consent", inclusion("Age ≥ 18", "Consent")),
    "indented by two columns": ("Inclusion Criteria:\n* Age ≥ 18\n  * Consent", inclusion("Age ≥ 18\n  * Consent")),
    "a line with a colon that is indented": (
        "Inclusion Criteria:\n* Age ≥ 18\n   for men:\n* Consent",
        inclusion("Age ≥ 18 for men:", "Consent"),
    ),
    "a line with a colon over deeper items": (
        "Inclusion Criteria:\n* Age ≥ 18\none of:\n  * SAA\n* Consent",
        inclusion("Age ≥ 18 one of:\n  * SAA", "Consent"),
    ),
    "a line with a colon over items of another style": (
        "Inclusion Criteria:\n* Age ≥ 18\none of:\n1. SAA\n* Consent",
        inclusion("Age ≥ 18 one of:\n1. SAA", "Consent"),
    ),
    "a heading among items": (
        "Inclusion Criteria:\n* Age ≥ 18\nFor men:\n* Consent",
        inclusion("Age ≥ 18") + inclusion("Consent", group="For men"),
    ),
    "a text before the first item": (
        "Inclusion Criteria:\nAdults\n* SAA\n* Consent",
        inclusion("Adults", "SAA", "Consent"),
    ),
    "two paragraphs before the first item": (
        "Inclusion Criteria:\nAdults\nof any age\n\nWomen\n* SAA",
        inclusion("Adults of any age", "Women", "SAA"),
    ),
    "a Chinese heading that says for whom": (
        "纳入标准 患者：\n* SAA\n排除标准 供者：\n* HIV",
        inclusion("SAA", group="纳入标准 患者") + exclusion("HIV", group="排除标准 供者"),
    ),
    "a hundred items on one line": (
        "Inclusion Criteria: " + " ".join(f"{number}. criterion" for number in range(1, 101)),
        inclusion(*["criterion"] * 100),
    ),
    "a heading over items that are indented by one column": (
        "Inclusion Criteria:\n* Age ≥ 18\nFor men:\n * Consent",
        inclusion("Age ≥ 18") + inclusion("Consent", group="For men"),
    ),
    "one line that only begins like a list": ("Inclusion Criteria: (1. Adults", inclusion("(1. Adults")),
    "no markers, lines after a blank one": (
        "Inclusion Criteria:\n\nAdults\nof any kind\nConsent",
        inclusion("Adults of any kind", "Consent"),
    ),
    "two paragraphs, one in lower case": (
        "Inclusion Criteria:\nadults.\n\nwith consent.",
        inclusion("adults.", "with consent."),
    ),
    "nested in a list that is indented": (
        "Inclusion Criteria:\n  * Age ≥ 18\n      1. with papers\n  * Consent",
        inclusion("Age ≥ 18\n    1. with papers", "Consent"),
    ),
    "nested further to the left": (
        "Inclusion Criteria:\n    * Age ≥ 18\n  1. with papers\n    * Consent",
        inclusion("Age ≥ 18\n1. with papers", "Consent"),
    ),
    "nested under an item on the line of its heading": (
        "Inclusion Criteria: - Age ≥ 18\n  - with papers\n- Consent",
        inclusion("Age ≥ 18\n  - with papers", "Consent"),
    ),
    "one line with numbers in its middle": (
        "Inclusion Criteria: Adults who meet 1. or 2. of the list",
        inclusion("Adults who meet 1. or 2. of the list"),
    ),
    "a bullet before numbers": ("Inclusion Criteria: ·1. Age ≥ 18 2. Consent", inclusion("Age ≥ 18", "Consent")),
    "a line that begins in one small letter": (
        "Inclusion Criteria:\nAdults on\nmTOR inhibitors\nConsent",
        inclusion("Adults on mTOR inhibitors", "Consent"),
    ),
    "a heading that names its kind twice": (
        "Inclusion criteria and inclusion notes\n* Age ≥ 18\n* Consent",
        inclusion("Age ≥ 18", "Consent", group="Inclusion criteria and inclusion notes"),
    ),
    "nested without indentation": (
        "Inclusion Criteria:\n1. Two of these:\na) neutrophils < 0.5\nb) platelets < 20\n2. Consent\n- in writing",
        inclusion("Two of these:\na) neutrophils < 0.5\nb) platelets < 20", "Consent\n- in writing"),
    ),
    "escaped Markdown": (
        "Inclusion Criteria:\n\n1\\. Neutrophils \\< 0.5×10\\^9/L\n2\\. Cells \\[CD3\\+\\] \\> 5\\%",
        inclusion("Neutrophils < 0.5×10^9/L", "Cells [CD3+] > 5%"),
    ),
    "bold headings": (
        "**Inclusion Criteria**\n\n* Age ≥ 18\n\n**Exclusion Criteria:**\n\n* HIV",
        inclusion("Age ≥ 18") + exclusion("HIV"),
    ),
    "numbered headings": (
        "1. Inclusion Criteria:\n* Age ≥ 18\n2. Exclusion Criteria:\n* HIV",
        inclusion("Age ≥ 18") + exclusion("HIV"),
    ),
    "Chinese": (
        "纳入标准：\n1、年龄18至65岁；\n2、符合下列两项：\n（1）中性粒细胞＜0.5；\n（2）血小板＜20；\n3、签署知情同意书。\n"
        "排除标准：\n一、妊娠；\n二、HIV感染。",
        inclusion("年龄18至65岁；", "符合下列两项：\n（1）中性粒细胞＜0.5；\n（2）血小板＜20；", "签署知情同意书。")
        + exclusion("妊娠；", "HIV感染。"),
    ),
    "mixed Chinese and circled numbers": (
        "Inclusion criteria (入选标准):\n①Age 18-65 (年龄)\n②SAA (重型再生障碍性贫血)\nExclusion criteria:\n①HIV",
        [*inclusion("Age 18-65 (年龄)", "SAA (重型再生障碍性贫血)"), *exclusion("HIV")],
    ),
    "one line": (
        "Inclusion Criteria: 1. Age ≥ 18 years; 2. ALT ≤ 1.5 times; 3.ECOG 0-1. "
        "Exclusion Criteria: 1. Pregnant; 2. HIV",
        inclusion("Age ≥ 18 years;", "ALT ≤ 1.5 times;", "ECOG 0-1.") + exclusion("Pregnant;", "HIV"),
    ),
    "one sentence each": (
        "Inclusion Criteria: Adults with severe aplastic anemia.\nExclusion Criteria: Pregnancy.",
        inclusion("Adults with severe aplastic anemia.") + exclusion("Pregnancy."),
    ),
    "no heading": ("* Age ≥ 18\n* Consent", inclusion("Age ≥ 18", "Consent")),
    "no markers, blank lines": (
        "Inclusion Criteria:\n\nAdults with anemia\nof any kind.\n\nConsent.\n\nExclusion Criteria:\n\nPregnancy.",
        inclusion("Adults with anemia of any kind.", "Consent.") + exclusion("Pregnancy."),
    ),
    "no markers, lines": (
        "Inclusion Criteria:\nAdults with anemia\nof any kind\nConsent",
        inclusion("Adults with anemia of any kind", "Consent"),
    ),
    "only exclusion": ("Exclusion Criteria:\n- HIV\n- Pregnancy", exclusion("HIV", "Pregnancy")),
    "exclusion first": (
        "Exclusion Criteria:\n* HIV\n\nInclusion Criteria:\n* Age ≥ 18",
        exclusion("HIV") + inclusion("Age ≥ 18"),
    ),
    "headings for several groups": (
        "Inclusion Criteria for Donors:\n* Healthy\n\nInclusion Criteria for Recipients:\n* SAA\n\n"
        "Exclusion Criteria:\n* HIV",
        inclusion("Healthy", group="Inclusion Criteria for Donors")
        + inclusion("SAA", group="Inclusion Criteria for Recipients")
        + exclusion("HIV"),
    ),
    "headings within a kind": (
        "Inclusion Criteria:\n\nPart A:\n\n* Age ≥ 18\n* SAA\n\nPart B:\n\n* Age \\< 18\n\n"
        "Exclusion Criteria:\n\n* HIV",
        inclusion("Age ≥ 18", "SAA", group="Part A") + inclusion("Age < 18", group="Part B") + exclusion("HIV"),
    ),
    "old headings": (
        "DISEASE CHARACTERISTICS:\n\n* Severe AA\n\nPATIENT CHARACTERISTICS:\n\n* ECOG 0-2\n* No HIV",
        inclusion("Severe AA", group="DISEASE CHARACTERISTICS")
        + inclusion("ECOG 0-2", "No HIV", group="PATIENT CHARACTERISTICS"),
    ),
    "wrapped lines": (
        "Inclusion Criteria:\n\n- Severe aplastic anemia, diagnosed\n  by biopsy\n- Consent\nin writing",
        inclusion("Severe aplastic anemia, diagnosed by biopsy", "Consent in writing"),
    ),
    "a note after a list": (
        "Inclusion Criteria:\n\n* Age ≥ 18\n\nNote: a second screening is allowed.\n\nExclusion Criteria:\n\n* HIV",
        inclusion("Age ≥ 18 Note: a second screening is allowed.") + exclusion("HIV"),
    ),
    "Windows line ends and tabs": (
        "Inclusion Criteria:\r\n\r\n1.\tAge ≥ 18\r\n\ta)\twith papers\r\n2.\tConsent\r\n",
        inclusion("Age ≥ 18\n    a)  with papers", "Consent"),
    ),
    "a criterion that speaks of exclusion": (
        "Inclusion Criteria:\n* Exclusion of hepatitis by a blood test\n* Meets no exclusion criteria of study 0815\n"
        "* Consent",
        inclusion("Exclusion of hepatitis by a blood test", "Meets no exclusion criteria of study 0815", "Consent"),
    ),
    "nothing": ("", []),
    "only headings": ("Inclusion Criteria:\n\nExclusion Criteria:\n", []),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_each_shape_is_split_into_its_criteria(name: str) -> None:
    text, expected = SHAPES[name]
    assert split(text) == expected


LONGEST = "x" * 250


@pytest.mark.parametrize("before", ["", "* Age ≥ 18\n"])
@pytest.mark.parametrize(("heading", "counts"), [(LONGEST, True), (LONGEST + "x", False)])
def test_a_heading_over_items_has_at_most_250_characters(before: str, heading: str, counts: bool) -> None:
    # Its colon counts.
    stated = split(f"Inclusion Criteria:\n{before}{heading[1:]}:\n* Consent")
    assert (stated[-1].group == heading[1:]) is counts
    assert stated[-1].text == "Consent"


@pytest.mark.parametrize(("length", "counts"), [(300, True), (301, False)])
def test_a_heading_of_a_kind_has_at_most_300_characters(length: int, counts: bool) -> None:
    heading = "Exclusion Criteria for ".ljust(length, "x")
    kinds = {criterion.kind for criterion in split(f"{heading}:\n* HIV")}
    assert kinds == ({"exclusion"} if counts else {"inclusion"})


@pytest.mark.parametrize(
    ("heading", "counts"),
    [
        ("Exclusion criteria for all of the related donors", True),
        ("Exclusion criteria include what the doctors of the study find", False),
        ("* Exclusion criteria for all of the related donors", False),
        ("Candidates who meet no exclusion criteria", False),
    ],
)
def test_a_heading_without_a_colon_says_for_whom_or_when(heading: str, counts: bool) -> None:
    stated = split(f"{heading}\n* HIV\n* Pregnancy")
    assert {criterion.kind for criterion in stated} == ({"exclusion"} if counts else {"inclusion"})


def test_the_shipped_trials_text_is_split_as_its_definition_has_it() -> None:
    record = json.loads((TRIALS / "NCT06633328" / "record.json").read_text("utf-8"))
    stated = split(record["study"]["protocolSection"]["eligibilityModule"]["eligibilityCriteria"])
    assert [criterion.kind for criterion in stated] == ["inclusion"] * 10 + ["exclusion"] * 9
    assert not any(criterion.group for criterion in stated)


def words(text: str) -> list[str]:
    """The words of two letters or more, which no marker is made of."""
    return [word for word in "".join(c if c.isalpha() else " " for c in text).lower().split() if len(word) > 5]


@pytest.mark.parametrize("name", SHAPES)
def test_no_word_of_a_shape_is_lost(name: str) -> None:
    text, _ = SHAPES[name]
    kept = words(" ".join(f"{criterion.group} {criterion.text}" for criterion in split(text)))
    lost = [word for word in words(unescaped(text)) if word not in kept]
    assert set(lost) <= {"inclusion", "exclusion", "criteria"}


pieces = st.sampled_from(
    ["* ", "- ", "1. ", "2) ", "(3) ", "a. ", "ii. ", "①", "  ", "\t", "\n", "\n\n", ":\n", "Part:", "\\<", "；", "。"]
)
lines = st.lists(st.one_of(pieces, st.text("abcdefghij ,.;:()<>", max_size=12)), max_size=40).map("".join)


@steady
@example("1. 2) ")
@given(lines)
def test_no_word_of_any_text_is_lost_and_none_is_made_up(text: str) -> None:
    kept = [word for criterion in split(text) for word in words(f"{criterion.group} {criterion.text}")]
    assert sorted(kept) == sorted(words(text)) or set(kept) == set(words(text))
    assert all(criterion.text.strip() for criterion in split(text))


@pytest.mark.parametrize(
    "piece",
    [
        "* a\n",
        "1. a\n",
        "(",
        "1. 2. 3. ",
        "Inclusion Criteria: ",
        " " * 50 + "\n",
        "a ",
        "\\",
        ":",
        "a:\n",
        "·",
        "纳入标准：",
    ],
)
def test_a_huge_text_takes_little_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    begun = time.process_time()
    split(text)
    assert time.process_time() - begun < 5
