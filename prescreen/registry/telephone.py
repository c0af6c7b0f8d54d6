"""Telephone numbers as records write them: full-width signs, extensions within the number, country codes beside it."""

import re
import unicodedata

PHONE = re.compile(r"[0-9+(). /-]{3,40}")
WITH_EXTENSION = re.compile(r"(.*[0-9)])[ ,;]*(?:x|ext|extn|extension|转|分机)[.:：]?\s*([0-9]{1,10})", re.I)
COUNTRY_CODE = re.compile(r"(?:\+|00)([1-9][0-9]{0,2})")


def read_telephone(phone: str, extension: str) -> tuple[str, str]:
    """The number and its extension, each empty if it is none: an invalid number must not become a link. A country code
    in the extension's place is put before the number, whose leading 0 is then left out (except in Italy)."""
    number, given = _plain(phone), _plain(extension)
    if found := WITH_EXTENSION.fullmatch(number):
        number, given = found[1].rstrip(" ,;"), given or found[2]
    if not PHONE.fullmatch(number):
        number = ""
    if number and (code := COUNTRY_CODE.fullmatch(given)):
        own = number if code[1] == "39" else number.removeprefix("0")
        return (number if number.startswith(("+", "00")) else f"+{code[1]} {own}"), ""
    return number, given if re.fullmatch("[0-9]{0,10}", given) else ""


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    return re.sub(r"[\u2010-\u2015\u2212]", "-", plain)
