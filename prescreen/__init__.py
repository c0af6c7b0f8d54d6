"""The application factory."""

from pathlib import Path

from flask import Flask

from prescreen.cli import commands
from prescreen.definitions.catalogue import CHECK_INTERVAL, Catalogue
from prescreen.definitions.loader import TRIALS
from prescreen.i18n import locale
from prescreen.web import csrf, delivery, errors, language, logs, metrics, rate_limits, request_context, security, site
from prescreen.web.app import App
from prescreen.web.keys import key_from_environment, secret_keys
from prescreen.web.session_cookies import EncryptedCookies
from prescreen.web.settings import Settings, settings_from_environment
from prescreen.web.views import clear, downloads, handover, listing, operations, preview, report, staff, wizard

ROOT = Path(__file__).parent.parent


def create_app(secret_key: str | None = None, trials: Path = TRIALS, settings: Settings | None = None) -> Flask:
    """Creates the app, with the trials in `trials` and in the folders of the setting TRIALS_PATH. The key and settings
    are read from the environment unless given. Raises SettingFault if one is missing or invalid."""
    keys = secret_keys(key_from_environment() if secret_key is None else secret_key)
    settings = settings or settings_from_environment()
    app = App(__name__, root_path=str(ROOT))
    app.config["SETTINGS"] = settings
    app.session_interface = EncryptedCookies(keys, settings)
    # In debug mode drafts are listed, and files are checked for changes on every request.
    interval = 0 if app.debug else CHECK_INTERVAL
    roots = [*settings.trials_path, trials]
    app.extensions["prescreen"] = Catalogue(roots, with_drafts=app.debug, every=interval, records=settings.records_path)
    for module in (locale, language, logs, metrics, delivery, site, errors, commands):
        module.init_app(app)
    # In this order: each registers functions that run before a request.
    rate_limits.init_app(app, keys)
    security.init_app(app)
    request_context.init_app(app)
    csrf.init_app(app, keys)
    for view in (operations, listing, wizard, clear, staff, report, downloads):
        app.register_blueprint(view.bp)
    app.register_blueprint(downloads.any_language)
    handover.init_app(app, keys)
    preview.init_app(app)
    return app
