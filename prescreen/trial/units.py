"""Units as laboratory reports print them, and which of them mean the same.

A concentration of cells is a power of ten per volume: × 10⁹/L, 109/L where a copy lost the superscript, 10E9/L, G/L,
K/µL, thou/mm³, cells/cumm. Every other unit is compared by its letters."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
PLAIN = str.maketrans(
    {superscript: str(digit) for digit, superscript in enumerate(SUPERSCRIPTS)}
    | {"µ": "u", "μ": "u", "×": "x", "\N{DIVISION SLASH}": "/", "\N{FRACTION SLASH}": "/", "。": ".", "｡": "."}
)
IGNORED = re.compile(r"[\s\\()\[\]（）]")

POWERS = {
    "k": 3, "thou": 3, "thousand": 3, "thousands": 3, "th": 3, "tsd": 3, "千": 3, "万": 4, "lakh": 5, "lakhs": 5,
    "lac": 5, "m": 6, "mil": 6, "mill": 6, "million": 6, "millions": 6, "mio": 6, "百万": 6, "g": 9, "giga": 9,
    "bil": 9, "billion": 9, "t": 12, "tera": 12,
}  # fmt: skip
# Volume → how many of it are in a litre, as a power of ten.
VOLUMES = {
    "l": 0, "liter": 0, "litre": 0, "升": 0, "dl": 1, "ml": 3, "ul": 6, "mcl": 6, "mm3": 6, "mm^3": 6, "cumm": 6,
    "cu.mm": 6, "cmm": 6, "c.mm": 6, "微升": 6, "nl": 9,
}  # fmt: skip
# Small letters would mean another thing: g/L is grams.
CAPITALS = {"g", "m", "t"}


def _any_of(spellings: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(spellings, key=len, reverse=True)))


COUNT = re.compile(
    rf"[x*·.]?(?:(?:10(?:\^|e|\*{{1,2}})?|e)\+?(?P<power>3|4|5|6|9|12)"
    rf"|(?P<word>{_any_of(POWERS)}))?"
    rf"(?P<cells>cells?|个|plts?|platelets?)?/(?P<volume>{_any_of(VOLUMES)})"
)
# How a unit is written → the same as the shared questions write it.
SAME = {
    "iu/l": "u/l", "单位/升": "u/l", "国际单位/升": "u/l", "units/l": "u/l", "unit/l": "u/l",
    "mcmol/l": "umol/l", "微摩尔/升": "umol/l", "umol": "umol/l", "umol/1": "umol/l", "u/1": "u/l", "iu/1": "u/l",
    "毫克/分升": "mg/dl", "mg%": "mg/dl", "mg/100ml": "mg/dl",
    "ml/minute": "ml/min", "ml/分": "ml/min", "ml/分钟": "ml/min", "毫升/分": "ml/min", "毫升/分钟": "ml/min",
    "ml/sec": "ml/s", "ml/秒": "ml/s", "毫升/秒": "ml/s",
    "percent": "%",
}  # fmt: skip
# Also ml/(min·1.73m²), as Chinese reports print it, and mL·min⁻¹·1.73m⁻².
BODY_SURFACE = re.compile(r"ml(/min|[.·⋅]?min[-−]1)([/.*x·⋅•∙]|per)?1\.73(m[-−^]?2|㎡|平方米|sqm)?|ml/min/{1\.73_m2}")
OTHERS = {
    "u/l", "umol/l", "mmol/l", "nmol/l", "mg/dl", "mg/l", "g/l", "g/dl", "ml/min", "ml/s", "%", "‰", "fl", "pg", "s",
    "ukat/l", "ng/ml", "ng/l", "mm/h", "mm/hr", "meq/l", "u/ml", "iu/ml", "miu/l", "uiu/ml", "pmol/l", "ug/l", "ug/dl",
}  # fmt: skip

# What LOINC's names call the property that a unit measures.
PROPERTIES = {
    "[Enzymatic activity/volume]": {"u/l", "ukat/l"},
    "[Moles/volume]": {"umol/l", "mmol/l", "nmol/l", "pmol/l"},
    "[Mass/volume]": {"mg/dl", "mg/l", "g/l", "g/dl", "ng/ml", "ng/l", "ug/l", "ug/dl"},
    "[Units/volume]": {"u/ml", "iu/ml", "miu/l", "uiu/ml", "u/l"},
}
NO_CONCENTRATIONS = {"%", "‰", "fl", "pg", "s", "mm/h", "mm/hr", "ml/min", "ml/s", "ml/min/{1.73_m2}"}

# Units of time → a pattern of how people write them after a number.
TIME_UNITS = {
    "years_of_age": r"years?(old)?|yrs?|yo|周?岁",
    "months_of_age": r"months?(old)?|mos?|个?月(大|龄)?",
    "weeks_of_age": r"weeks?(old)?|wks?|周|个?星期",
    "days_of_age": r"days?(old)?|天|日龄?",
    "days": "days?|天|日",
    "weeks": "weeks?|wks?|周|个?星期|个?礼拜",
    "months": "months?|mos?|mths?|个?月",
    "years": "years?|yrs?|年",
}

# What else a unit is called, for menus: own id → another name.
EQUALS = {"10^9/L": "G/L", "10^12/L": "T/L", "10^3/uL": "K/uL", "/uL": "/mm³"}


@dataclass(frozen=True)
class PrintedUnit:
    """A unit that was recognised. `text` is its plain form; `power` is the power of ten per litre of a concentration of
    cells, and None for other units."""

    text: str
    power: int | None = None


def read_unit(printed: str) -> PrintedUnit | None:
    """The unit that a text is, or None if it is none that reports print."""
    text = plain_unit(printed)
    if (power := _power(text, printed)) is not None:
        return PrintedUnit(text, power)
    if BODY_SURFACE.fullmatch(text):
        return PrintedUnit("ml/min/{1.73_m2}")
    text = SAME.get(text, text)
    return PrintedUnit(text) if text in OTHERS else None


def _power(text: str, printed: str) -> int | None:
    """The power of ten per litre of a concentration of cells; None for another unit."""
    found = COUNT.fullmatch(text)
    if not found or (found["word"] in CAPITALS and found["word"].upper() not in printed):
        return None
    volume = VOLUMES[found["volume"]]
    if found["power"] or found["word"]:
        return volume + (int(found["power"]) if found["power"] else POWERS[found["word"]])
    return volume if found["cells"] or volume >= 6 else None


def is_concentration(printed: str) -> bool:
    """Whether a text is a unit that a test with an upper limit may have: neither a percentage nor a count of cells."""
    found = read_unit(printed)
    return found is not None and found.power is None and found.text not in NO_CONCENTRATIONS


def loinc_property(printed: str) -> str:
    """The property that a concentration measures, as LOINC's names write it; empty if none is known."""
    found = read_unit(printed)
    return next((name for name, units in PROPERTIES.items() if found and found.text in units), "")


def matching_unit(units: Iterable[str], printed: str) -> str | None:
    """The one of `units` that a printed unit is: the same in letters, else the first of the same size."""
    own = list(units)
    text = plain_unit(printed)
    if spoken := next((unit for unit in own if unit in TIME_UNITS and re.fullmatch(TIME_UNITS[unit], text)), None):
        return spoken
    same = next((unit for unit in own if _canonical(unit) == _canonical(printed)), None)
    read = read_unit(printed)
    if same is not None or read is None or read.power is None:
        return same if text else None
    sizes = {unit: found.power for unit in own if (found := read_unit(unit))}
    alike = [unit for unit, power in sizes.items() if power == read.power]
    return next((unit for unit in alike if _volume(unit) == _volume(printed)), alike[0] if alike else None)


def plain_unit(printed: str) -> str:
    """The letters of a unit without spaces, brackets, capitals, superscripts and full-width forms."""
    visible = "".join(character for character in printed if unicodedata.category(character) != "Cf")
    plain = unicodedata.normalize("NFKC", visible.translate(PLAIN)).translate(PLAIN).casefold()
    return IGNORED.sub("", plain)


def _canonical(printed: str) -> str:
    found = read_unit(printed)
    return plain_unit(printed) if found is None or found.power is not None else found.text


def _volume(printed: str) -> int | None:
    found = COUNT.fullmatch(plain_unit(printed))
    return VOLUMES[found["volume"]] if found else None
