"""The application factory."""

from pathlib import Path
from typing import Any

from flask import Flask, redirect
from werkzeug.wrappers import Response

from prescreen import (
    cli,
    delivery,
    downloads,
    errors,
    handover,
    i18n,
    listing,
    logs,
    metrics,
    number_words,
    pages,
    preview,
    rate_limits,
    record_words,
    security,
    staff,
    wizard,
    words,
)
from prescreen.catalogue import LOOKED_AT_AGAIN, Catalogue
from prescreen.config import Settings, key_from_environment, secret_keys, settings_from_environment
from prescreen.drawn import once
from prescreen.edition import wording
from prescreen.error_words import error_words
from prescreen.forms import without_controls
from prescreen.glossary import with_terms
from prescreen.loader import TRIALS
from prescreen.session import SealedCookies

ROOT = Path(__file__).parent.parent


def create_app(secret_key: str | None = None, trials: Path = TRIALS, settings: Settings | None = None) -> Flask:
    """The app with the trials of a folder and of those in the settings. Keys and settings that are not given are read
    from the environment; raises config.SettingFault where one is needed and missing or can't be used."""
    keys = secret_keys(key_from_environment() if secret_key is None else secret_key)
    app = Flask(__name__, root_path=str(ROOT))
    app.config["SETTINGS"] = settings or settings_from_environment()
    app.session_interface = SealedCookies(keys, app.config["SETTINGS"])
    # An author sees drafts, and every change at once.
    every = 0 if app.debug else LOOKED_AT_AGAIN
    roots = [*app.config["SETTINGS"].trials_path, trials]
    app.extensions["prescreen"] = Catalogue(roots, with_drafts=app.debug, every=every)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.globals.update(
        EXCLUSION=words.EXCLUSION,
        NO_RESULT=words.NO_RESULT,
        OUTCOME=words.OUTCOME,
        with_terms=with_terms,
        STATUS=words.STATUS,
        STAFF_STATUS=words.STAFF_STATUS,
        SOURCE=words.SOURCE,
        JUDGEMENT=words.JUDGEMENT,
        KIND=words.KIND,
        PARTS=words.PARTS,
        NOTICE=record_words.NOTICE,
        DATES=record_words.DATES,
        age_words=record_words.age_words,
        date_words=record_words.date_words,
        site_words=record_words.site_words,
        WHO=words.WHO,
        ABOUT=words.ABOUT,
        ABOUT_RESULT=words.ABOUT_RESULT,
        provenance_words=words.provenance_words,
        short_name=words.short_name,
        LANGUAGES=i18n.LANGUAGES,
        answer_words=words.answer_words,
        measure_words=number_words.measure_words,
        ends_words=number_words.ends_words,
        error_words=error_words,
        quantity_words=number_words.quantity_words,
        recruitment=words.recruitment,
        once=once,
        space=words.space,
        unit_words=number_words.unit_words,
        unknown_words=words.unknown_words,
    )
    app.jinja_env.filters["without_controls"] = without_controls
    app.context_processor(_language)
    app.context_processor(pages.shown_everywhere)
    app.config["WORDING"] = wording()
    app.extensions["drawn"] = {}
    i18n.init_app(app)
    logs.init_app(app)
    metrics.init_app(app)
    rate_limits.init_app(app, keys)
    security.init_app(app, keys)
    delivery.init_app(app)
    errors.init_app(app)
    cli.init_app(app)
    app.register_blueprint(wizard.bp)
    app.register_blueprint(staff.bp)
    app.register_blueprint(downloads.bp)
    app.register_blueprint(downloads.any_language)
    handover.init_app(app, keys)
    preview.init_app(app)
    rate_limits.tighten(app)
    app.add_url_rule("/", view_func=home)
    app.add_url_rule(f"/<any({','.join(i18n.LANGUAGES)}):lang>/", "trials", listing.trials)
    app.add_url_rule("/healthz", view_func=healthz)
    return app


def _language() -> dict[str, Any]:
    lang = i18n.language()
    return {
        "lang": lang,
        # Bound once for a page, since looking the catalogue up costs more than looking a text up.
        "_": i18n.translator(),
        "page_in": i18n.page_in,
        "traditional": lang == "zh" and i18n.reads_traditional(),
    }


def home() -> Response:
    return redirect(f"/{i18n.language()}/")


def healthz() -> tuple[str, dict[str, str]]:
    return "ok", {"Content-Type": "text/plain; charset=utf-8"}
