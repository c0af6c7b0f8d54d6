"""Shapes of eligibility texts that were once split wrongly, and what is said where a split may be wrong."""

import pytest

from prescreen.registry.eligibility import Stated, read_eligibility, split
from tests.registry.test_eligibility import exclusion, inclusion, words

ADULTS = "Inclusion Criteria:\n* Adults\n"

KINDS: dict[str, tuple[str, list[Stated]]] = {
    "non-inclusion": (
        "Inclusion criteria:\n* Adults\nNon-inclusion criteria:\n* Pregnancy",
        inclusion("Adults") + exclusion("Pregnancy"),
    ),
    "noninclusion in one word": (ADULTS + "Noninclusion criteria\n* HIV", inclusion("Adults") + exclusion("HIV")),
    "a part before the kind": (
        "Part 1: Key Inclusion Criteria\n1. Tumour\nPart 1: Key Exclusion Criteria\n1. Transplant",
        inclusion("Tumour", group="Part 1") + exclusion("Transplant", group="Part 1"),
    ),
    "exclusions": (ADULTS + "Exclusions:\n* HIV", inclusion("Adults") + exclusion("HIV")),
    "not eligible": (ADULTS + "Not eligible:\n* HIV", inclusion("Adults") + exclusion("HIV")),
    "excluded if": (ADULTS + "Patients are excluded if:\n* HIV", inclusion("Adults") + exclusion("HIV")),
    "will not be eligible": (
        ADULTS + "\nA person will not be eligible if any of these is so:\n* HIV",
        inclusion("Adults") + exclusion("HIV", group="A person will not be eligible if any of these is so"),
    ),
    "a Chinese heading within a line": (
        "入选标准：1、年满18岁；2、知情同意。主要排除标准：1、妊娠；2、艾滋病",
        inclusion("年满18岁；", "知情同意。") + exclusion("妊娠；", "艾滋病"),
    ),
    "a heading that ends in a full stop": (
        "Inclusion criteria. Adults who read. \n\nStudy Exclusion Criteria. Pregnancy.",
        inclusion("Adults who read.") + exclusion("Pregnancy."),
    ),
    "who can and who can not": (
        "Who can participate?\n* Adults\nWho cannot participate?\n* HIV\nWho can participate?\n* Carers",
        inclusion("Adults") + exclusion("HIV") + inclusion("Carers"),
    ),
    "eligible after not eligible": (
        "Not eligible:\n* HIV\nEligible:\n* Adults",
        exclusion("HIV") + inclusion("Adults"),
    ),
    "an indented heading": (
        "Inclusion Criteria:\n\n1. Adults\n\n   Exclusion Criteria:\n2. HIV",
        inclusion("Adults") + exclusion("HIV"),
    ),
    "a bulleted heading": ("-  INCLUSION CRITERIA:\n\n  -  Adults\n", inclusion("Adults")),
    "a condition on some is none": (
        ADULTS + "\nPatients with an old scar are excluded if:\n* it hurts",
        inclusion("Adults") + inclusion("it hurts", group="Patients with an old scar are excluded if"),
    ),
    "a wrapped line is none": (
        "Inclusion Criteria:\n\n  - Adults who were told of the\n    exclusion criteria and scans.\n  - Consent",
        inclusion("Adults who were told of the exclusion criteria and scans.", "Consent"),
    ),
    "an exception among exclusions": (
        "Exclusion Criteria:\n* HIV\n\nPatients are eligible if:\n* it is well treated",
        exclusion("HIV") + exclusion("it is well treated", group="Patients are eligible if"),
    ),
}  # fmt: skip

LISTS: dict[str, tuple[str, list[Stated]]] = {
    "a lead-in over a whole list": (
        "Exclusion Criteria:\n* Any of the following keeps a person out:\n  1. Migraine\n  2. Pregnancy",
        exclusion("Migraine", "Pregnancy", group="Any of the following keeps a person out"),
    ),
    "a lead-in that is wrapped": (
        "Inclusion Criteria:\n\n  -  Each person must meet all of the\n     following criteria:\n\n       -  Adult\n\n"
        "       -  Reads",
        inclusion("Adult", "Reads", group="Each person must meet all of the following criteria"),
    ),
    "a lead-in on the line of its heading": (
        "Inclusion Criteria: The person who meets all of the following criteria\n\n1. Adult\n2. Reads",
        inclusion("Adult", "Reads", group="The person who meets all of the following criteria"),
    ),
    "one criterion of several conditions": (
        "Inclusion Criteria:\n* Liver tests, as measured by:\n  * ALT\n  * AST",
        inclusion("Liver tests, as measured by:\n  * ALT\n  * AST"),
    ),
    "two markers before the first item": (
        "Exclusion Criteria:\n\n* 1\\. Unwilling\n\n  2. Allergy\n\n  3. Other trial",
        exclusion("Unwilling", "Allergy", "Other trial"),
    ),
    "two bullets before the first item": (
        "Inclusion Criteria:\n\n* • Adults\n\n  * Consent",
        inclusion("Adults", "Consent"),
    ),
    "two markers and a list on one line": (
        "Exclusion Criteria:\n* 1\\. Diabetes 2. Heart failure 3. Pregnancy",
        exclusion("Diabetes", "Heart failure", "Pregnancy"),
    ),
    "a number within a sentence is no marker": (
        "Exclusion Criteria:\n* 1\\. Stage 2. or later\n* 2\\. HIV",
        exclusion("Stage 2. or later", "HIV"),
    ),
    "a number in brackets is no marker": (
        "Exclusion Criteria:\n1. A receptor (type 2) in blood\n",
        exclusion("A receptor (type 2) in blood"),
    ),
    "bullets within a line": ("Inclusion Criteria: • Adults • Consent", inclusion("Adults", "Consent")),
    "capital Roman numbers": (
        "Inclusion Criteria\nI. Adults\nII. Consent\nIII. ECOG 0-1",
        inclusion("Adults", "Consent", "ECOG 0-1"),
    ),
    "two markers on each line": ("Inclusion Criteria:\n* 1\\. Adults\n* 2\\. Consent", inclusion("Adults", "Consent")),
    "bare numbers after bullets": (
        "Inclusion Criteria:\n- 1 Adults\n- 2 Consent\n- 3 Reads",
        inclusion("Adults", "Consent", "Reads"),
    ),
    "a hyphen without a space": ("Exclusion Criteria:\n-Pregnancy\n-HIV", exclusion("Pregnancy", "HIV")),
    "a species is no marker": ("Exclusion Criteria:\n* E. coli infection", exclusion("E. coli infection")),
    "a section sign as a bullet": ("Inclusion Criteria:\n§ Adults\n§ Consent", inclusion("Adults", "Consent")),
    "a line that is only a number": (
        "Inclusion Criteria:\n1. People under the age of\n60.\n2. Consent",
        inclusion("People under the age of 60.", "Consent"),
    ),
    "a marker alone on its line": ("Inclusion Criteria:\n1.\nAdults\n2.\nConsent", inclusion("Adults", "Consent")),
    "a comment between two lists": (
        "Inclusion Criteria:\n1. Both of:\n\n   1. A scan\n\n   <!-- -->\n\n   1. A biopsy",
        inclusion("Both of:\n   1. A scan\n   1. A biopsy"),
    ),
    "HTML's entities": ("Inclusion Criteria:\n* Age &gt; 18 &amp; &lt;&nbsp;60", inclusion("Age > 18 & <\xa060")),
    "lines of one width": (
        "Inclusion Criteria:\n\nAge over 60 and under 85 years, with a loss of hearing of some years\u2019 time and\n"
        "25 dB or more in each ear, measured by an audiologist within the last six months, and\nreading glasses.",
        inclusion(
            "Age over 60 and under 85 years, with a loss of hearing of some years\u2019 time and 25 dB or more in "
            "each ear, measured by an audiologist within the last six months, and reading glasses."
        ),
    ),
    "a table": (
        "Inclusion Criteria:\n* Adults\n\n| Test | Limit |\n| ALT | 40 |\n",
        inclusion("Adults", "| Test | Limit | | ALT | 40 |"),
    ),
}  # fmt: skip

HEADINGS: dict[str, tuple[str, list[Stated]]] = {
    "bullets that are headings": (
        "Inclusion Criteria:\n* PATIENTS:\n* On insulin\n* DOCTORS:\n* 2 years in practice",
        inclusion("On insulin", group="PATIENTS") + inclusion("2 years in practice", group="DOCTORS"),
    ),
    "bullets without a colon over nested lists": (
        "Inclusion Criteria:\n* All\n\n  * Consent\n* Part 1\n\n  * Diabetes",
        inclusion("Consent", group="All") + inclusion("Diabetes", group="Part 1"),
    ),
    "a heading over paragraphs": (
        "Inclusion Criteria:\n\nT1DM Participants:\n\nHbA1c 5.7-7.5%",
        inclusion("HbA1c 5.7-7.5%", group="T1DM Participants"),
    ),
    "an indented heading": (
        "Inclusion Criteria:\n1. Short\n2. No growth hormone.\n\n   Applicable to girls:\n3. Turner syndrome",
        inclusion("Short", "No growth hormone.") + inclusion("Turner syndrome", group="Applicable to girls"),
    ),
    "words before a heading": (
        "Cohort A (biopsy) Inclusion Criteria:\n* Adults",
        inclusion("Adults", group="Cohort A (biopsy) Inclusion Criteria"),
    ),
    "brackets after a heading": (
        "Inclusion Criteria (cohorts: A and B)\n* Adults\n* Reads",
        inclusion("Adults", "Reads", group="Inclusion Criteria (cohorts: A and B)"),
    ),
    "a number in a heading": (
        "Inclusion Criteria at Visit 1:\n* Adults",
        inclusion("Adults", group="Inclusion Criteria at Visit 1"),
    ),
    "a line over two headings": (
        "Surgical cohort\n\nInclusion Criteria:\n* Adults\n\nExclusion Criteria:\n* HIV\n\nOther cohort\n\n"
        "Inclusion Criteria:\n* Children",
        inclusion("Adults", group="Surgical cohort")
        + exclusion("HIV", group="Surgical cohort")
        + inclusion("Children", group="Other cohort"),
    ),
    "a last criterion over a heading": (
        "Inclusion Criteria:\n\nAdults\n\nConsent\n\nExclusion Criteria:\n\nHIV",
        inclusion("Adults", "Consent") + exclusion("HIV"),
    ),
    "a heading without a colon below one with": (
        "PATIENT CHARACTERISTICS:\n\nAge\n\n  -  Over 18\n\nPerformance status\n\n  -  ECOG 0",
        inclusion("Over 18", group="PATIENT CHARACTERISTICS – Age")
        + inclusion("ECOG 0", group="PATIENT CHARACTERISTICS – Performance status"),
    ),
}

TOGETHER: dict[str, tuple[str, list[Stated]]] = {
    "conditions beside their lead-in": (
        "Inclusion Criteria:\n* Diabetes confirmed by:\n* onset after 30 and\n* no insulin in year one\n* Consent",
        inclusion("Diabetes confirmed by:\n* onset after 30 and\n* no insulin in year one", "Consent"),
    ),
    "alternatives beside their lead-in": (
        "Inclusion Criteria:\n* Consent\n* One or more of the following risks:\n* Old age\n* Stroke",
        inclusion("Consent", "One or more of the following risks:\n* Old age\n* Stroke"),
    ),
    "alternatives below a paragraph": (
        "Inclusion Criteria:\n\nAt least one of the following:\n\n* Old age\n* Stroke",
        inclusion("At least one of the following:\n* Old age\n* Stroke"),
    ),
    "all together exclude": (
        "Exclusion Criteria:\n\nPatients who meet all of the following:\n\n* Old age\n* Stroke",
        exclusion("Patients who meet all of the following:\n* Old age\n* Stroke"),
    ),
    "an or at the end of an item": (
        "Inclusion Criteria:\n* Consent\n* Old age or\n* Stroke\n* Reads",
        inclusion("Consent", "Old age or\n* Stroke", "Reads"),
    ),
    "an or on its own line": (
        "Inclusion Criteria:\n* New\n* Age ≥ 60\n\nOR\n\n* Relapsed",
        inclusion("New", "Age ≥ 60\nOR", "Relapsed"),
    ),
    "a note amid a list": (
        "Exclusion Criteria:\n* HIV\n* (Note: a test is not needed.)\n* Stroke",
        exclusion("HIV\n* (Note: a test is not needed.)", "Stroke"),
    ),
    "a web address": (
        "Exclusion Criteria:\n* HIV, see\n\nhttps://example.org/hiv\n* Stroke",
        exclusion("HIV, see https://example.org/hiv", "Stroke"),
    ),
}

ALL = KINDS | LISTS | {f"heading: {name}": case for name, case in HEADINGS.items()} | TOGETHER


@pytest.mark.parametrize("name", ALL)
def test_each_shape_is_split_into_its_criteria(name: str) -> None:
    text, expected = ALL[name]
    assert split(text) == expected


@pytest.mark.parametrize("name", ALL)
def test_no_word_of_a_shape_is_lost(name: str) -> None:
    text, _ = ALL[name]
    kept = words(" ".join(f"{stated.group} {stated.text}" for stated in split(text)))
    assert set(words(text)) - set(kept) <= {"inclusion", "noninclusion", "exclusion", "exclusions", "criteria"} | {
        *("excluded", "patients", "eligible", "participate", "cannot", "主要排除标准", "入选标准"),
    }


NONE = ["None", "none.", "N/A", "Nil", "None specific", "Not applicable", "-", "无。"]
OTHERS = [
    "Other protocol-defined criteria may apply",
    "Note: Other protocol-defined inclusion/exclusion criteria applied.",
    "Additional criteria might apply.",
]


@pytest.mark.parametrize("text", NONE + OTHERS)
@pytest.mark.parametrize("marker", ["* ", ""])
def test_what_stands_in_place_of_a_criterion_is_none(text: str, marker: str) -> None:
    found = read_eligibility(f"Inclusion Criteria:\n* Adults\n\nExclusion Criteria:\n\n{marker}{text}")
    assert found.criteria == inclusion("Adults")
    assert found.remarks == ([text] if text != "-" else [])
    assert found.doubts == []


@pytest.mark.parametrize("text", ["None of these drugs", "No allergy", "Other criteria of the clinic", "Nilotinib"])
def test_a_criterion_that_begins_likewise_is_one(text: str) -> None:
    assert split(f"Exclusion Criteria:\n* {text}") == exclusion(text)


DOUBTS = {
    "no exclusion": (ADULTS + "* Nobody whom we exclude", "no exclusion criterion was found"),
    "long": ("Inclusion Criteria:\n* Tests:\n" + "  * one\n" * 11, "this has 12 lines"),
    "a colon": ("Exclusion Criteria:\n* Illness of:\n* Heart\n* Liver", "ends in a colon"),
    "or": (ADULTS + "\nOR\n\n* Children", "“OR” stands in this"),
    "two kinds": ("Inclusion and Exclusion Criteria:\n* HIV", "this heading names inclusion and exclusion"),
    "an unnamed kind": (ADULTS + "Not eligible:\n* HIV", "taken as exclusion because of the words above it"),
    "a heading without a colon": ("Inclusion Criteria:\n\nAge\n\n* 18", "“Age” is taken as a heading"),
    "over a heading": ("All adults\n\nExclusion Criteria:\n* HIV", "“All adults” stands over a heading"),
    "alternatives": ("Inclusion Criteria:\n* Any one of these:\n* Old\n* Young", "one of these is enough"),
    "joined": ("Inclusion Criteria:\n* Both of:\n* Old and\n* Wise", "these lines are joined"),
    "all of these": ("Exclusion Criteria:\nPatients with all of the following:\n* Old\n* Ill", "only all of these"),
    "or at the end": ("Inclusion Criteria:\n* Old or\n* Wise", "the words end in “or”"),
    "a table": ("Inclusion Criteria:\n| Test | Limit |\n| ALT | 40 |", "this was a table"),
    "exclusion among inclusion": (ADULTS + "* No exclusion criterion: HIV", "some of it may be exclusion"),
    "sentences": ("Inclusion Criteria:\nOld. Wise. Kind. Tall. Consent.", "it may be several criteria"),
    "letters": ("Inclusion Criteria:\n1. Leukaemia B. Age over 18", "letters count parts"),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_what_is_doubtful_is_said(name: str) -> None:
    text, doubt = DOUBTS[name]
    found = read_eligibility(text)
    said = [*found.doubts, *(doubt for stated in found.criteria for doubt in stated.doubts)]
    assert any(doubt in each for each in said), said


def test_nothing_is_said_of_what_is_plain() -> None:
    found = read_eligibility("Inclusion Criteria:\n\n* Adults\n* Consent\n\nExclusion Criteria:\n\n* Pregnancy")
    assert not found.doubts
    assert not any(stated.doubts for stated in found.criteria)
