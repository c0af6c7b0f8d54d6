"""Which language a reader gets, and the catalogues of the chrome's texts."""

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, request
from flask_babel import Babel, get_domain

LANGUAGES = {"en": "English", "zh": "中文"}
TRANSLATIONS = Path(__file__).parent.parent / "translations"


def language() -> str:
    """The language in the address, else the best that the browser asks for."""
    first = request.path.split("/", 2)[1]
    if first in LANGUAGES:
        return first
    # No library here matches zh-Hans-CN to zh, so each wish is read by its first part.
    for wish, quality in request.accept_languages:
        if quality <= 0:  # not wanted at all
            continue
        name = wish.lower().replace("_", "-").split("-")[0]
        if name in LANGUAGES:
            return name
    return "en"


def reads_traditional() -> bool:
    """True for a browser that asks first for Traditional Chinese, which is not offered yet."""
    first = next((wish.lower().replace("_", "-") for wish, _ in request.accept_languages), "")
    return first.startswith(("zh-tw", "zh-hk", "zh-mo", "zh-hant"))


def page_in(lang: str) -> str:
    """The address of the page being shown, in this or another language."""
    path = request.path if request.path.split("/", 2)[1] in LANGUAGES else "/en/"
    query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
    return f"/{lang}{path[3:] or '/'}{query}"


def init_app(app: Flask) -> None:
    """Compile the catalogues in memory, so that none can be missing or out of date while the app runs."""
    Babel(app, locale_selector=language)
    with app.app_context():
        domain = get_domain()
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        name = source.parent.parent.name
        with source.open("rb") as file:
            catalogue = read_po(file, locale=name)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        domain.cache[name, "messages"] = Translations(compiled)
