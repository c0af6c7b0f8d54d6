"""What every output shows of an assessment."""

from typing import Any

import pytest
from hypothesis import given

from prescreen.rules.evaluation import Truth
from prescreen.screening.answers import Answer
from prescreen.screening.ask_next import ask_next
from prescreen.screening.assessment import Status
from prescreen.screening.provenance import Judgement, Provenance, Source, StaffNotes, TeamJudgement
from prescreen.screening.report import Report, ReportLine, report
from prescreen.trial.questions import Choice, MultipleChoice
from tests.support.core import FITTING, TRIAL, any_answers, asked, journey, nearly_fitting, statuses, steady
from tests.support.every_type import journey_with, trial_with


def reported(given_: dict[str, Any]) -> Report:
    return report(journey(given_))


def to_find_out(given_: dict[str, Any]) -> list[str]:
    return [question.id for question in reported(given_).how_to_find_out]


def line(given_: dict[str, Any], requirement: str) -> ReportLine:
    [found] = [line for _, lines in reported(given_).groups for line in lines if line.requirement.id == requirement]
    return found


def shown(given_: dict[str, Any], requirement: str) -> dict[str, Answer | None]:
    return {beside.question.id: beside.answer for beside in line(given_, requirement).given}


def option_talk(name: str, option: str) -> dict[str, str]:
    question = TRIAL.questions[name]
    assert isinstance(question, Choice | MultipleChoice)
    text = question.option[option].talk_about
    assert text is not None
    return text


MIXED = FITTING | {"donor": "no", "oxygen": "unknown", "t_cell_test": "not_tested"}


def test_what_needs_doing_comes_first() -> None:
    order = ["does_not_fit", "unknown", "for_study_team", "fits"]
    assert [status.value for status, _ in reported(MIXED).groups] == order
    assert [status.value for status, _ in reported(FITTING).groups] == ["for_study_team", "fits"]


@steady
@given(any_answers())
def test_every_requirement_stands_once_in_the_group_of_its_status(given_: dict[str, Any]) -> None:
    groups = reported(given_).groups
    assert all(lines for _, lines in groups)
    assert all(found.status is status for status, lines in groups for found in lines)
    stands = {found.requirement.id: status.value for status, lines in groups for found in lines}
    assert sum(len(lines) for _, lines in groups) == 29
    assert stands == statuses(given_)


def test_lines_of_a_group_keep_the_definitions_order() -> None:
    order = [requirement.id for requirement in TRIAL.requirements]
    for _, lines in reported(MIXED).groups:
        names = [found.requirement.id for found in lines]
        assert names == sorted(names, key=order.index)
        assert all(found.requirement in found.criterion.requirements for found in lines)


def test_nothing_is_to_be_found_out_when_all_is_known() -> None:
    assert to_find_out(FITTING) == []


def test_what_is_unknown_and_would_settle_a_requirement_is_to_be_found_out() -> None:
    assert to_find_out(FITTING | {"oxygen": "unknown", "diagnosis": None}) == ["diagnosis", "oxygen"]
    assert to_find_out(FITTING | {"lung_infection": "unknown"}) == ["lung_infection"]


@pytest.mark.parametrize(
    ("neutrophils", "platelets", "reticulocytes", "wanted"),
    [
        ("0.3", "12", "unknown", []),
        ("0.9", "80", "unknown", []),
        ("0.3", "80", "unknown", ["reticulocytes"]),
        ("unknown", "unknown", "15", ["neutrophils", "platelets"]),
        ("unknown", "unknown", "unknown", ["neutrophils", "platelets", "reticulocytes"]),
    ],
)
def test_a_count_is_to_be_found_out_only_where_the_others_do_not_decide(
    neutrophils: str, platelets: str, reticulocytes: str, wanted: list[str]
) -> None:
    counts = {"neutrophils": neutrophils, "platelets": platelets, "reticulocytes": reticulocytes}
    given_ = {name: value if value == "unknown" else {"value": value} for name, value in counts.items()}
    assert to_find_out(FITTING | given_) == wanted


def test_the_liver_is_to_be_found_out_only_where_it_decides() -> None:
    assert to_find_out(FITTING | {"liver_involved": "unknown"}) == []
    high = {"liver_involved": "unknown", "alt": {"value": "160", "limit": "40"}}
    assert to_find_out(FITTING | high) == ["liver_involved"]
    too_high = {"liver_involved": "unknown", "alt": {"value": "400", "limit": "40"}}
    assert to_find_out(FITTING | too_high) == []


def test_an_enzyme_alone_is_to_be_found_out_even_if_the_liver_is_known() -> None:
    assert to_find_out(FITTING | {"bilirubin": "unknown"}) == ["bilirubin"]


def test_what_only_the_study_team_judges_is_not_to_be_found_out() -> None:
    assert to_find_out(FITTING | {"outlook": None, "t_cell_test": "unknown", "other_concerns": None}) == []


def test_a_question_that_is_not_asked_is_not_to_be_found_out() -> None:
    assert to_find_out(FITTING | {"marrow": "unknown", "residual_cells": "unknown"}) == ["marrow"]
    assert to_find_out(FITTING | {"marrow": "25_to_50", "residual_cells": "unknown"}) == ["residual_cells"]


def test_other_medicines_leave_nothing_to_find_out_but_something_to_talk_about() -> None:
    given_ = FITTING | {"recent_treatment": ["other_medicines"]}
    assert to_find_out(given_) == []
    assert reported(given_).talk_about == [option_talk("recent_treatment", "other_medicines")]


@pytest.mark.parametrize(
    ("question", "option", "beside"),
    [
        ("donor", "testing", {}),
        ("consent", "talk_first", {}),
        ("contraception", "talk_first", {"could_have_children": "yes"}),
    ],
)
def test_what_an_option_gives_to_talk_about_stands_in_place_of_what_to_find_out(
    question: str, option: str, beside: dict[str, str]
) -> None:
    assert to_find_out(FITTING | beside | {question: "unknown"}) == [question]
    given_ = FITTING | beside | {question: option}
    assert to_find_out(given_) == []
    assert reported(given_).talk_about == [option_talk(question, option)]


@pytest.mark.parametrize(
    ("question", "option"), [("outlook", "not_sure_talk"), ("t_cell_test", "not_tested"), ("other_concerns", "yes")]
)
def test_what_never_changes_a_status_may_still_be_talked_about(question: str, option: str) -> None:
    assert reported(FITTING | {question: option}).talk_about == [option_talk(question, option)]
    assert reported(FITTING).talk_about == []


def test_a_skipped_question_gives_nothing_to_talk_about() -> None:
    assert reported(FITTING | {"could_have_children": "no", "contraception": "talk_first"}).talk_about == []


def test_answers_of_skipped_questions_are_not_shown() -> None:
    skipped = FITTING | {"gvhd": ["acute"], "gvhd_treatment": "yes", "residual_cells": "30_or_more"}
    assert shown(skipped, "gvhd") == {"transplant_before": "no"}
    assert shown(skipped, "gvhd_treatment") == {"transplant_before": "no"}
    assert shown(skipped, "marrow") == {"marrow": "under_25"}
    asked_again = skipped | {"transplant_before": "100_days_or_more"}
    assert shown(asked_again, "gvhd") == {"transplant_before": "100_days_or_more", "gvhd": ["acute"]}


@steady
@given(nearly_fitting())
def test_only_questions_that_are_asked_are_shown(given_: dict[str, Any]) -> None:
    found = reported(given_)
    beside = {answer.question.id for _, lines in found.groups for line in lines for answer in line.given}
    assert beside <= asked(given_)
    assert {question.id for question in found.how_to_find_out} <= asked(given_)


def test_every_answer_that_is_asked_for_is_shown_somewhere() -> None:
    given_ = FITTING | {"transplant_before": "unknown", "could_have_children": "yes", "marrow": "25_to_50"}
    beside = {answer.question.id for _, lines in reported(given_).groups for line in lines for answer in line.given}
    assert beside == set(TRIAL.questions)


def test_answers_that_are_not_judged_stand_beside_their_line() -> None:
    assert shown(FITTING | {"outlook": "not_sure_talk"}, "outlook") == {"outlook": "not_sure_talk"}
    assert shown(FITTING | {"other_concerns": "yes"}, "opinion") == {"other_concerns": "yes"}
    assert shown(FITTING | {"other_concerns": None}, "opinion") == {"other_concerns": None}


def test_every_answer_that_bears_on_a_line_is_shown() -> None:
    assert shown(FITTING | {"platelets": None}, "blood_counts") == {
        "neutrophils": FITTING["neutrophils"],
        "platelets": None,
        "reticulocytes": FITTING["reticulocytes"],
    }
    assert shown(FITTING, "alt") == {"liver_involved": "no", "alt": FITTING["alt"]}


def test_a_report_is_complete_when_every_question_on_the_path_is_answered() -> None:
    assert reported(FITTING).complete
    assert not reported({name: answer for name, answer in FITTING.items() if name != "outlook"}).complete
    assert not reported(FITTING | {"could_have_children": "yes"}).complete
    assert reported(dict.fromkeys(TRIAL.questions, "unknown")).complete


def test_the_report_has_the_assessments_outcome() -> None:
    assert reported(MIXED).outcome.value == "may_not_fit"
    assert reported({}).outcome.value == "check_with_doctor"
    assert {status.value for status in Status} == {"does_not_fit", "unknown", "for_study_team", "fits"}


@steady
@given(any_answers())
def test_what_is_asked_next_can_settle_what_is_open_most_first(answers: dict[str, Any]) -> None:
    walked = journey(answers)
    asking = ask_next(walked)
    listed = [next_.question.id for next_ in asking]
    assert len(listed) == len(set(listed))
    assert set(listed) <= {question.id for question in walked.asked()} - walked.values.keys()
    assert [len(next_.decides) for next_ in asking] == sorted((len(n.decides) for n in asking), reverse=True)
    for requirement in TRIAL.requirements:
        unknown = {q.id for q in walked.asked() if q.id in requirement.fits.reads} - walked.values.keys()
        if not requirement.study_team and requirement.fits(walked.values) is Truth.UNKNOWN:
            assert unknown <= set(listed)
    for next_ in asking:
        assert all(requirement.fits(walked.values) is Truth.UNKNOWN for requirement in next_.decides)


def test_a_question_that_settles_several_points_is_asked_before_those_that_settle_one() -> None:
    asking = ask_next(journey({}))
    assert asking[0].question.id == "transplant_before"
    assert [requirement.id for requirement in asking[0].decides] == ["gvhd", "gvhd_treatment", "recent_transplant"]


def test_what_to_verify_is_each_text_once_and_only_what_bears_on_the_lines() -> None:
    given_ = FITTING | {
        "lung_infection": "unknown",
        "oxygen": "unknown",
        "donor": "testing",
        "t_cell_test": "not_tested",
    }
    found = reported(given_)
    lines = {line.requirement.id: line for _, lines in found.criteria for line in lines}
    lungs, oxygen, donor = (TRIAL.questions[name].find_out for name in ("lung_infection", "oxygen", "donor"))
    assert donor not in found.to_verify(list(lines.values()))
    # Two requirements read the infection of the lungs.
    assert found.to_verify([lines["lung_infection"], lines["other_infection"]]) == [lungs]
    assert found.to_verify([lines["oxygen"], lines["lung_infection"]]) == [lungs, oxygen]
    assert found.to_verify([lines["donor"]]) == [option_talk("donor", "testing")]
    assert found.to_verify([lines["donor"], lines["donor"]]) == [option_talk("donor", "testing")]
    assert found.to_verify([lines["t_cell_test"], lines["oxygen"]]) == [
        oxygen,
        option_talk("t_cell_test", "not_tested"),
    ]
    assert found.to_verify([lines["lvef"]]) == []
    assert found.to_verify([]) == []


def test_progress_of_an_at_least_names_each_parts_questions_and_truth() -> None:
    given_ = FITTING | {"platelets": {"value": "30"}, "reticulocytes": "unknown"}
    [progress] = line(given_, "blood_counts").at_least
    parts = [([question.id for question in questions], truth.value) for questions, truth in progress.parts]
    assert (progress.needed, parts) == (
        2,
        [(["neutrophils"], "true"), (["platelets"], "false"), (["reticulocytes"], "unknown")],
    )
    assert line(given_, "alt").at_least == []


def test_what_does_not_fit_is_told_apart_by_whether_it_may_change() -> None:
    found = reported(FITTING | {"donor": "no", "oxygen": {"value": "90"}})
    told = [([given.question.id for given in reason.given], reason.may_change) for reason in found.reasons]
    assert told == [(["donor"], False), (["oxygen"], True)]
    assert reported(FITTING).reasons == []


def test_answers_are_counted_among_the_questions_that_are_asked() -> None:
    found = reported(FITTING | {"gvhd": ["acute"], "donor": None, "oxygen": "unknown"})
    assert (found.answered, len(found.asked)) == (26, 27)


def test_provenance_and_judgements_stand_with_what_they_are_about() -> None:
    notes = StaffNotes({"alt": Provenance(Source.REPORT)}, {"opinion": TeamJudgement(Judgement.MET, "Seen")})
    found = report(journey(FITTING), notes)
    lines = {line.requirement.id: line for _, lines in found.criteria for line in lines}
    assert {given.question.id: given.provenance.source for given in lines["alt"].given} == {
        "liver_involved": None,
        "alt": Source.REPORT,
    }
    assert (lines["opinion"].team.note, lines["outlook"].team.note) == ("Seen", "")


# Rules and answers; the questions to ask next, each with the requirements that it could decide.
NEXT: list[tuple[list[str], dict[str, Any], list[tuple[str, list[str]]]]] = [
    (["age > 17"], {}, [("age", ["r1"])]),
    (["age > 17"], {"age": {"value": "40"}}, []),
    (["age > 17", "unknown"], {}, [("age", ["r1"])]),
    # What is decided asks nothing, and a question is listed only where it bears on something open.
    (['level == "low"', "age > 17"], {"level": "high"}, [("age", ["r2"])]),
    (['level == "low" and bmi < 30', "age > 17"], {"level": "high"}, [("age", ["r2"])]),
    # Neither answer alone decides; each could make the rule false.
    (["age > 17 and bmi < 30"], {}, [("age", ["r1"]), ("bmi", ["r1"])]),
    # Here one of them alone can decide nothing.
    (["at_least(2, age > 17, bmi < 30, unknown, unknown)"], {}, [("age", []), ("bmi", [])]),
    # What decides most comes first, then what bears on most, then the definition's order.
    (["age > 17", "alt < 3", "alt < 4"], {}, [("alt", ["r2", "r3"]), ("age", ["r1"])]),
    (["age > 17", "alt < 3", "alt < 4 and unknown or unknown"], {}, [("alt", ["r2"]), ("age", ["r1"])]),
    (["bmi < 30", "age > 17"], {}, [("age", ["r2"]), ("bmi", ["r1"])]),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "given_", "wanted"), NEXT)
def test_what_to_ask_next_is_what_can_decide_most(
    rules: list[str], given_: dict[str, Any], wanted: list[tuple[str, list[str]]]
) -> None:
    asking = ask_next(journey_with(trial_with(*rules), **given_))
    assert [(next_.question.id, [requirement.id for requirement in next_.decides]) for next_ in asking] == wanted


def told(given_: dict[str, Any]) -> list[tuple[list[str], list[str]]]:
    """Each reason's answers, and the requirements that they decide."""
    reasons = reported(given_).reasons
    return [
        ([given.question.id for given in reason.given], [line.requirement.id for line in reason.lines])
        for reason in reasons
    ]


@pytest.mark.parametrize(
    ("given_", "reasons"),
    [
        # An answer that decides two requirements is told once, and “None of these” is no reason.
        ({"lung_infection": "yes"}, [(["lung_infection"], ["lung_infection", "other_infection"])]),
        (
            {"lung_infection": "yes", "infections": ["other_infection"]},
            [(["lung_infection"], ["lung_infection"]), (["infections"], ["other_infection"])],
        ),
        (
            {name: {"value": "90"} for name in ("platelets", "reticulocytes")},
            [(["platelets", "reticulocytes"], ["blood_counts"])],
        ),
        (
            {"neutrophils": {"value": "2"}} | {name: {"value": "90"} for name in ("platelets", "reticulocytes")},
            [(["neutrophils", "platelets", "reticulocytes"], ["blood_counts"])],
        ),
        (
            {"transplant_before": "under_100_days", "gvhd": ["acute"], "gvhd_treatment": "no"},
            [(["transplant_before", "gvhd"], ["gvhd", "recent_transplant"])],
        ),
        (
            {"could_have_children": "yes", "contraception": "not_agree"},
            [(["could_have_children", "contraception"], ["contraception"])],
        ),
    ],
)
def test_each_answer_that_decides_is_told_once(
    given_: dict[str, Any], reasons: list[tuple[list[str], list[str]]]
) -> None:
    assert told(FITTING | given_) == reasons


@steady
@given(any_answers())
def test_every_requirement_that_does_not_fit_has_one_reason_and_no_answer_has_two(given_: dict[str, Any]) -> None:
    reasons = told(given_)
    lines = [name for _, names in reasons for name in names]
    answers = [name for names, _ in reasons for name in names]
    assert sorted(lines) == sorted(name for name, status in statuses(given_).items() if status == "does_not_fit")
    assert len(answers) == len(set(answers))


def test_little_is_known_while_fewer_than_half_of_what_answers_can_settle_is() -> None:
    # 27 of the 29 can be settled: what only a doctor judges can't.
    assert sum(requirement.fits.can_be_settled for requirement in TRIAL.requirements) == 27
    assert reported({}).is_little_known
    assert not reported(FITTING).is_little_known
    known: dict[str, Any] = {}
    changes = []
    for name, answer in FITTING.items():
        known[name] = answer
        settled = sum(line.status in ("fits", "does_not_fit") for line in reported(known).lines)
        assert reported(known).is_little_known is (2 * settled < 27)
        changes.append(reported(known).is_little_known)
    assert changes == sorted(changes, reverse=True)


def test_several_missing_results_of_one_report_are_one_line_of_the_checklist() -> None:
    everything = [text["en"] for text in reported(dict.fromkeys(FITTING, "unknown")).checklist()]
    assert sum("neutrophils" in text for text in everything) == 1
    assert sum("bilirubin" in text for text in everything) == 1
    one = reported(FITTING | {"alt": "unknown"}).checklist()
    assert one == [TRIAL.questions["alt"].find_out]
    two = reported(FITTING | {"alt": "unknown", "bilirubin": "unknown", "oxygen": "unknown"}).checklist()
    assert two == [TRIAL.step["liver"].find_out, TRIAL.questions["oxygen"].find_out]


def test_a_checklist_without_sensitive_questions_says_nothing_of_them() -> None:
    found = reported(FITTING | {"infections": "unknown", "outlook": "not_sure_talk", "oxygen": "unknown"})
    assert len(found.checklist()) == 3
    assert found.checklist(sensitive=False) == [TRIAL.questions["oxygen"].find_out]
    assert found.sensitive_answers == 3


def test_a_note_stands_only_where_all_that_it_is_about_was_asked() -> None:
    assert line(FITTING | {"transplant_before": "no"}, "gvhd_treatment").note is None
    asked_too = FITTING | {"transplant_before": "100_days_or_more", "gvhd": ["none"], "gvhd_treatment": "no"}
    assert line(asked_too, "gvhd_treatment").note is not None
