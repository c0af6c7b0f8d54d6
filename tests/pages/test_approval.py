"""What pages say of an ethics committee's approval, and the ids of other registries. The trials are invented."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from prescreen import create_app
from prescreen.authoring.pack import pack, texts
from prescreen.definitions.faults import DefinitionError
from prescreen.definitions.loader import Study, load
from prescreen.interop.elements import Publication
from prescreen.interop.questionnaire import questionnaire
from prescreen.pages.content_version import content_version, hash_of_ui_texts
from prescreen.trial.identity import FORMS
from prescreen.web.settings import Settings
from tests.conftest import KEY
from tests.support import everything
from tests.support.client import CheckingClient

NAME = "NCT00000000"
BASE = Path(__file__).parents[1] / "support" / "broken" / "base"
NOT_REVIEWED = {"en": "was not reviewed by the study’s ethics committee", "zh": "未经该研究的伦理委员会审查"}
APPROVED = {
    "en": "An ethics committee has approved this version: An Invented Committee, number 2026-1, January 31, 2026.",
    "zh": "本版本已经伦理委员会审查同意：虚构的伦理委员会，批件号2026-1，2026年1月31日。",
}
OTHER_IDS = "NCT99999999 · ChiCTR9900000000 · EudraCT 2099-000000-00"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(BASE, tmp_path / NAME)


def shown_version(folder: Path) -> str:
    """The version that the trial's pages show."""
    return content_version(load(folder).trial.version, hash_of_ui_texts())


def approve(folder: Path, **changed: str) -> Study:
    """Writes an approval of the version that the pages show, with these parts changed."""
    approval = {"number": "2026-1", "date": '"2026-01-31"', "version": f'"{shown_version(folder)}"'} | changed
    lines = [f"  {name}: {written}\n" for name, written in approval.items()]
    committee = "  committee:\n    en: An Invented Committee\n    zh: 虚构的伦理委员会\n"
    definition = folder / "definition.yaml"
    definition.write_text("".join([definition.read_text("utf-8"), "approval:\n", committee, *lines]), "utf-8")
    return load(folder)


def site(folder: Path) -> Flask:
    return create_app(KEY, folder.parent, Settings(rate_limits=False))


def checked(app: Flask) -> Result:
    return app.test_cli_runner().invoke(args=["trial", "check", NAME])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_approval_of_what_pages_say_now_replaces_that_it_was_not_reviewed(lang: str, folder: Path) -> None:
    before = shown_version(folder)
    study = approve(folder)
    app = site(folder)
    start = CheckingClient(app).open(f"/{lang}/{NAME}/")
    for part in ("main", "footer"):
        assert APPROVED[lang] in start.text(part)
        assert NOT_REVIEWED[lang] not in start.text(part)
    assert before in start.text("footer"), "writing the approval down makes no other version"
    version, document = pack(app.extensions["site"], study, date(2026, 11, 26))
    lines = texts(document)[lang]
    assert version == before
    assert APPROVED[lang] in " ".join(lines)
    assert NOT_REVIEWED[lang] not in " ".join(lines)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_approval_of_another_version_counts_for_nothing(lang: str, folder: Path) -> None:
    approve(folder)
    definition = folder / "definition.yaml"
    definition.write_text(definition.read_text("utf-8").replace("Which kind is it?", "Which one is it?"), "utf-8")
    start = CheckingClient(site(folder)).open(f"/{lang}/{NAME}/")
    for part in ("main", "footer"):
        assert NOT_REVIEWED[lang] in start.text(part)
        assert "2026-1" not in start.text(part)


def test_new_texts_from_a_spreadsheet_are_told_to_be_without_approval(folder: Path, tmp_path: Path) -> None:
    approve(folder)
    runner = site(folder).test_cli_runner()
    file = tmp_path / "texts.csv"
    assert runner.invoke(args=["trial", "texts", NAME, "--out", str(file)]).exit_code == 0
    assert "Invented Committee" not in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace("Which kind is it?", "Which one?"), "utf-8")
    told = runner.invoke(args=["trial", "texts", NAME, "--in", str(file)])
    assert "the ethics committee approved the earlier texts" in told.stdout
    assert "approval.version: version" in checked(site(folder)).stdout


def test_pages_of_no_trial_claim_no_approval(folder: Path) -> None:
    approve(folder)
    assert NOT_REVIEWED["en"] in CheckingClient(site(folder)).open("/en/NCT00000042/").text("footer")


def test_a_draft_becomes_no_other_version_when_it_is_offered(folder: Path) -> None:
    version = shown_version(folder)
    definition = folder / "definition.yaml"
    definition.write_text(definition.read_text("utf-8").replace("languages:", "draft: true\nlanguages:"), "utf-8")
    assert load(folder).trial.draft
    assert shown_version(folder) == version


@pytest.mark.parametrize("version", ["", '"0123456789ab"'])
def test_check_says_so_of_a_draft_too(version: str, folder: Path) -> None:
    approve(folder, **({"version": version} if version else {}))
    definition = folder / "definition.yaml"
    definition.write_text(definition.read_text("utf-8").replace("languages:", "draft: true\nlanguages:"), "utf-8")
    told = checked(site(folder)).stdout
    assert "this trial is a draft" in told
    assert ("approval.version: version 0123456789ab was approved" in told) is bool(version)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"version": '"0123456789ab"'}, "approval.version: version 0123456789ab was approved; pages show "),
        ({"date": '"2999-01-31"'}, "approval.date: this day is still to come"),
    ],
)
def test_check_says_that_an_approval_is_of_another_version(changed: dict[str, str], said: str, folder: Path) -> None:
    approve(folder, **changed)
    told = checked(site(folder))
    assert (told.exit_code, "nothing found" in told.stdout) == ((1, False) if said else (0, True))
    assert said in told.stdout
    if said:
        number = int(told.stdout.split("definition.yaml:")[1].split(":")[0])
        line = (folder / "definition.yaml").read_text("utf-8").splitlines()[number - 1]
        assert line.strip() in {f"{name}: {written}" for name, written in changed.items()}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"date": "2026-01-31"}, "stands without quotes"),
        ({"date": '"2026-02-30"'}, "2026-02-30 is not a date"),
        ({"date": '"20260131"'}, "20260131 is not a date"),
        ({"number": '" "'}, "approval.number"),
        ({"version": "1"}, "approval.version"),
        ({"version": '"1.0"'}, "approval.version"),
    ],
)
def test_an_approval_that_cannot_be_meant_is_a_fault(changed: dict[str, str], said: str, folder: Path) -> None:
    with pytest.raises(DefinitionError, match=said):
        approve(folder, **changed)


@pytest.mark.parametrize("lang", everything.LANGUAGES)
def test_ids_of_other_registries_stand_beside_the_number_of_the_registry(lang: str) -> None:
    app = create_app(KEY, everything.FOLDER, Settings(rate_limits=False))
    reader = everything.answering(app, everything.FITTING)
    for path in ("", "result"):
        shown = reader.open(f"/{lang}/{everything.NCT}/{path}").text("main")
        assert "EudraCT 2099-000000-00" in shown, path
    for path in ("result", "worksheet"):
        assert OTHER_IDS in reader.open(f"/{lang}/{everything.NCT}/{path}").text("main"), path
    study = load(everything.FOLDER / everything.NCT)
    _, document = pack(app.extensions["site"], study, date(2026, 11, 26))
    assert OTHER_IDS in document


def test_ids_of_other_registries_are_identifiers_in_fhir() -> None:
    publication = Publication("https://example.org/q", "1", date(2026, 11, 26))
    contexts = questionnaire(everything.TRIAL, publication)["useContext"]
    assert [context["valueReference"]["identifier"] for context in contexts] == [
        {"system": "http://clinicaltrials.gov", "value": "NCT99999999"},
        {"value": "ChiCTR9900000000", "assigner": {"display": "ChiCTR"}},
        {"value": "2099-000000-00", "assigner": {"display": "EudraCT"}},
    ]


WELL_FORMED = {
    "ChiCTR": ["ChiCTR2400000000", "ChiCTR-TRC-12000000"],
    "CTR": ["CTR20240000"],
    "CTIS": ["2024-500000-00", "2024-500000-00-00"],
    "EudraCT": ["2020-000000-00"],
    "ISRCTN": ["ISRCTN00000000"],
    "DRKS": ["DRKS00000000"],
    "jRCT": ["jRCT2030000000", "jRCTs030000000"],
    "ACTRN": ["ACTRN12600000000000"],
    "CTRI": ["CTRI/2024/01/000000"],
}


def with_ids(folder: Path, *ids: tuple[str, str]) -> Study:
    written = "".join(f'  - registry: {registry}\n    id: "{name}"\n' for registry, name in ids)
    definition = folder / "definition.yaml"
    definition.write_text(f"{(BASE / 'definition.yaml').read_text('utf-8')}registry_ids:\n{written}", "utf-8")
    return load(folder)


def test_ids_of_each_registry_are_read_in_its_own_form(folder: Path) -> None:
    assert WELL_FORMED.keys() == FORMS.keys()
    ids = [(registry, name) for registry, names in WELL_FORMED.items() for name in names]
    assert [found.id for found in with_ids(folder, *ids).trial.registry_ids] == [name for _, name in ids]


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ([("ChiCTR", "ChiCTR240000000")], "the id ChiCTR240000000 is not one of ChiCTR"),
        ([("ChiCTR", "NCT00000000")], "is not one of ChiCTR"),
        ([("CTR", "CTR20240000 ")], "is not one of CTR"),
        ([("Nowhere", "1")], "registry_ids"),
        ([("CTR", "CTR20240000"), ("CTR", "CTR20240000")], "two registry ids have the id CTR20240000"),
    ],
)
def test_an_id_in_another_form_is_a_fault(ids: list[tuple[str, str]], said: str, folder: Path) -> None:
    with pytest.raises(DefinitionError, match=said):
        with_ids(folder, *ids)
