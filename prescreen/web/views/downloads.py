"""Downloads for staff and other programs: the worksheet, the assessment, and questions and answers as FHIR."""

import json

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from prescreen.interop.elements import dumps
from prescreen.interop.questionnaire import questionnaire as fhir_questionnaire
from prescreen.interop.response import response as fhir_response
from prescreen.pages.context import PageContext
from prescreen.pages.staff import worksheet_page
from prescreen.pages.wizard import has_pdf
from prescreen.pages.worksheet_csv import worksheet_csv
from prescreen.screening.assessment import assess
from prescreen.screening.report import report
from prescreen.web.document_queue import make_document
from prescreen.web.errors import no_cookies_page
from prescreen.web.file_response import WORKSHEET, file_response
from prescreen.web.request_context import Page, settings, study_of, trial_pages
from prescreen.web.session import current_session

FHIR = "application/fhir+json; charset=utf-8"

bp = trial_pages("downloads")
any_language = Blueprint("definitions", __name__)


@bp.before_request
def _refuse() -> Page | None:
    """A shared device has no downloads. One that arrives without cookies, such as from an app that hands it to another
    browser, would be empty."""
    if settings().kiosk:
        abort(404)
    return None if current_session().person else no_cookies_page()


@bp.get("/worksheet.pdf")
def worksheet_pdf(page: PageContext) -> Response:
    if not has_pdf(page):
        abort(404)
    sheet = make_document("pdf", worksheet_page(page, "staff/worksheet_sheet.html"))
    return file_response(page, sheet, "application/pdf", WORKSHEET, "pdf")


@bp.get("/worksheet.csv")
def worksheet_table(page: PageContext) -> Response:
    table = worksheet_csv(report(page.journey, page.notes), page.frame.today)
    return file_response(page, table, "text/csv; charset=utf-8", WORKSHEET, "csv")


@bp.get("/assessment.json")
def assessment(page: PageContext) -> Response:
    """The assessment of the answers so far, as `flask trial assess` prints it."""
    found = assess(page.trial, page.journey.values).as_json()
    return _file(page, json.dumps(found, separators=(",", ":")) + "\n", "assessment.json", "application/json")


@bp.get("/response.fhir.json")
def response(page: PageContext) -> Response:
    content = fhir_response(page.journey, _canonical(page.trial.id), page.language)
    return _file(page, dumps(content), "response.fhir.json", FHIR)


@any_language.get("/<nct>/questionnaire.fhir.json")
def questionnaire(nct: str) -> Response:
    study = study_of(nct)
    return Response(dumps(fhir_questionnaire(study.trial, _canonical(nct))), content_type=FHIR)


def _canonical(nct: str) -> str:
    return f"{request.url_root}{nct}/questionnaire.fhir.json"


def _file(page: PageContext, content: str, name: str, mimetype: str) -> Response:
    disposition = f'attachment; filename="{page.trial.id}-{page.language}-{name}"'
    return Response(content, content_type=mimetype, headers={"Content-Disposition": disposition})
