"""What staff and other programs can take away: the worksheet, the assessment, and both sides as FHIR."""

import json

from flask import Blueprint, abort, g, render_template, request
from werkzeug.wrappers import Response

from prescreen.interop.elements import dumps
from prescreen.interop.questionnaire import questionnaire as fhir_questionnaire
from prescreen.interop.response import response as fhir_response
from prescreen.pages.pdf import pdf, weasyprint
from prescreen.pages.worksheet_csv import worksheet_csv
from prescreen.screening.assessment import assess
from prescreen.screening.report import report
from prescreen.web.request_context import catalogue, settings, so_far, today, trial_pages
from prescreen.web.session import notes_so_far
from prescreen.web.views.staff import worksheet_content

bp = trial_pages("downloads")
any_language = Blueprint("definitions", __name__)


@bp.before_request
def _keep_nothing_on_a_shared_device() -> None:
    if settings().kiosk:
        abort(404)


@bp.get("/worksheet.pdf")
def worksheet_pdf() -> Response:
    if weasyprint() is None:
        abort(404)
    return _file(
        pdf(render_template("staff/worksheet_sheet.html", **worksheet_content())), "worksheet.pdf", "application/pdf"
    )


@bp.get("/worksheet.csv")
def worksheet_table() -> Response:
    found = report(so_far(), notes_so_far(g.study.trial))
    return _file(worksheet_csv(found, g.lang, today()), "worksheet.csv", "text/csv; charset=utf-8")


@bp.get("/assessment.json")
def assessment() -> Response:
    """The assessment of the answers so far, as `flask trial assess` gives it."""
    found = assess(g.study.trial, so_far().values).as_json()
    return _file(json.dumps(found, separators=(",", ":")) + "\n", "assessment.json", "application/json")


@bp.get("/response.fhir.json")
def response() -> Response:
    content = fhir_response(so_far(), _canonical(g.study.trial.id), g.lang)
    return _file(dumps(content), "response.fhir.json", FHIR)


@any_language.get("/<nct>/questionnaire.fhir.json")
def questionnaire(nct: str) -> Response:
    study = catalogue().get(nct) or abort(404)
    return Response(dumps(fhir_questionnaire(study.trial, _canonical(nct))), content_type=FHIR)


FHIR = "application/fhir+json; charset=utf-8"


def _canonical(nct: str) -> str:
    return f"{request.url_root}{nct}/questionnaire.fhir.json"


def _file(content: str | bytes, name: str, mimetype: str) -> Response:
    disposition = f'attachment; filename="{g.study.trial.id}-{g.lang}-{name}"'
    return Response(content, content_type=mimetype, headers={"Content-Disposition": disposition})
