"""Downloads for staff and other programs: the worksheet, the assessment, and questions and answers as FHIR."""

import json

from flask import Blueprint, abort, redirect, url_for
from werkzeug.wrappers import Response

from prescreen.definitions.loader import Study
from prescreen.interop.elements import Publication, dumps
from prescreen.interop.observations import observations as fhir_observations
from prescreen.interop.questionnaire import questionnaire as fhir_questionnaire
from prescreen.interop.response import response as fhir_response
from prescreen.pages.content_version import content_version
from prescreen.pages.context import PageContext
from prescreen.pages.staff import worksheet_page
from prescreen.pages.wizard import has_pdf
from prescreen.pages.worksheet_csv import worksheet_csv
from prescreen.pages.worksheet_json import worksheet_content
from prescreen.screening.assessment import assess
from prescreen.web.document_queue import make_document
from prescreen.web.errors import no_cookies_page
from prescreen.web.file_response import WORKSHEET, file_response
from prescreen.web.request_context import LANGUAGE_RULE, Page, now, settings, site, study_of, trial_pages
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
    sheet = make_document("pdf", worksheet_page(page, now(), "staff/worksheet_sheet.html"))
    return file_response(page, sheet, "application/pdf", WORKSHEET, "pdf")


@bp.get("/worksheet.csv")
def worksheet_table(page: PageContext) -> Response:
    table = worksheet_csv(page, now())
    return file_response(page, table, "text/csv; charset=utf-8", WORKSHEET, "csv")


@bp.get("/worksheet.json")
def worksheet_json(page: PageContext) -> Response:
    """All that the worksheet shows, for other programs."""
    content = json.dumps(worksheet_content(page, now()), ensure_ascii=False, indent=1) + "\n"
    return file_response(page, content, "application/json", WORKSHEET, "json")


@bp.get("/assessment.json")
def assessment(page: PageContext) -> Response:
    """The assessment of the answers so far, as `flask trial assess` prints it."""
    found = assess(page.trial, page.journey.values).as_json()
    return _file(page, json.dumps(found, separators=(",", ":")) + "\n", "assessment.json", "application/json")


@bp.get("/response.fhir.json")
def response(page: PageContext) -> Response:
    published, frame = _publication(page.study), page.frame
    content = fhir_response(page.journey, published, page.language, now(), frame.who, page.notes)
    return _file(page, dumps(content), "response.fhir.json", FHIR)


@bp.get("/observations.fhir.json")
def observations(page: PageContext) -> Response:
    """The results that staff have seen on a report or in the chart."""
    content = fhir_observations(page.journey, _publication(page.study), page.language, page.notes)
    return _file(page, dumps(content), "observations.fhir.json", FHIR)


@any_language.after_request
def _allow_other_sites(response: Response) -> Response:
    """Scripts of other sites may read the definitions, which are public and the same for everybody."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@any_language.get("/<nct>/questionnaire.fhir.json")
@any_language.get(f"{LANGUAGE_RULE}/<nct>/questionnaire.fhir.json", endpoint="questionnaire_in")
def questionnaire(nct: str, lang: str | None = None) -> Response:
    """The questions, in all languages or in one."""
    study = study_of(nct)
    if lang and lang not in study.trial.languages:
        return redirect(url_for("definitions.questionnaire_in", lang=study.trial.languages[0], nct=nct))
    return Response(dumps(fhir_questionnaire(study.trial, _publication(study), lang)), content_type=FHIR)


def _publication(study: Study) -> Publication:
    """The canonical URL is the same in every deployment with the same setting; it does not follow the request's
    host. The version is the one that pages show, the date that of the registry's text."""
    return Publication(
        url=f"{settings().canonical_url}/{study.trial.id}/questionnaire.fhir.json",
        version=content_version(study.trial.version, site().ui_texts),
        date=study.record.as_of,
    )


def _file(page: PageContext, content: str, name: str, mimetype: str) -> Response:
    disposition = f'attachment; filename="{page.trial.id}-{page.language}-{name}"'
    return Response(content, content_type=mimetype, headers={"Content-Disposition": disposition})
