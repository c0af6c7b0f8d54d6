"""The application factory."""

from pathlib import Path
from typing import Any

from flask import Flask, redirect
from werkzeug.wrappers import Response

from prescreen.cli import commands
from prescreen.definitions.catalogue import LOOKED_AT_AGAIN, Catalogue
from prescreen.definitions.loader import TRIALS
from prescreen.i18n import formatting, labels, locale, number_line_text, record_labels
from prescreen.i18n.error_messages import error_message
from prescreen.i18n.glossary import with_terms
from prescreen.pages.content_version import wording
from prescreen.pages.forms import without_controls
from prescreen.pages.fragment_cache import once
from prescreen.web import delivery, errors, language, logs, metrics, rate_limits, request_context, security
from prescreen.web.session import SealedCookies
from prescreen.web.settings import Settings, key_from_environment, secret_keys, settings_from_environment
from prescreen.web.views import downloads, handover, listing, preview, staff, wizard

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
        EXCLUSION=labels.EXCLUSION,
        NO_RESULT=labels.NO_RESULT,
        OUTCOME=labels.OUTCOME,
        with_terms=with_terms,
        STATUS=labels.STATUS,
        STAFF_STATUS=labels.STAFF_STATUS,
        SOURCE=labels.SOURCE,
        JUDGEMENT=labels.JUDGEMENT,
        KIND=labels.KIND,
        PARTS=labels.PARTS,
        RECORD_WARNING=record_labels.RECORD_WARNING,
        DATES=record_labels.DATES,
        age_range_label=record_labels.age_range_label,
        format_registry_date=record_labels.format_registry_date,
        site_label=record_labels.site_label,
        WHO=labels.WHO,
        ABOUT=labels.ABOUT,
        ABOUT_RESULT=labels.ABOUT_RESULT,
        provenance_label=labels.provenance_label,
        LANGUAGES=locale.LANGUAGES,
        answer_label=labels.answer_label,
        number_line_text=number_line_text.number_line_text,
        number_line_ends=number_line_text.number_line_ends,
        error_message=error_message,
        format_quantity=formatting.format_quantity,
        recruitment_label=labels.recruitment_label,
        once=once,
        space=labels.space,
        format_unit=formatting.format_unit,
        unknown_label=labels.unknown_label,
    )
    app.jinja_env.filters["without_controls"] = without_controls
    app.context_processor(_language)
    app.context_processor(request_context.shown_everywhere)
    app.config["WORDING"] = wording()
    app.extensions["drawn"] = {}
    locale.init_app(app)
    app.jinja_env.filters["dateformat"] = locale.format_date
    language.init_app(app)
    logs.init_app(app)
    metrics.init_app(app)
    rate_limits.init_app(app, keys)
    security.init_app(app, keys)
    delivery.init_app(app)
    errors.init_app(app)
    commands.init_app(app)
    app.register_blueprint(wizard.bp)
    app.register_blueprint(staff.bp)
    app.register_blueprint(downloads.bp)
    app.register_blueprint(downloads.any_language)
    handover.init_app(app, keys)
    preview.init_app(app)
    rate_limits.tighten(app)
    app.add_url_rule("/", view_func=home)
    app.add_url_rule(f"/<any({','.join(locale.LANGUAGES)}):lang>/", "trials", listing.trials)
    app.add_url_rule("/healthz", view_func=healthz)
    return app


def _language() -> dict[str, Any]:
    lang = locale.current_language()
    return {
        "lang": lang,
        # Bound once for a page, since looking the catalogue up costs more than looking a text up.
        "_": locale.template_gettext(lang),
        "page_in": language.same_page_in,
        "traditional": lang == "zh" and language.prefers_traditional(),
    }


def home() -> Response:
    return redirect(f"/{locale.current_language()}/")


def healthz() -> tuple[str, dict[str, str]]:
    return "ok", {"Content-Type": "text/plain; charset=utf-8"}
