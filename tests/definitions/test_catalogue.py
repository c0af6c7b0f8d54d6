"""Which trials are offered, from which folders, and how a running site follows their files."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask

from prescreen import create_app
from prescreen.definitions.catalogue import Catalogue, UnreadableTrialError
from prescreen.definitions.faults import DefinitionError
from prescreen.definitions.loader import TRIALS, load
from prescreen.pages.content_version import content_version, hash_of_ui_texts
from prescreen.web.settings import SettingFault, Settings, settings_from_environment
from tests.conftest import KEY
from tests.support.client import CheckingClient

NCT = "NCT00000000"
OTHER = "NCT00000001"
BASE = Path(__file__).parents[1] / "support" / "broken" / "base"
MINUTE = 60.0


def add(root: Path, nct: str, **changes: str) -> Path:
    """The invented trial under another id; `changes` replace text in its definition."""
    folder = shutil.copytree(BASE, root / nct)
    change(folder / "definition.yaml", **{NCT: nct}, **changes)
    change(folder / "record.json", **{NCT: nct})
    return folder


def change(file: Path, **changes: str) -> None:
    text = file.read_text("utf-8")
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    file.write_text(text, "utf-8")


def set_status(folder: Path, status: str) -> None:
    record = json.loads((folder / "record.json").read_text("utf-8"))
    record["study"]["protocolSection"]["statusModule"] = {"overallStatus": status}
    (folder / "record.json").write_text(json.dumps(record), "utf-8")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the catalogue's clock shows."""
    seconds = [1000.0]
    monkeypatch.setattr("prescreen.definitions.catalogue.time.monotonic", lambda: seconds[0])
    return seconds


def test_an_earlier_folder_goes_before_a_later_one(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    add(first, NCT, **{"An invented study": "The study that counts"})
    add(second, NCT)
    add(second, OTHER)
    catalogue = Catalogue([first, second])
    assert [summary.heading.id for summary in catalogue.summaries()] == [NCT, OTHER]
    study = catalogue.get(NCT)
    assert study is not None
    assert study.trial.title["en"] == "The study that counts"
    assert catalogue.folders() == [first / NCT, second / OTHER]


@pytest.mark.parametrize("name", ["NCT00000009", "nct00000000", "..", "NCT00000000/", "NCT０００００００0", ""])
def test_what_is_no_trials_id_is_not_looked_for(name: str, tmp_path: Path) -> None:
    add(tmp_path, NCT)
    assert Catalogue([tmp_path]).get(name) is None


def test_a_new_record_shows_within_a_minute(tmp_path: Path, shown: list[float]) -> None:
    folder = add(tmp_path, NCT)
    app = create_app(KEY, tmp_path)
    browser = CheckingClient(app)
    assert "Looking for people" in browser.open(f"/en/{NCT}/").text("main")
    set_status(folder, "WITHDRAWN")
    shown[0] += MINUTE
    assert "Withdrawn before it began" in browser.open(f"/en/{NCT}/").text("main")


def test_a_new_definition_shows_within_a_minute_and_is_told_to_who_is_under_way(
    tmp_path: Path, shown: list[float]
) -> None:
    folder = add(tmp_path, NCT)
    browser = CheckingClient(create_app(KEY, tmp_path))
    browser.open(f"/en/{NCT}/questions/kind")
    browser.fill({"kind": "severe", "count-value": "0.3"})
    change(folder / "definition.yaml", **{"Which kind is it?": "Which sort is it?"})
    assert "Which kind" in browser.open(f"/en/{NCT}/questions/kind").text("main")
    shown[0] += MINUTE
    page = browser.open(f"/en/{NCT}/questions/kind")
    assert "Which sort" in page.text("main")
    assert "questions have been updated" in page.text()


@pytest.mark.parametrize("name", ["definition.yaml", "record.json"])
@pytest.mark.parametrize("content", ["", "{", "[1, 2]", "\x00", "id: NCT00000000\n"])
def test_a_trial_whose_files_break_stays_as_it_was(
    name: str, content: str, tmp_path: Path, shown: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    folder = add(tmp_path, NCT)
    catalogue = Catalogue([tmp_path])
    before = catalogue.get(NCT)
    assert list(catalogue.summaries())
    (folder / name).write_text(content, "utf-8")
    for _ in range(3):
        shown[0] += MINUTE
        assert catalogue.get(NCT) is before
    assert list(catalogue.summaries())
    told = [record.getMessage() for record in caplog.records]
    assert len([message for message in told if str(folder / name) in message]) in (1, 2), told


@pytest.mark.parametrize("name", ["definition.yaml", "record.json"])
def test_a_file_that_is_missing_for_a_moment_changes_nothing(name: str, tmp_path: Path, shown: list[float]) -> None:
    folder = add(tmp_path, NCT)
    catalogue = Catalogue([tmp_path])
    before = catalogue.get(NCT)
    content = (folder / name).read_bytes()
    (folder / name).unlink()
    shown[0] += MINUTE
    assert catalogue.get(NCT) is before
    (folder / name).write_bytes(content)
    shown[0] += MINUTE
    after = catalogue.get(NCT)
    assert after
    assert before
    assert after.trial.version == before.trial.version


def test_a_trial_that_was_taken_away_is_gone(tmp_path: Path, shown: list[float]) -> None:
    folder = add(tmp_path, NCT)
    browser = CheckingClient(create_app(KEY, tmp_path))
    assert browser.open(f"/en/{NCT}/").status == 200
    shutil.rmtree(folder)
    shown[0] += MINUTE
    assert browser.open(f"/en/{NCT}/").status == 404


def test_a_trial_that_never_could_be_read_is_a_calm_page_and_hurts_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = add(tmp_path, NCT)
    (broken / "definition.yaml").write_text("id: [", "utf-8")
    add(tmp_path, OTHER)
    browser = CheckingClient(create_app(KEY, tmp_path))
    page = browser.open(f"/zh/{NCT}/")
    assert page.status == 503
    assert "暂时无法显示" in page.text("main")
    assert browser.open(f"/zh/{OTHER}/").status == 200
    assert "An invented study" in browser.open("/en/").text("main")
    with pytest.raises(UnreadableTrialError):
        Catalogue([tmp_path]).get(NCT)
    assert str(broken / "definition.yaml") in caplog.text


def test_answers_can_be_cleared_although_their_trial_is_gone(tmp_path: Path, shown: list[float]) -> None:
    folder = add(tmp_path, NCT)
    browser = CheckingClient(create_app(KEY, tmp_path))
    browser.open(f"/en/{NCT}/questions/kind")
    browser.fill({"kind": "severe", "count-value": "0.3"})
    shutil.rmtree(folder)
    shown[0] += MINUTE
    browser.open("/en/")
    assert browser.fill({}, form="footer//form").location == "/en/?cleared="
    assert "answers" not in browser.cookies()


def test_a_draft_is_for_its_authors_only(tmp_path: Path) -> None:
    add(tmp_path, NCT, **{"languages: [en, zh]": "languages: [en, zh]\ndraft: true"})
    assert Catalogue([tmp_path]).get(NCT) is None
    assert list(Catalogue([tmp_path]).summaries()) == []
    assert Catalogue([tmp_path], with_drafts=True).get(NCT)
    assert len(list(Catalogue([tmp_path], with_drafts=True).summaries())) == 1
    assert CheckingClient(create_app(KEY, tmp_path)).open(f"/en/{NCT}/").status == 404


def test_the_site_adds_the_folders_of_the_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    add(one, NCT)
    add(other, OTHER)
    monkeypatch.setenv("TRIALS_PATH", f"{one}:{other}")
    browser = CheckingClient(create_app(KEY))
    for nct in (NCT, OTHER, "NCT06633328"):
        assert browser.open(f"/en/{nct}/").status == 200


def test_a_folder_that_is_not_there_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRIALS_PATH", str(tmp_path / "nowhere"))
    with pytest.raises(SettingFault, match=r"TRIALS_PATH names .*nowhere"):
        settings_from_environment()


# The version of a definition


def test_the_version_follows_what_is_said_and_not_its_layout(tmp_path: Path) -> None:
    version = load(add(tmp_path / "a", NCT)).trial.version
    same = add(tmp_path / "b", NCT, **{"id: NCT00000000": "# A comment\nid: NCT00000000"})
    assert load(same).trial.version == version
    other = add(tmp_path / "c", NCT, **{"Which kind is it?": "Which sort is it?"})
    assert load(other).trial.version != version


# Many


MANY = 1000
START = """
import resource, sys, time
from pathlib import Path
import flask
begun = time.process_time()
from prescreen import create_app
app = create_app("k" * 40, Path(sys.argv[1]))
print(time.process_time() - begun)
"""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("many")
    for number in range(MANY):
        add(root, f"NCT{number:08}", **({"An invented study": f"Study {number}"} if number else {}))
    return root


def test_with_a_thousand_definitions_the_site_starts_in_under_two_seconds(many: Path) -> None:
    started = subprocess.run([sys.executable, "-c", START, str(many)], capture_output=True, text=True, check=True)
    assert float(started.stdout) < 2


def test_a_request_costs_the_same_with_a_thousand_trials_as_with_one(many: Path, tmp_path: Path) -> None:
    add(tmp_path, NCT)
    few, lots = create_app(KEY, tmp_path).test_client(), create_app(KEY, many).test_client()
    path = f"/en/{NCT}/questions/kind"

    def cost(client: Any) -> float:
        client.get(path)
        begun = time.process_time()
        for _ in range(30):
            assert client.get(path).status_code == 200
        return time.process_time() - begun

    ratios = sorted(cost(lots) / cost(few) for _ in range(5))
    assert ratios[2] < 1.3, ratios


def test_a_thousand_trials_are_listed_page_by_page(many: Path) -> None:
    browser = CheckingClient(create_app(KEY, many))
    seen, path = [], "/en/"
    for _ in range(MANY):
        page = browser.open(path)
        seen += page.links("main//section//a")
        further = [link.get("href", "") for link in page.all("main//a[@rel='next']")]
        if not further:
            break
        [path] = further
    assert len(seen) == len(set(seen)) == MANY
    assert "Study 777" in browser.open("/en/?q=study+777").text("main")


# The list


@pytest.fixture
def listed(tmp_path: Path) -> Flask:
    add(tmp_path, NCT)
    second = {"an invented illness": "another illness", "虚构的疾病": "另一种病", "An invented study": "A second study"}
    folder = add(tmp_path, OTHER, **second)
    set_status(folder, "COMPLETED")
    return create_app(KEY, tmp_path)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_list_stands_by_condition_with_status_and_site(lang: str, listed: Flask) -> None:
    page = CheckingClient(listed).open(f"/{lang}/")
    headings = [" ".join(heading.itertext()) for heading in page.all("main//h2")]
    illnesses = {"en": {"an invented illness", "another illness"}, "zh": {"虚构的疾病", "另一种病"}}
    assert (len(headings), set(headings)) == (2, illnesses[lang])
    shown = page.text("main")
    for text in {"en": ["Completed", "Nowhere", OTHER], "zh": ["已完成", "无", OTHER]}[lang]:
        assert text in shown


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("second", [OTHER]),
        ("SECOND another", [OTHER]),
        ("another first", []),
        ("另一种", [OTHER]),
        ("NCT00000000", [NCT]),
        ("ＮＣＴ00000000", [NCT]),
        ("nowhere", [NCT, OTHER]),
        ("", [NCT, OTHER]),
        ("   ", [NCT, OTHER]),
        ("<script>", []),
    ],
)
def test_the_search_finds_words_of_any_language(sought: str, found: list[str], listed: Flask) -> None:
    browser = CheckingClient(listed)
    page = browser.open("/en/", query_string={"q": sought})
    links = page.links("main//section//a")
    assert sorted(links) == [f"/en/{nct}/" for nct in found]
    assert page.one("input[@name='q']").get("value") == sought
    if not found:
        assert "No study here matches" in page.text("main")


def test_the_search_is_kept_in_the_other_language(listed: Flask) -> None:
    page = CheckingClient(listed).open("/en/", query_string={"q": "second"})
    [switch] = page.links("nav//a")
    assert CheckingClient(listed).open(switch).links("main//section//a") == [f"/zh/{OTHER}/"]


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "9" * 50])
def test_a_page_that_is_not_there_is_the_nearest_one(page: str, listed: Flask) -> None:
    assert len(CheckingClient(listed).open("/en/", query_string={"page": page}).links("main//section//a")) == 2


# The version


def test_every_page_and_sheet_shows_one_version_of_questions_and_words(app: Flask) -> None:
    browser = CheckingClient(app)
    nct = "NCT06633328"
    version = browser.open(f"/en/{nct}/").text("footer").split("Version: ")[1].split()[0]
    paths = ["", "questions", "questions/diagnosis", "check", "result", "staff", "worksheet", "handover"]
    for lang, name in (("en", "Version: "), ("zh", "版本："), ("en", "Version: ")):
        for path in paths:
            assert name + version in browser.open(f"/{lang}/{nct}/{path}").text("footer")
    for path in ("result", "worksheet"):
        assert version in browser.open(f"/en/{nct}/{path}").text("main")


def test_another_definition_or_wording_is_another_version(tmp_path: Path) -> None:
    shutil.copytree(Path(TRIALS).parent.parent / "templates", tmp_path / "templates")
    before = hash_of_ui_texts(tmp_path)
    assert hash_of_ui_texts(tmp_path) == before
    with (tmp_path / "templates" / "wizard/start.html").open("a") as file:
        file.write("another word")
    after = hash_of_ui_texts(tmp_path)
    assert after != before
    assert len({content_version("one", before), content_version("two", before), content_version("one", after)}) == 3


def test_settings_without_folders_add_none() -> None:
    assert Settings().trials_path == ()


# A trial in one language only


@pytest.fixture
def in_english(tmp_path: Path) -> Flask:
    folder = add(tmp_path, NCT)
    file = folder / "definition.yaml"
    lines = file.read_text("utf-8").replace("languages: [en, zh]", "languages: [en]").splitlines()
    file.write_text("\n".join(line for line in lines if not line.strip().startswith("zh: ")) + "\n", "utf-8")
    return create_app(KEY, tmp_path)


@pytest.mark.parametrize("path", ["", "questions", "questions/kind", "check", "result", "staff", "worksheet"])
def test_its_pages_are_shown_in_the_language_that_it_has(path: str, in_english: Flask) -> None:
    browser = CheckingClient(in_english)
    assert browser.open(f"/zh/{NCT}/{path}?who=other").location == f"/en/{NCT}/{path}?who=other"
    assert browser.open(f"/en/{NCT}/{path}").status == 200


def test_its_list_and_start_are_there_in_every_language(in_english: Flask, tmp_path: Path, shown: list[float]) -> None:
    assert CheckingClient(in_english).open("/zh/", follow=True).text("h1") == "An invented study"
    add(tmp_path, OTHER)
    shown[0] += MINUTE
    page = CheckingClient(in_english).open("/zh/")
    assert page.lang == "zh"
    assert {"An invented study", "虚构的研究"} <= set(page.text("main//section//a").split("  ")) | {
        page.text(f"main//section//a[@href='/zh/{nct}/']") for nct in (NCT, OTHER)
    }


def test_a_language_that_the_pages_do_not_speak_is_a_fault(tmp_path: Path) -> None:
    folder = add(tmp_path, NCT, **{"languages: [en, zh]": "languages: [en, zh, fr]"})
    with pytest.raises(DefinitionError) as refused:
        load(folder)
    assert any(fault.place.startswith("languages") for fault in refused.value.faults)


# What a folder may hold


@pytest.mark.parametrize("content", ["- " * 5000, "[" * 5000, "a: " + "{b: " * 3000])
def test_a_definition_without_end_is_a_fault(content: str, tmp_path: Path) -> None:
    folder = add(tmp_path, NCT)
    (folder / "definition.yaml").write_text(content, "utf-8")
    with pytest.raises(DefinitionError):
        load(folder)
    assert list(Catalogue([tmp_path]).summaries()) == []


def test_a_folder_of_trials_that_vanishes_leaves_the_others(tmp_path: Path, shown: list[float]) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    add(one, NCT)
    add(other, OTHER)
    app = create_app(KEY, one, Settings(trials_path=(other,)))
    assert CheckingClient(app).open("/en/").status == 200
    shutil.rmtree(other)
    shown[0] += MINUTE
    assert CheckingClient(app).open("/en/", follow=True).text("h1") == "An invented study"
    assert CheckingClient(app).open(f"/en/{OTHER}/").status == 404


@contextmanager
def unprivileged() -> Iterator[None]:
    """As a user to whom permissions apply; root may read everything."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def public_path() -> Iterator[Path]:
    """A folder that other users may enter, as pytest's own is not."""
    with TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        yield Path(name)


@pytest.mark.parametrize("closed", ["root", "root/NCT00000000", "root/NCT00000000/record.json"])
def test_what_may_not_be_read_hides_its_own_trial_only(
    closed: str, public_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    add(public_path / "root", NCT)
    add(public_path / "open", OTHER)
    catalogue = Catalogue([public_path / "root", public_path / "open"])
    (public_path / closed).chmod(0)
    try:
        with unprivileged():
            assert [summary.heading.id for summary in catalogue.summaries()] == [OTHER]
            assert [summary.heading.id for summary in catalogue.summaries()] == [OTHER]
            if closed == "root":
                assert catalogue.get(NCT) is None
            else:
                with pytest.raises(UnreadableTrialError):
                    catalogue.get(NCT)
            assert catalogue.get(OTHER)
    finally:
        (public_path / closed).chmod(0o755)
    told = [record.getMessage() for record in caplog.records if "ermission denied" in record.getMessage()]
    assert len(told) in (1, 2), "once for the list and once for the trial, however often they are asked for"


def test_a_list_of_unreadable_trials_is_empty(tmp_path: Path) -> None:
    for nct in (NCT, OTHER):
        (add(tmp_path, nct) / "definition.yaml").write_text("id: [", "utf-8")
    assert list(Catalogue([tmp_path]).summaries()) == []


def test_a_root_that_appears_later_is_read(tmp_path: Path) -> None:
    catalogue = Catalogue([tmp_path / "later"])
    assert list(catalogue.summaries()) == []
    add(tmp_path / "later", NCT)
    assert [summary.heading.id for summary in catalogue.summaries()] == [NCT]
