"""The application factory."""

from pathlib import Path
from typing import Any

from flask import Flask, g, redirect, render_template
from werkzeug.wrappers import Response

from prescreen import (
    cli,
    cli_author,
    delivery,
    downloads,
    errors,
    handover,
    i18n,
    pages,
    security,
    staff,
    wizard,
    words,
)
from prescreen.config import Settings, key_from_environment, only_a_command, secret_keys, settings_from_environment
from prescreen.error_words import error_words
from prescreen.forms import without_controls
from prescreen.glossary import with_terms
from prescreen.loader import TRIALS, load_all
from prescreen.session import SealedCookies

ROOT = Path(__file__).parent.parent


def create_app(secret_key: str | None = None, trials: Path = TRIALS, settings: Settings | None = None) -> Flask:
    """The app with the trials of a folder. Keys and settings that are not given are read from the environment; raises
    config.SettingFault where one is needed and missing or can't be used, and loader.DefinitionError."""
    keys = secret_keys(key_from_environment() if secret_key is None else secret_key)
    app = Flask(__name__, root_path=str(ROOT))
    app.config["SETTINGS"] = settings or settings_from_environment()
    app.session_interface = SealedCookies(keys, app.config["SETTINGS"])
    app.config["TRIALS"] = trials
    # A command such as `flask trial check` must run on a trial that can't be loaded.
    app.extensions["prescreen"] = {} if only_a_command() else load_all(trials)
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
        WHO=words.WHO,
        ABOUT=words.ABOUT,
        ABOUT_RESULT=words.ABOUT_RESULT,
        provenance_words=words.provenance_words,
        short_name=words.short_name,
        LANGUAGES=i18n.LANGUAGES,
        answer_words=words.answer_words,
        measure_words=words.measure_words,
        ends_words=words.ends_words,
        error_words=error_words,
        quantity_words=words.quantity_words,
        recruitment=words.recruitment,
        space=words.space,
        unit_words=words.unit_words,
        unknown_words=words.unknown_words,
    )
    app.jinja_env.filters["without_controls"] = without_controls
    app.context_processor(_language)
    app.context_processor(pages.shown_everywhere)
    i18n.init_app(app)
    security.init_app(app, keys)
    delivery.init_app(app)
    errors.init_app(app)
    cli.init_app(app)
    cli_author.init_app()
    app.register_blueprint(wizard.bp)
    app.register_blueprint(staff.bp)
    app.register_blueprint(downloads.bp)
    app.register_blueprint(downloads.any_language)
    handover.init_app(app, keys)
    app.add_url_rule("/", view_func=home)
    app.add_url_rule(f"/<any({','.join(i18n.LANGUAGES)}):lang>/", view_func=trials_on_offer)
    app.add_url_rule("/healthz", view_func=healthz)
    return app


def _language() -> dict[str, Any]:
    lang = i18n.language()
    return {
        "lang": lang,
        "page_in": i18n.page_in,
        "traditional": lang == "zh" and i18n.reads_traditional(),
    }


def home() -> Response:
    return redirect(f"/{i18n.language()}/")


def trials_on_offer(lang: str) -> str:
    """A list of the trials; with one trial, its start page."""
    studies = list(pages.studies().values())
    if len(studies) != 1:
        return render_template("trials.html", studies=studies)
    g.lang, g.study = lang, studies[0]
    return wizard.start()


def healthz() -> tuple[str, dict[str, str]]:
    return "ok", {"Content-Type": "text/plain; charset=utf-8"}
