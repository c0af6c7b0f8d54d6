"""What a draft proposes for criteria that many trials have. All of them are invented, in the registry's style."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from prescreen.definitions.drafts.draft import definition
from prescreen.definitions.drafts.proposals import proposal
from prescreen.definitions.faults import DefinitionError
from prescreen.definitions.loader import TRIALS, load
from prescreen.definitions.shared_questions import shared_questions
from prescreen.registry.record import read_record
from prescreen.rules.evaluation import Truth
from prescreen.rules.parser import parse
from prescreen.screening.answers import read
from prescreen.trial.questions import UNKNOWN, Quantity
from prescreen.trial.trial import Trial

NCT = "NCT00000042"
ILLNESS = "Invented Anemia"

# What a criterion says → the rule of its proposal.
INCLUSION = {
    "Age 18 to 65 years": "18 <= age <= 65",
    "Male or female, aged ≥ 18 years": "age >= 18",
    "Equal to or older than 18 years of age": "age >= 18",
    "Adults older than 21 years of age": "age > 21",
    "Signed informed consent": 'consent == "yes"',
    "Willing and able to provide written informed consent": 'consent == "yes"',
    "ECOG performance status of 0-2": 'activity in ("0", "1", "2")',
    "Eastern Cooperative Oncology Group (ECOG) score ≤ 1": 'activity in ("0", "1")',
    "ECOG 0": 'activity == "0"',
    "Platelets ≥ 100,000/mcL": "platelets >= 100",
    "Absolute neutrophil count (ANC) at least 1.5 x 10^9/L": "neutrophils >= 1.5",
    "Hemoglobin > 9 g/dL": "hemoglobin > 90",
    "HbA1c of 6.5%-9.5% (inclusive)": "6.5 <= hba1c <= 9.5",
    "Body mass index (BMI) between 18 and 30 kg/m^2": "18 <= body_mass_index <= 30",
    "AST and ALT ≤ 2.5 x ULN": "alt <= 2.5 and ast <= 2.5",
    "Total bilirubin ≤ 1.5 times the upper limit of normal": "bilirubin <= 1.5",
    "Creatinine clearance at least 60 mL/min": "creatinine_clearance >= 60",
    "eGFR ≥ 60 mL/min/1.73m²": "egfr >= 60",
    "Type 2 diabetes mellitus": 'diabetes == "type_2"',
    "Confirmed diagnosis of invented anemia": 'diagnosed == "yes"',
    "Able to comply with study visits": "unknown",
}
EXCLUSION = {
    "Pregnant or breastfeeding women": '"none" in pregnancy',
    "Pregnancy": '"pregnant" not in pregnancy',
    "Currently lactating": '"breastfeeding" not in pregnancy',
    "Known HIV infection": 'hiv == "no"',
    "Hepatitis B or C": '"none" in viral_hepatitis',
    "HBsAg positive": '"hepatitis_b" not in viral_hepatitis',
    "HIV, hepatitis B virus or hepatitis C virus infection": 'hiv == "no" and "none" in viral_hepatitis',
    "Active infection": 'active_infection == "no"',
    "History of another malignancy": 'other_cancer == "no"',
    "Another active cancer": 'other_cancer != "now"',
    "Type 1 diabetes": 'diabetes != "type_1"',
    "Participating in another clinical trial": 'other_study != "now"',
    "Known allergy to the study drug or its components": 'drug_allergy == "no" or unknown',
    "Known allergy to any of the study drugs": 'drug_allergy == "no" or unknown',
    "Severe psychiatric disorder": 'mental_health == "no" or unknown',
    "History of drug or alcohol abuse": 'alcohol_or_drugs == "no" or unknown',
    "Platelet count < 50 x 10^9/L": "platelets >= 50",
    "ALT or AST > 3 x ULN": "alt <= 3 and ast <= 3",
    "Under 18 years of age": "age >= 18",
    "Inability to comply with study procedures": "unknown",
    "Any other condition that, in the opinion of the investigator, may increase risk": "unknown",
}
# Criteria of which a part would be lost, or be turned, by the rule of a topic.
LEFT_TO_THE_AUTHOR = [
    ("inclusion", "Women older than 40 years of age"),
    ("inclusion", "Age ≥ 6 months"),
    ("inclusion", "Age > 18 or < 65 years"),
    ("inclusion", "Hemoglobin ≥ 9 g/dL (90 g/L)"),
    ("inclusion", "ALT ≤ 3 x ULN (≤ 5 x ULN)"),
    ("inclusion", "ECOG performance status 0 to1"),
    ("inclusion", "ECOG performance status 1 or 2"),
    ("inclusion", "ECOG 0-2 or Karnofsky ≥ 60"),
    ("inclusion", "Platelets ≥ 100 without transfusion"),
    ("inclusion", "Platelets ≥ 100"),
    ("inclusion", "Platelets ≥ 100,000/mcL within 14 days"),
    ("inclusion", "Hemoglobin ≥ 9 g/dL in men, ≥ 8 g/dL in women"),
    ("inclusion", "AST or ALT ≤ 2.5 x ULN"),
    ("inclusion", "Bilirubin ≤ 1.5 mg/dL"),
    ("inclusion", "eGFR ≥ 60 mL/min"),
    ("inclusion", "Creatinine clearance ≥ 60 mL/min/1.73m²"),
    ("inclusion", "Negative pregnancy test"),
    ("inclusion", "Pregnant women"),
    ("inclusion", "Women with type 2 diabetes"),
    ("inclusion", "HIV positive"),
    ("inclusion", "Informed consent, and no history of cancer"),
    ("inclusion", "Diagnosis of invented anemia that did not respond to treatment"),
    ("exclusion", "Pregnant women, unless they agree"),
    ("exclusion", "Pregnancy within 6 months"),
    ("exclusion", "Unable to give informed consent"),
    ("exclusion", "Active or chronic hepatitis B"),
    ("exclusion", "Uncontrolled infection requiring antibiotics"),
    ("exclusion", "Malignancy within 5 years"),
    ("exclusion", "Malignancy"),
    ("exclusion", "Other malignancy, except skin cancer"),
    ("exclusion", "Took part in a clinical trial within 30 days"),
    ("exclusion", "Uncontrolled diabetes"),
    ("exclusion", "Not infected with HIV"),
    ("exclusion", "Age 18 to 65 years"),
    ("exclusion", "ECOG > 2"),
]


@pytest.mark.parametrize(("kind", "criteria"), [("inclusion", INCLUSION), ("exclusion", EXCLUSION)])
def test_a_criterion_that_a_topic_covers_in_full_gets_its_rule(kind: str, criteria: dict[str, str]) -> None:
    found = {text: proposal(text, kind, ILLNESS) for text in criteria}
    assert {text: proposed.rule if proposed else "" for text, proposed in found.items()} == criteria
    for proposed in filter(None, found.values()):
        assert set(proposed.questions) == parse(proposed.rule).reads


@pytest.mark.parametrize(
    ("text", "may_change"),
    [
        ("Pregnant or breastfeeding women", True),
        ("Active infection", True),
        ("Participating in another clinical trial", True),
        ("Pregnancy or HIV infection", False),
        ("Type 1 diabetes", False),
        ("Inability to comply with study procedures", False),
    ],
)
def test_what_is_so_for_some_time_only_may_change(text: str, may_change: bool) -> None:
    proposed = proposal(text, "exclusion", ILLNESS)
    assert proposed
    assert proposed.may_change is may_change


@pytest.mark.parametrize(("kind", "text"), LEFT_TO_THE_AUTHOR)
def test_a_criterion_that_a_topic_covers_in_part_gets_no_proposal(kind: str, text: str) -> None:
    assert proposal(text, kind, ILLNESS) is None


def record(inclusion: list[str], exclusion: list[str], **limits: str) -> dict[str, Any]:
    lines = ["Inclusion Criteria:", "", *(f"* {text}" for text in inclusion), ""]
    lines += ["Exclusion Criteria:", "", *(f"* {text}" for text in exclusion)]
    protocol = {
        "identificationModule": {"nctId": NCT, "briefTitle": "An invented study"},
        "conditionsModule": {"conditions": [ILLNESS]},
        "eligibilityModule": {"eligibilityCriteria": "\n".join(lines), **limits},
    }
    return {"source": "a test", "as_of": {"study": "2026-11-01"}, "study": {"protocolSection": protocol}}


def drafted(folder: Path, content: dict[str, Any]) -> tuple[str, Trial]:
    """The draft of a record, and the trial that it is."""
    text = definition(read_record(content))
    trial = folder / NCT
    trial.mkdir()
    (trial / "record.json").write_text(json.dumps(content), "utf-8")
    (trial / "definition.yaml").write_text(text, "utf-8")
    return text, load(trial).trial


def test_a_draft_with_every_proposal_loads_and_is_left_with_what_is_to_be_written(tmp_path: Path) -> None:
    inclusion = list(INCLUSION)
    text, trial = drafted(tmp_path, record(inclusion, list(EXCLUSION), minimumAge="18 Years", sex="FEMALE"))
    with pytest.raises(DefinitionError) as refused:
        load(tmp_path / NCT, checked=True)
    assert {fault.problem for fault in refused.value.faults} == {"this text is still to be written"}
    assert text.count("# CHECK: proposed from") == len(inclusion) + len(EXCLUSION)
    assert len(trial.questions) == len(set(trial.questions)), "each is asked once"
    assert trial.requirements[1].fits.source == 'sex == "female"'
    assert trial.questions["diagnosed"].ask["en"] == f"Has a doctor told you that you have {ILLNESS}?"
    team = [part for part in trial.requirements if part.study_team]
    assert len(team) == 3


# Short texts in the style of records: a fifth of the criteria are of the common kinds, as in 144 real ones.
TYPICAL = [
    (
        ["Age 18 to 75 years", "Invented lesions on imaging", "Prior invented treatment", "Signed informed consent"],
        ["Pregnancy", "Recent invented surgery", "An invented rash", "An invented medicine", "Invented heart findings"],
    ),
    (
        ["Failure of an earlier invented therapy", "ECOG 0-1", "Measurable invented disease", "A stable invented dose"],
        ["Invented eye disease", "Known HIV infection", "Major surgery in 4 weeks", "Invented enzyme deficiency"],
    ),
]


@pytest.mark.parametrize(("inclusion", "exclusion"), TYPICAL)
def test_a_typical_draft_leaves_less_than_half_of_what_there_was_to_write(
    inclusion: list[str], exclusion: list[str], tmp_path: Path
) -> None:
    text, _ = drafted(tmp_path, record(inclusion, exclusion))
    # A draft without proposals had for each criterion a title, question, reason, way to find out and requirement, and
    # 11 texts about the study, in two languages each.
    before = 10 * (len(inclusion) + len(exclusion)) + 11
    assert len(re.findall("TODO ", re.sub("#.*", "", text))) < before / 2


def test_criteria_that_are_all_for_the_study_team_leave_a_question_to_ask(tmp_path: Path) -> None:
    _, trial = drafted(tmp_path, record(["Able to comply with study visits"], []))
    assert list(trial.questions) == ["i1"]


def test_only_the_illness_that_is_asked_about_makes_a_diagnosis(tmp_path: Path) -> None:
    content = record([f"Diagnosis of {ILLNESS}", "Diagnosis of invented fever"], [])
    content["study"]["protocolSection"]["conditionsModule"]["conditions"].append("Invented Fever")
    _, trial = drafted(tmp_path, content)
    assert [part.fits.source for part in trial.requirements] == ['diagnosed == "yes"', 'i2 == "yes"']


def test_a_doubtful_split_gets_no_proposal(tmp_path: Path) -> None:
    _, trial = drafted(tmp_path, record(["Signed informed consent or", "Age 18 to 65 years"], []))
    assert trial.requirements[0].fits.source == 'i1 == "yes"'


# The shared questions


# `washout` is not a question of its own, but a form that a trial fills in.
SHARED = [name for name in shared_questions(TRIALS) if name != "washout"]


@pytest.fixture(scope="module")
def trial_of_all(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """An invented trial that includes every shared question."""
    folder = tmp_path_factory.mktemp("shared")
    text, _ = drafted(folder, record(["Invented illness"], []))
    included = "".join(f"      - include: {name}\n" for name in SHARED)
    shown = ", ".join(SHARED)
    text = text.replace("    questions:\n", f"    questions:\n{included}", 1)
    text = re.sub(r'( +)fits: i1 == "yes"', rf'\1fits: i1 == "yes"\n\1shows: [{shown}]', text)
    (folder / NCT / "definition.yaml").write_text(text, "utf-8")
    return load(folder / NCT).trial


@pytest.mark.parametrize("name", SHARED)
def test_a_shared_question_is_named_and_knows_not_knowing(name: str, trial_of_all: Trial) -> None:
    question = trial_of_all.questions[name]
    assert question.short_name.keys() == {"en", "zh"}
    assert read(question, UNKNOWN) == UNKNOWN
    assert question.hint


def test_what_is_asked_of_this_study_counts_for_no_other(trial_of_all: Trial) -> None:
    own = {name for name, question in trial_of_all.questions.items() if question.about_this_study}
    assert own == {"consent", "diagnosed", "other_study", "other_cancer"}


def test_private_matters_are_marked_as_private(trial_of_all: Trial) -> None:
    private = {name for name, question in trial_of_all.questions.items() if question.sensitive}
    assert private == {
        "sex", "pregnancy", "could_have_children", "hiv", "viral_hepatitis", "other_cancer", "mental_health",
        "alcohol_or_drugs",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "unit", "base"),
    [("hemoglobin", "9", "g/dL", 90), ("hemoglobin", "90", "g/L", 90), ("hba1c", "7", "%", 7)],
)
def test_the_units_of_both_countries_reports_mean_the_same(
    name: str, value: str, unit: str, base: int, trial_of_all: Trial
) -> None:
    question = trial_of_all.questions[name]
    assert isinstance(question, Quantity)
    assert question.units[unit] * int(value) == base


@pytest.mark.parametrize(
    ("rule", "answers", "truth"),
    [
        ('"none" in pregnancy', {}, Truth.UNKNOWN),
        ('"none" in pregnancy', {"pregnancy": frozenset({"none"})}, Truth.TRUE),
        ('"pregnant" not in pregnancy', {"pregnancy": frozenset({"breastfeeding"})}, Truth.TRUE),
        ('"pregnant" not in pregnancy', {"pregnancy": frozenset({"pregnant", "breastfeeding"})}, Truth.FALSE),
        ('other_cancer != "now"', {"other_cancer": "past"}, Truth.TRUE),
        ('drug_allergy == "no" or unknown', {"drug_allergy": "no"}, Truth.TRUE),
        ('drug_allergy == "no" or unknown', {}, Truth.UNKNOWN),
        ('hiv == "no" and "none" in viral_hepatitis', {"hiv": "yes"}, Truth.FALSE),
        ('hiv == "no" and "none" in viral_hepatitis', {"hiv": "no"}, Truth.UNKNOWN),
    ],
)
def test_a_proposed_rule_keeps_not_knowing_apart_from_no(rule: str, answers: Any, truth: Truth) -> None:
    assert parse(rule)(answers) is truth
