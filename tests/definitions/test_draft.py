"""A new trial's folder: a definition drafted from a record, which loads as it is and says what is left to write."""

import json
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from prescreen import create_app
from prescreen.definitions.drafts.draft import definition
from prescreen.definitions.faults import DefinitionError
from prescreen.definitions.loader import TRIALS, load
from prescreen.registry.eligibility import split
from prescreen.registry.record import read_record
from prescreen.trial.questions import Age
from tests.conftest import KEY
from tests.registry.test_eligibility import SHAPES
from tests.support import registry_server as served
from tests.support.core import steady

NCT = "NCT00000042"


def envelope(criteria: str, limits: Any = None, **modules: Any) -> dict[str, Any]:
    protocol = {
        "identificationModule": {"nctId": NCT, "briefTitle": "A study: of “something”"},
        "eligibilityModule": {"eligibilityCriteria": criteria, **(limits or {})},
        **modules,
    }
    return {"source": "a test", "as_of": {"study": "2026-11-01"}, "study": {"protocolSection": protocol}}


def loaded(folder: Path, content: dict[str, Any], text: str | None = None) -> Any:
    trial = folder / NCT
    trial.mkdir()
    (trial / "record.json").write_text(json.dumps(content), "utf-8")
    (trial / "definition.yaml").write_text(text or definition(read_record(content)), "utf-8")
    return load(trial)


WITH_CRITERIA = [name for name, (_, expected) in SHAPES.items() if expected]


@pytest.mark.parametrize("name", WITH_CRITERIA)
def test_a_draft_of_every_shape_loads_and_quotes_each_criterion(name: str, tmp_path: Path) -> None:
    text, _ = SHAPES[name]
    study = loaded(tmp_path, envelope(text))
    assert study.changed_criteria == []
    stated = split(text)
    in_order = [c.text for kind in ("inclusion", "exclusion") for c in stated if c.kind == kind]
    assert [criterion.registry for criterion in study.trial.criteria] == in_order
    assert study.trial.draft


@pytest.mark.parametrize("name", ["bullets", "nested by indentation", "headings within a kind"])
def test_check_says_of_a_draft_only_what_is_left_to_write(name: str, tmp_path: Path) -> None:
    loaded(tmp_path, envelope(SHAPES[name][0]))
    with pytest.raises(DefinitionError) as refused:
        load(tmp_path / NCT, checked=True)
    text = (tmp_path / NCT / "definition.yaml").read_text("utf-8")
    assert {fault.problem for fault in refused.value.faults} == {"this text is still to be written"}
    written = re.sub("#.*", "", text)
    assert len(refused.value.faults) == written.count("TODO")


def test_the_last_thing_to_do_is_to_say_that_it_is_no_draft(tmp_path: Path) -> None:
    content = envelope(SHAPES["only exclusion"][0])
    text = definition(read_record(content))
    text = re.sub("en: TODO.*", "en: Plain words", re.sub("zh: TODO.*", "zh: 通俗的话", text))
    loaded(tmp_path, content, text)
    with pytest.raises(DefinitionError) as refused:
        load(tmp_path / NCT, checked=True)
    assert [fault.problem for fault in refused.value.faults] == ["this trial is a draft, so only its authors see it"]
    file = tmp_path / NCT / "definition.yaml"
    file.write_text(text.replace("draft: true\n", ""), "utf-8")
    assert not load(tmp_path / NCT, checked=True).trial.draft


def test_what_the_record_says_besides_is_taken_over(tmp_path: Path) -> None:
    content = envelope(
        SHAPES["headings within a kind"][0],
        limits={"minimumAge": "18 Years", "maximumAge": "65 Years", "sex": "FEMALE"},
        conditionsModule={"conditions": ["Aplastic Anemia"]},
        sponsorCollaboratorsModule={"leadSponsor": {"name": "A University"}},
        contactsLocationsModule={"locations": [{"facility": "A Hospital", "city": "Ningbo", "country": "China"}]},
    )
    trial = loaded(tmp_path, content).trial
    assert trial.title["en"] == "A study: of “something”"
    assert (trial.condition["en"], trial.sponsor["en"]) == ("Aplastic Anemia", "A University")
    assert trial.facility["en"] == "A Hospital, Ningbo, China"
    assert [criterion.id for criterion in trial.criteria] == ["AGE", "SEX", "I1", "I2", "I3", "E1"]
    assert trial.requirements[0].fits.source == "18 <= age <= 65"
    assert trial.questions["age"].type == "age"
    assert "# Part B" in (tmp_path / NCT / "definition.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("criteria", "comment"),
    [
        ("* Old or\n* Wise", "  # CHECK: the words end in “or”: criteria further up may be alternatives too."),
        ("* Adults\n* Nobody whom we exclude", "# CHECK: no exclusion criterion was found"),
        ("* Adults\n\nExclusion Criteria:\n* None", "# Not taken as a criterion: None"),
        ("Part B:\n* Adults", "  # Part B"),
    ],
)
def test_a_draft_says_what_is_doubtful_of_the_split(criteria: str, comment: str, tmp_path: Path) -> None:
    loaded(tmp_path, envelope(f"Inclusion Criteria:\n{criteria}"))
    lines = (tmp_path / NCT / "definition.yaml").read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith(comment)]


@pytest.mark.parametrize(("volunteers", "said"), [(True, "healthy volunteers too"), (False, "no healthy volunteers")])
def test_a_draft_says_whether_the_record_takes_healthy_volunteers(volunteers: bool, said: str, tmp_path: Path) -> None:
    study = loaded(tmp_path, envelope("* Adults", limits={"healthyVolunteers": volunteers}))
    assert said in study.trial.for_whom["en"]


def test_of_several_sites_none_is_taken_as_the_place(tmp_path: Path) -> None:
    sites = [{"facility": "A Hospital"}, {"facility": "B Hospital"}]
    study = loaded(tmp_path, envelope("* Adults", contactsLocationsModule={"locations": sites}))
    assert study.trial.facility["en"].startswith("TODO")


@pytest.mark.parametrize(
    ("ages", "rule"),
    [
        ({"minimumAge": "18 Years"}, "age >= 18"),
        ({"maximumAge": "17 Years"}, "age <= 17"),
        ({"minimumAge": "6 Months", "maximumAge": "17 Years"}, "6 months <= age <= 17 years"),
        ({"minimumAge": "6 Months"}, "age >= 6 months"),
        ({"minimumAge": "28 Days", "maximumAge": "18 Years"}, "28 days <= age <= 18 years"),
        ({"maximumAge": "36 Months"}, "age <= 36 months"),
        ({"maximumAge": "52 Weeks"}, "age <= 52 weeks"),
        ({"minimumAge": "1 Day"}, "age >= 1 day"),
        ({"minimumAge": "0 Years", "maximumAge": "1 Year"}, "0 <= age <= 1"),
        ({"minimumAge": "0 Days"}, "age >= 0 days or unknown"),
        ({"minimumAge": "0 Years"}, "age >= 0 or unknown"),
        ({"maximumAge": "120 Years"}, "age <= 120 or unknown"),
    ],
)
def test_the_drafted_rule_about_age_is_the_records_and_the_check_accepts_it(
    ages: Any, rule: str, tmp_path: Path
) -> None:
    study = loaded(tmp_path, envelope(SHAPES["bullets"][0], limits=ages))
    assert study.trial.requirements[0].fits.source == rule
    with pytest.raises(DefinitionError) as refused:
        load(tmp_path / NCT, checked=True)
    assert {fault.problem for fault in refused.value.faults} == {"this text is still to be written"}


@pytest.mark.parametrize("limits", [{"minimumAge": "12 Hours"}, {"maximumAge": "30 Minutes"}])
def test_an_age_that_no_rule_can_say_is_left_to_the_author(limits: Any, tmp_path: Path) -> None:
    content = envelope(SHAPES["bullets"][0], limits=limits)
    assert loaded(tmp_path, content).trial.requirements[0].fits.source == "unknown"
    assert "TODO No rule about an age can say hours" in definition(read_record(content))
    with pytest.raises(DefinitionError) as refused:
        load(tmp_path / NCT, checked=True)
    assert "no question feeds this rule" in {fault.problem for fault in refused.value.faults}


@pytest.mark.parametrize(
    ("limits", "units"),
    [
        ({"minimumAge": "18 Years"}, ["years_of_age"]),
        ({"minimumAge": "6 Months"}, ["years_of_age", "months_of_age"]),
        ({"minimumAge": "28 Days"}, ["years_of_age", "months_of_age", "weeks_of_age", "days_of_age"]),
    ],
)
def test_the_age_is_asked_in_the_units_of_the_record(limits: Any, units: list[str], tmp_path: Path) -> None:
    question = loaded(tmp_path, envelope(SHAPES["bullets"][0], limits=limits)).trial.questions["age"]
    assert isinstance(question, Age)
    assert list(question.units) == units


@pytest.mark.parametrize(
    ("limits", "rule", "is_right"),
    [
        ({"minimumAge": "6 Months"}, "age >= 1 or unknown", True),
        ({"minimumAge": "18 Months"}, "age >= 2 or (age >= 1 and unknown)", True),
        ({"minimumAge": "24 Months"}, "age >= 2", True),
        ({"maximumAge": "36 Months"}, "age <= 2 or (age <= 3 and unknown)", True),
        ({"maximumAge": "36 Months"}, "age <= 3", False),
        ({"minimumAge": "18 Months"}, "age >= 1", False),
    ],
)
def test_a_rule_in_whole_years_may_leave_open_what_they_cannot_tell(
    limits: Any, rule: str, is_right: bool, tmp_path: Path
) -> None:
    content = envelope(SHAPES["bullets"][0], limits=limits)
    text = re.sub("TODO.*", "words", definition(read_record(content)))
    text = re.sub(r"fits: .*age.*", f"fits: {rule}", text)
    text = re.sub(r"include: age_in_months\n +id: age\n +units: .*", "include: age", text)
    loaded(tmp_path, content, text)
    with pytest.raises(DefinitionError) as refused:
        load(tmp_path / NCT, checked=True)
    fixes = [fault.fix for fault in refused.value.faults if "the record's limit is" in fault.problem]
    assert (fixes == []) is is_right
    assert all("units: [years_of_age, months_of_age]" in fix for fix in fixes)


@pytest.mark.parametrize(
    "rule", ["age >= 0 years", "age >= 6 years", "age > 6 months", "age >= 26 weeks", "known(age)"]
)
def test_a_rule_about_age_that_is_not_the_records_limit_in_months_is_found(rule: str, tmp_path: Path) -> None:
    content = envelope(SHAPES["bullets"][0], limits={"minimumAge": "6 Months"})
    text = re.sub("TODO.*", "words", definition(read_record(content))).replace("age >= 6 months", rule)
    loaded(tmp_path, content, text)
    with pytest.raises(DefinitionError) as refused:
        load(tmp_path / NCT, checked=True)
    problems = {fault.problem: fault.fix for fault in refused.value.faults}
    assert "Write age >= 6 months" in problems["the record's limit is 6 months, and this rule's is not"]


def test_a_rule_about_age_that_turns_elsewhere_is_found(tmp_path: Path) -> None:
    content = envelope(SHAPES["bullets"][0], limits={"minimumAge": "18 Years"})
    text = re.sub("TODO.*", "words", definition(read_record(content))).replace("age >= 18", "age > 18")
    loaded(tmp_path, content, text)
    with pytest.raises(DefinitionError) as refused:
        load(tmp_path / NCT, checked=True)
    assert "the record's limit is 18 years, and this rule's is not" in [fault.problem for fault in refused.value.faults]


def test_sixty_criteria_fit_into_a_session(tmp_path: Path) -> None:
    lists = ["\n".join(f"{n}. Criterion number {n}" for n in range(1, 31))] * 2
    study = loaded(tmp_path, envelope("Inclusion Criteria:\n{}\n\nExclusion Criteria:\n{}".format(*lists)))
    assert len(study.trial.criteria) == 60


AWKWARD = [
    "- x: y",
    "---",
    "#",
    "key: value",
    "'\"",
    "yes",
    "null",
    "1.5",
    "&a *b",
    "!tag",
    "%",
    "@",
    "`",
    "{a}",
    "| >",
]
texts = st.lists(st.one_of(st.sampled_from(AWKWARD), st.text(max_size=30)), min_size=1, max_size=6).map(" ".join)


@steady
@given(texts)
def test_any_words_of_a_registry_come_back_as_they_are(words: str) -> None:
    content = envelope(f"Inclusion Criteria:\n\n* A criterion {words}")
    content["study"]["protocolSection"]["identificationModule"]["briefTitle"] = words
    record = read_record(content)
    read = YAML(typ="safe", pure=True).load(definition(record))
    stated = split(record.protocol.eligibility.criteria)
    assert [criterion["registry"] for criterion in read["criteria"]] == [
        c.text for kind in ("inclusion", "exclusion") for c in stated if c.kind == kind
    ]
    if record.protocol.identification.brief_title:
        assert read["title"]["en"] == record.protocol.identification.brief_title
    with tempfile.TemporaryDirectory() as folder:
        assert loaded(Path(folder), content).changed_criteria == []


# The command


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    (tmp_path / "trials").mkdir()
    return create_app(KEY, tmp_path / "trials")


def run(app: Flask, *args: object) -> Result:
    return app.test_cli_runner().invoke(args=["trial", "new", *map(str, args)])


def record_file(tmp_path: Path, content: Any) -> Path:
    file = tmp_path / "given.json"
    file.write_text(json.dumps(content), "utf-8")
    return file


@pytest.mark.parametrize("bare", [True, False], ids=["as the API gives it", "as a record.json"])
def test_new_makes_a_folder_from_a_file(bare: bool, app: Flask, tmp_path: Path) -> None:
    content = envelope(SHAPES["numbers"][0])
    made = run(app, NCT, "--record", record_file(tmp_path, content["study"] if bare else content))
    assert made.exit_code == 0, made.output
    folder = tmp_path / "trials" / NCT
    assert sorted(file.name for file in folder.iterdir()) == [
        "definition.schema.json",
        "definition.yaml",
        "record.json",
    ]
    assert str(folder / "definition.yaml") in made.stdout
    study = load(folder)
    assert study.changed_criteria == []
    if not bare:
        assert study.record.source == "a test"
    schema = json.loads((folder / "definition.schema.json").read_text("utf-8"))
    draft = YAML(typ="safe", pure=True).load(folder / "definition.yaml")
    assert [error.message for error in Draft202012Validator(schema).iter_errors(draft)] == []
    assert (
        (folder / "definition.yaml")
        .read_text("utf-8")
        .startswith("# yaml-language-server: $schema=definition.schema.json\n")
    )


def test_new_takes_the_id_from_the_record(app: Flask, tmp_path: Path) -> None:
    given = record_file(tmp_path, envelope(SHAPES["numbers"][0]))
    made = run(app, "--record", given)
    assert made.exit_code == 0, made.output
    assert f"`flask trial check {NCT}`" in made.stdout
    assert load(tmp_path / "trials" / NCT).trial.id == NCT
    again = run(app, "--record", given)
    assert (again.exit_code, "is there already" in again.stderr) == (1, True)


def test_new_asks_for_an_id_or_a_record(app: Flask, tmp_path: Path) -> None:
    refused = run(app)
    assert (refused.exit_code, "give the registry id of a study, or --record FILE" in refused.stderr) == (2, True)
    strange = envelope("* A")
    strange["study"]["protocolSection"]["identificationModule"]["nctId"] = "../elsewhere"
    refused = run(app, "--record", record_file(tmp_path, strange))
    assert (refused.exit_code, list((tmp_path / "trials").iterdir())) == (1, [])


def test_new_makes_the_folder_that_it_is_to_write_to(app: Flask, tmp_path: Path) -> None:
    given = record_file(tmp_path, envelope(SHAPES["numbers"][0]))
    made = run(app, NCT, "--record", given, "--out", tmp_path / "not" / "there")
    assert made.exit_code == 0, made.output
    assert load(tmp_path / "not" / "there" / NCT).changed_criteria == []


@pytest.mark.parametrize(
    ("sections", "day"),
    [
        ({"derivedSection": {"miscInfoModule": {"versionHolder": "2025-03-01"}}}, "2025-03-01"),
        ({"statusModule": {"lastUpdatePostDateStruct": {"date": "2025-02-01"}}}, "2025-02-01"),
        ({"statusModule": {"lastUpdatePostDateStruct": {"date": "spring"}}}, None),
        ({}, None),
    ],
)
def test_a_record_in_a_file_is_as_old_as_it_says(sections: Any, day: str | None, app: Flask, tmp_path: Path) -> None:
    study = envelope("* Adults")["study"]
    study["protocolSection"] |= {name: part for name, part in sections.items() if name != "derivedSection"}
    given = record_file(tmp_path, study | {name: part for name, part in sections.items() if name == "derivedSection"})
    os.utime(given, (0, 0))
    assert run(app, NCT, "--record", given).exit_code == 0
    assert load(tmp_path / "trials" / NCT).record.as_of.isoformat() == (day or "1970-01-01")


def test_new_fetches_the_record_from_the_registry(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prescreen.registry.client.time.sleep", lambda _: None)
    with served.registry() as server:
        monkeypatch.setenv("REGISTRY_URL", server.address)
        server.study(NCT, served.json_of(envelope(SHAPES["bullets"][0])["study"]))
        assert run(app, NCT).exit_code == 0
        record = load(tmp_path / "trials" / NCT).record
        assert (record.as_of.isoformat(), "ClinicalTrials.gov" in record.source) == ("2026-11-20", True)
        refused = run(app, "NCT00000043")
    assert refused.exit_code == 1
    assert "no study with this id" in refused.stderr
    assert not (tmp_path / "trials" / "NCT00000043").exists()


def test_new_never_writes_over_what_is_there(app: Flask, tmp_path: Path) -> None:
    shutil.copytree(TRIALS / "NCT06633328", tmp_path / "trials" / NCT)
    before = (tmp_path / "trials" / NCT / "definition.yaml").read_bytes()
    refused = run(app, NCT, "--record", record_file(tmp_path, envelope("* A")))
    assert refused.exit_code == 1
    assert "is there already" in refused.stderr
    assert (tmp_path / "trials" / NCT / "definition.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("nct", "content", "problem"),
    [
        ("NCT42", {}, "not a registry id"),
        (NCT, {}, "lacks"),
        (NCT, [], "this is a list of studies: give the file of one"),
        (NCT, {"studies": [{}]}, "this is a list of studies: give the file of one"),
        (NCT, envelope("* A", oddModule={"words": "\ud800"}), "the character U+D800 is half of a pair"),
        ("NCT00000001", envelope("* A"), f"this is the record of {NCT}, not of NCT00000001"),
    ],
)
def test_new_says_what_is_wrong_and_makes_nothing(
    nct: str, content: Any, problem: str, app: Flask, tmp_path: Path
) -> None:
    refused = run(app, nct, "--record", record_file(tmp_path, content))
    assert refused.exit_code != 0
    assert problem in refused.stderr
    assert list((tmp_path / "trials").iterdir()) == []


def test_a_record_without_criteria_is_refused_since_there_is_nothing_to_ask(app: Flask, tmp_path: Path) -> None:
    refused = run(app, NCT, "--record", record_file(tmp_path, envelope("")))
    assert refused.exit_code == 1
    assert "no criteria" in refused.stderr
