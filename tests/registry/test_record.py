"""What the pages show of a record, and what they say of one that is old, closed or changed."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from flask import Flask

from prescreen.definitions.loader import TRIALS, load
from prescreen.registry.record import RecordError, read_record
from prescreen.registry.record_warnings import RecordWarning, record_warnings
from tests.support.client import CheckingClient, reader_with
from tests.support.core import FITTING, TRIAL

NCT = "NCT06633328"
TODAY = "2026-11-24T12:00:00Z"
App = Callable[..., Flask]


def envelope(**modules: Any) -> dict[str, Any]:
    return {
        "source": "the registry",
        "as_of": {"study": "2026-11-20"},
        "study": {"protocolSection": {"identificationModule": {"nctId": NCT}, **modules}},
    }


def changing(**modules: Any) -> Callable[[Any, Any], None]:
    """A change of a record: fresh, and with these modules put over its own."""

    def change(definition: Any, record: Any) -> None:
        record["as_of"] = {"study": "2026-11-20"}
        protocol = record["study"]["protocolSection"]
        for name, content in modules.items():
            protocol[name] = {**protocol.get(name, {}), **content}

    return change


SITES: list[dict[str, Any]] = [
    {"facility": "First Hospital", "city": "Hangzhou", "country": "China", "status": "RECRUITING",
     "contacts": [{"name": "Nurse Li", "phone": "+86 571 0000 0000", "phoneExt": "12", "email": "li@example.org"}]},
    {"facility": "Second Hospital", "city": "Ningbo", "country": "China"},
]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("path", ["result", "result.pdf"])
def test_central_contacts_and_those_of_each_site_are_shown(lang: str, path: str, changed_app: App) -> None:
    central = [{"name": "Dr. Wang", "email": "wang@example.org"}]
    change = changing(contactsLocationsModule={"centralContacts": central, "locations": SITES})
    browser = reader_with(changed_app(NCT06633328=change), TRIAL, FITTING)
    page = browser.open(f"/{lang}/{NCT}/{path}")
    assert page.status == 200
    if path == "result":
        links = page.links("main//a")
        assert {"tel:+8657100000000;ext=12", "mailto:li@example.org", "mailto:wang@example.org"} <= set(links)
        shown = page.text("main")
        assert shown.index("Dr. Wang") < shown.index("First Hospital") < shown.index("Nurse Li")
        assert "Second Hospital" not in shown, "a place without a contact is none to write to"


def test_of_very_many_sites_the_first_are_shown_and_the_registry_has_the_rest(changed_app: App) -> None:
    sites = [{**SITES[0], "facility": f"Hospital {number}"} for number in range(300)]
    app = changed_app(NCT06633328=changing(contactsLocationsModule={"locations": sites}))
    shown = CheckingClient(app).open(f"/en/{NCT}/result").text("main")
    assert "Hospital 9 " in shown.replace(",", " ")
    assert "Hospital 10" not in shown
    assert "contacts of more places" in shown


@pytest.mark.parametrize(
    ("ages", "english", "chinese"),
    [
        ({"minimumAge": "18 Years", "maximumAge": "65 Years"}, "18 to 65 years old", "18至65岁"),
        ({"minimumAge": "18 Years"}, "18 years old and older", "18岁及以上"),
        ({"maximumAge": "1 Year"}, "up to 1 year old", "1岁及以下"),
        ({"minimumAge": "6 Months", "maximumAge": "17 Years"}, "6 months old to 17 years old", "6个月至17岁"),
    ],
)
def test_ages_are_shown_in_words_with_the_date_of_the_record(
    ages: Any, english: str, chinese: str, changed_app: App
) -> None:
    browser = CheckingClient(changed_app(NCT06633328=changing(eligibilityModule=ages)))
    assert f"{english} (record of November 20, 2026)" in browser.open(f"/en/{NCT}/").text("main")
    assert f"{chinese}（2026年11月20日的记录）" in browser.open(f"/zh/{NCT}/").text("main")


@pytest.mark.parametrize("age", ["N/A", "", "eighteen", "18 Fortnights", "18"])
def test_ages_that_are_none_are_not_shown(age: str, changed_app: App) -> None:
    app = changed_app(NCT06633328=changing(eligibilityModule={"minimumAge": age}))
    assert "AgesThe record on file gives no age limits" in CheckingClient(app).open(f"/en/{NCT}/").text("main")


def test_dates_are_shown_as_the_registry_gives_them(changed_app: App) -> None:
    dates = {
        "startDateStruct": {"date": "2024-10-14", "type": "ACTUAL"},
        "completionDateStruct": {"date": "2027-12"},
        "lastUpdatePostDateStruct": {"date": "yesterday"},
    }
    browser = CheckingClient(changed_app(NCT06633328=changing(statusModule=dates)))
    shown = browser.open(f"/en/{NCT}/").text("main")
    assert "BeganOctober 14, 2024" in shown
    assert "Planned endDecember 2027" in shown
    assert "Last update" not in shown
    assert "预计结束日期2027年12月" in browser.open(f"/zh/{NCT}/").text("main")


# Notices

ON = ["", "check", "result", "worksheet"]


def notices_on(browser: CheckingClient, path: str) -> str:
    return browser.open(f"/en/{NCT}/{path}").text("main//aside[@class='caution']")


@pytest.mark.parametrize(
    ("status", "notice"),
    [
        ("WITHDRAWN", "was withdrawn"),
        ("TERMINATED", "has ended"),
        ("COMPLETED", "has ended"),
        ("SUSPENDED", "no new people"),
        ("ACTIVE_NOT_RECRUITING", "no new people"),
        ("NOT_YET_RECRUITING", "does not take people yet"),
        ("ENROLLING_BY_INVITATION", "whom it invites"),
        ("RECRUITING", ""),
        ("SOMETHING_NEW", ""),
    ],
)
def test_a_study_that_takes_no_one_says_so_on_each_page_that_leads_to_it(
    status: str, notice: str, changed_app: App
) -> None:
    with time_machine.travel(TODAY):
        browser = CheckingClient(changed_app(NCT06633328=changing(statusModule={"overallStatus": status})))
        for path in ON:
            shown = notices_on(browser, path)
            assert notice in shown
            assert bool(shown) is bool(notice)


@pytest.mark.parametrize(("day", "is_stale"), [("2026-10-25", False), ("2026-10-24", True), ("2020-01-01", True)])
def test_a_record_of_more_than_30_days_is_told(day: str, is_stale: bool, changed_app: App) -> None:
    def change(definition: Any, record: Any) -> None:
        record["as_of"] = {"study": day}

    with time_machine.travel(TODAY):
        browser = CheckingClient(changed_app(NCT06633328=change))
        for path in ON:
            # Beside the study's status where that is shown, else as a notice.
            shown = browser.open(f"/en/{NCT}/{path}").text("main")
            assert shown.count("more than 30 days old") == is_stale


def test_its_oldest_part_makes_a_record_old(changed_app: App) -> None:
    def change(definition: Any, record: Any) -> None:
        record["as_of"] = {"study": "2026-11-20", "contactsLocationsModule": "2026-01-01"}

    with time_machine.travel(TODAY):
        assert "30 days" in CheckingClient(changed_app(NCT06633328=change)).open(f"/en/{NCT}/").text("dl")


@pytest.mark.parametrize(
    "module",
    [
        {"eligibilityCriteria": "Inclusion Criteria:\n\n* Another criterion\n\nExclusion Criteria:\n\n* None"},
        {"minimumAge": "18 Years"},
        {"sex": "FEMALE"},
    ],
)
def test_criteria_that_changed_since_they_were_reviewed_are_told(module: Any, changed_app: App) -> None:
    with time_machine.travel(TODAY):
        browser = CheckingClient(changed_app(NCT06633328=changing(eligibilityModule=module)))
        assert "criteria have changed" in notices_on(browser, "result")
        chinese = browser.open(f"/zh/{NCT}/result").text("main//aside[@class='caution']")
        assert "有了变动" in chinese


def test_the_shipped_trial_quotes_its_record() -> None:
    study = load(TRIALS / NCT)
    assert study.changed_criteria == []
    assert record_warnings(study.record, False, date(2026, 6, 1)) == []
    assert record_warnings(study.record, False, date(2026, 7, 1)) == [RecordWarning.STALE]


def test_a_study_for_one_sex_and_some_ages_asks_for_both() -> None:
    record = read_record(envelope(eligibilityModule={"minimumAge": "18 Years", "sex": "FEMALE"}))
    assert record.criteria == {"AGE": "Minimum age: 18 Years.", "SEX": "Sex: FEMALE"}


# What a record may hold


def test_nothing_but_an_id_is_needed() -> None:
    record = read_record(envelope())
    assert (record.status, record.criteria, record.ages, record.dates) == ("UNKNOWN", {}, ("", ""), {})
    assert not record.has_contacts


@pytest.mark.parametrize(
    "contact",
    [
        {"email": "javascript:alert(1)"},
        {"email": "a@b.org?cc=all@c.org"},
        {"email": "a@b.org, c@d.org"},
        {"phone": "<script>"},
        {"phone": "123;ext=4&x"},
        {"phoneExt": "12#"},
    ],
)
def test_a_contact_that_looks_like_none_is_left_out(contact: Any, changed_app: App) -> None:
    central = [{"name": "Dr. Wang", **contact}]
    app = changed_app(NCT06633328=changing(contactsLocationsModule={"centralContacts": central}))
    page = CheckingClient(app).open(f"/en/{NCT}/result")
    assert "Dr. Wang" in page.text("main")
    assert not [link for link in page.links("main//a") if link.startswith(("tel:", "mailto:", "javascript:"))]


def test_characters_that_hide_or_turn_text_are_dropped() -> None:
    central = [{"name": "Dr.\u202e gnaW\x1b[2J\x00"}]
    record = read_record(envelope(contactsLocationsModule={"centralContacts": central}))
    assert record.central_contacts[0].name == "Dr. gnaW[2J"


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        {},
        {"source": "x", "as_of": {"study": "soon"}, "study": {}},
        {**envelope(), "source": 3},
        {**envelope(), "as_of": []},
        envelope(statusModule=[]),
        envelope(contactsLocationsModule={"centralContacts": [3]}),
        envelope(contactsLocationsModule={"centralContacts": [{}] * 101}),
        envelope(eligibilityModule={"eligibilityCriteria": "x" * 100_001}),
    ],
)
def test_a_record_that_is_none_is_refused_with_its_cause(record: Any) -> None:
    with pytest.raises(RecordError):
        read_record(record)
