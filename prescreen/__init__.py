"""The application factory."""

from pathlib import Path

from flask import Flask

from prescreen.cli import commands
from prescreen.definitions.catalogue import LOOKED_AT_AGAIN, Catalogue
from prescreen.definitions.loader import TRIALS
from prescreen.i18n import locale
from prescreen.web import csrf, delivery, errors, language, logs, metrics, rate_limits, request_context, security, site
from prescreen.web.session import EncryptedCookies
from prescreen.web.settings import Settings, key_from_environment, secret_keys, settings_from_environment
from prescreen.web.views import clear, downloads, handover, listing, preview, staff, wizard

ROOT = Path(__file__).parent.parent


def create_app(secret_key: str | None = None, trials: Path = TRIALS, settings: Settings | None = None) -> Flask:
    """The app with the trials of a folder and of those in the settings. Keys and settings that are not given are read
    from the environment; raises SettingFault where one is needed and missing or can't be used."""
    keys = secret_keys(key_from_environment() if secret_key is None else secret_key)
    settings = settings or settings_from_environment()
    app = Flask(__name__, root_path=str(ROOT))
    app.config["SETTINGS"] = settings
    app.session_interface = EncryptedCookies(keys, settings)
    # Authors see drafts, and every change at once.
    interval = 0 if app.debug else LOOKED_AT_AGAIN
    app.extensions["prescreen"] = Catalogue([*settings.trials_path, trials], with_drafts=app.debug, every=interval)
    for part in (locale, language, logs, metrics, delivery, site, errors, commands):
        part.init_app(app)
    # In the order in which they look at a request.
    rate_limits.init_app(app, keys)
    security.init_app(app)
    request_context.init_app(app)
    csrf.init_app(app, keys)
    for blueprint in (listing.bp, wizard.bp, clear.bp, staff.bp, downloads.bp, downloads.any_language):
        app.register_blueprint(blueprint)
    handover.init_app(app, keys)
    preview.init_app(app)
    rate_limits.tighten(app)
    return app
