"""The current language, with gettext, dates and times in it."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import dates
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import Babel
from flask_babel.speaklater import LazyString
from markupsafe import Markup

LANGUAGES = {"en": "English", "zh": "中文"}
# As the attribute `lang` names them.
HTML_LANGUAGES = {"en": "en", "zh": "zh-CN"}
DIRECTORY = Path(__file__).parents[2] / "translations"

_language: ContextVar[str] = ContextVar("language", default="en")


def current_language() -> str:
    """The current language, a key of LANGUAGES. This is its only source."""
    return _language.get()


class use_language:  # noqa: N801, since it stands where a function could
    """Sets the current language for the block."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __enter__(self) -> None:
        self.token = _language.set(self.language)

    def __exit__(self, *_: object) -> None:
        _language.reset(self.token)


@cache
def translations(language: str) -> NullTranslations:
    """A language's gettext catalogue, compiled from the .po file in memory, so that no .mo file can be out of date."""
    source = DIRECTORY / language / "LC_MESSAGES" / "messages.po"
    if not source.exists():  # English is the language of the source texts
        return NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


# In place of Flask-Babel's functions, which look up the request's catalogue on each call and cost many times as much.


def gettext(text: str, **values: Any) -> str:
    found = translations(current_language()).ugettext(text)
    return found % values if values else found


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    return translations(current_language()).ungettext(one, many, num) % {"num": num, **values}


def lazy_gettext(text: str, **values: Any) -> LazyString:
    return LazyString(gettext, text, **values)


def template_gettext(language: str) -> Callable[..., Markup]:
    """The `_` of a page's templates. Escapes the values, but not the translations, which are trusted."""
    look_up = translations(language).ugettext

    def translate(text: str, **values: Any) -> Markup:
        found = Markup(look_up(text))  # noqa: S704 - our own texts
        return found % values if values or "%" in found else found

    return translate


def format_date(day: date, style: str = "long") -> str:
    """A date in the current language; `style` is a CLDR style or pattern."""
    return _format_date(day, style, current_language())


@lru_cache(1000)
def _format_date(day: date, style: str, language: str) -> str:
    return dates.format_date(day, style, locale=language)


def format_moment(at: datetime) -> str:
    """Date, time and the zone's name in the current language. `at` has a time zone."""
    language = current_language()
    return gettext(
        "%(day)s, %(time)s (%(zone)s)",
        day=format_date(at.date()),
        time=dates.format_time(at, "short", tzinfo=at.tzinfo, locale=language),
        zone=gettext("Beijing time") if _is_beijing(at) else dates.get_timezone_name(at, locale=language),
    )


def _is_beijing(at: datetime) -> bool:
    """Whether the zone is China's, which people there call Beijing time, and CLDR China Standard Time."""
    return getattr(at.tzinfo, "key", "") in ("Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "PRC")


def init_app(app: Flask) -> None:
    """Registers Flask-Babel with the current language, and compiles the catalogues at startup."""
    Babel(app, locale_selector=current_language)
    for language in LANGUAGES:
        translations(language)
