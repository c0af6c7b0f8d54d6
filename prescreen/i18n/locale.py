"""Which language a reader gets, and the catalogues of the chrome's texts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, request
from flask_babel import Babel, force_locale, get_domain, get_locale
from flask_babel.speaklater import LazyString
from markupsafe import Markup

LANGUAGES = {"en": "English", "zh": "中文"}
TRANSLATIONS = Path(__file__).parents[2] / "translations"
CATALOGUES: dict[str, Translations] = {}
IN_ENGLISH = NullTranslations()


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


# Flask-Babel looks the request's catalogue up for every text, at many times the cost of the text itself. These keep the
# language that it chose for as long as it is spoken.


def current_language() -> str:
    """The language that texts are looked up in now."""
    try:
        kept: str | None = g.current_language
    except RuntimeError:  # outside of the app
        return "en"
    except AttributeError:
        kept = None
    if kept is None:
        kept = g.current_language = str(get_locale() or "en")
    return kept


@contextmanager
def use_language(lang: str) -> Iterator[None]:
    """Looks texts up in another language for a while."""
    before = g.get("spoken")
    with force_locale(lang):
        g.current_language = lang
        try:
            yield
        finally:
            g.current_language = before


def gettext(text: str, **values: Any) -> str:
    said = CATALOGUES.get(current_language(), IN_ENGLISH).ugettext(text)
    return said % values if values else said


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    said = CATALOGUES.get(current_language(), IN_ENGLISH).ungettext(one, many, num)
    return said % {"num": num, **values}


def lazy_gettext(text: str, **values: Any) -> LazyString:
    return LazyString(gettext, text, **values)


def translator() -> Callable[..., Markup]:
    """Looks texts up for one page as Jinja's `_` does: values are escaped."""
    look_up = CATALOGUES.get(current_language(), IN_ENGLISH).ugettext

    def translate(text: str, **values: Any) -> Markup:
        said = Markup(look_up(text))  # noqa: S704 - our own texts
        return said % values if values or "%" in said else said

    return translate


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
        CATALOGUES[name] = domain.cache[name, "messages"] = Translations(compiled)
