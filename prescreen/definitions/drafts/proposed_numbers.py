"""Proposes a rule for a criterion that is a test or measure with its limits, such as “Platelets ≥ 100 x 10^9/L”."""

import re
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, assert_never

from pydantic import Field, TypeAdapter

from prescreen.definitions.loader import TRIALS
from prescreen.definitions.reading.amounts import span_of
from prescreen.definitions.reading.numbers import NUMBER, UNIT, Stated, plain, stated_numbers
from prescreen.definitions.reading.words import words_of
from prescreen.definitions.shared_questions import shared_questions
from prescreen.rules.nodes import OPPOSITE
from prescreen.trial.questions import NumberQuestion

# How criteria name what a shared question asks. The first that matches counts.
NAMES = {
    "hba1c": r"(?:(?:glyc\w+ )?h(?:a)?emoglobin a1c|hba1c|a1c|glyc\w+ h(?:a)?emoglobin)",
    "hemoglobin": r"(?:h(?:a)?emoglobin|hgb|hb)",
    "platelets": r"(?:platelets?|plt)",
    "neutrophils": r"(?:neutrophils?|anc)",
    "creatinine_clearance": r"(?:creatinine clearance|crcl|ccr)",
    "egfr": r"(?:estimated glomerular filtration rate|glomerular filtration rate|egfr|gfr)",
    "bilirubin": r"(?:total (?:serum )?bilirubin|serum bilirubin|bilirubin)",
    "alt": r"(?:alanine (?:amino)?transaminase|alanine aminotransferase|alt|sgpt|gpt)",
    "ast": r"(?:aspartate (?:amino)?transaminase|aspartate aminotransferase|ast|sgot|got)",
    "lvef": r"(?:left ventricular ejection fraction|ejection fraction|lvef)",
    "body_mass_index": r"(?:body[ -]mass[ -]index|bmi)",
    "activity": r"(?:eastern cooperative oncology group|ecog)",
    "age": r"(?:age[ds]?\b|years? old|years? of age|year-old)",
}
COMMON = words_of(
    "a an the of is are be have has having had must with and or to at patients patient subjects subject participants "
    "count counts level levels value serum blood total absolute than less more greater lower higher least most equal "
    "between from inclusive screening baseline no not over under above below x times uln upper limit normal "
    "institutional range s up adequate confirmed calculated estimated exceeding"
)
OWN = {
    "age": words_of(
        "male males female females men women man woman adult adults old older younger aged years year gender genders "
        "sex sexes both either any in who"
    ),
    "activity": words_of("performance status score ps grade"),
    "hba1c": words_of("glycosylated glycated"),
}
WOMEN, MEN = frozenset({"female", "females", "woman", "women"}), frozenset({"male", "males", "man", "men"})
SAID = {
    ">=": ("at least {}", "不低于{}"),
    ">": ("more than {}", "高于{}"),
    "<=": ("at most {}", "不超过{}"),
    "<": ("less than {}", "低于{}"),
}
Found = tuple[tuple[str, ...], str, dict[str, str]]


def number_proposal(text: str, kind: str) -> Found | None:
    """The shared questions, the rule and its text in each language, if a criterion is nothing but a test with its
    limits."""
    words, names = plain(text), []
    for name, pattern in NAMES.items():
        words, count = re.subn(rf"\b{pattern}(?![a-z])", " ", words)
        names += [name] if count else []
    numbers = list(stated_numbers(text))
    words = re.sub(rf"{NUMBER.pattern}(?:{UNIT.pattern})?", " ", words.replace("/m^2", "/m2"))
    allowed = COMMON.union(*(OWN.get(name, frozenset()) for name in names))
    left = set(re.findall("[a-z]+|[0-9]", words))
    if not names or not numbers or left - allowed or len(left & WOMEN) != len(left & MEN):
        return None
    if len(names) > 1 and (names != ["alt", "ast"] or (kind == "inclusion" and re.search(r"\bor\b(?! equal)", words))):
        return None
    if names == ["activity"]:
        return _activity(plain(text), numbers) if kind == "inclusion" else None
    signed = _signed(plain(text), numbers, kind)
    limits = [_limits(_question(name), signed) for name in names]
    if not signed or not all(limits):
        return None
    rules = [_rule(name, found) for name, found in zip(names, limits, strict=True)]
    texts = [_means(_question(name), found) for name, found in zip(names, limits, strict=True)]
    means = {"en": " ".join(found["en"] for found in texts), "zh": "".join(found["zh"] for found in texts)}
    return tuple(names), " and ".join(rules), means


@lru_cache
def _question(name: str) -> NumberQuestion:
    content = shared_questions(TRIALS)[name].content
    adapter: TypeAdapter[NumberQuestion] = TypeAdapter(Annotated[NumberQuestion, Field(discriminator="type")])
    return adapter.validate_python({"id": name, **content})


def _signed(words: str, numbers: list[Stated], kind: str) -> list[tuple[str, Stated]]:
    """One limit with the sign that lets a person take part, or two that make a range of those who may."""
    signs = [number.sign for number in numbers]
    if re.search(r"\bequal|=", words) and not {"<=", ">="} & set(signs):
        return []
    if len(numbers) == 1 and signs[0] in SAID:
        return [(OPPOSITE[signs[0]] if kind == "exclusion" else signs[0], numbers[0])]
    if len(numbers) != 2 or kind == "exclusion" or numbers[0].value >= numbers[1].value:
        return []
    if re.search(r"\d\D*\bor\b\D*\d", words):  # “> 18 or < 65” says no range
        return []
    # Of “18 to 65 years” only the second number has the unit.
    first = Stated(numbers[0].value, numbers[0].unit or numbers[1].unit, numbers[0].sign)
    if signs[0] in (">", ">=") and signs[1] in ("<", "<="):
        return [(signs[0], first), (signs[1], numbers[1])]
    is_range = signs == ["", ""] and re.search(r"\d\S*(?: ?\w+)? ?(?:-|to|and|through) ?\d", words)
    return [(">=", first), ("<=", numbers[1])] if is_range else []


def _limits(question: NumberQuestion, signed: list[tuple[str, Stated]]) -> list[tuple[str, Fraction]]:
    """Each limit in the question's base unit; none if one has another unit, or none where reports have several."""
    limits = []
    for sign, number in signed:
        least, most = span_of(question, number)
        if least != most or not question.range[0] <= least <= question.range[1] or not _has_unit(question, number):
            return []
        limits.append((sign, least))
    return limits


def _has_unit(question: NumberQuestion, number: Stated) -> bool:
    match question.type:
        case "age":
            return number.value.denominator == 1 and "y" in (number.unit or "years")
        case "body_mass_index":
            return True
        case "quantity" | "count" | "ratio" | "ago":
            return bool(number.unit)
        case never:
            assert_never(never)


def _rule(name: str, limits: list[tuple[str, Fraction]]) -> str:
    if len(limits) == 2:
        (low_sign, low), (high_sign, high) = limits
        return f"{_written(low)} {low_sign.replace('>', '<')} {name} {high_sign} {_written(high)}"
    return f"{name} {limits[0][0]} {_written(limits[0][1])}"


def _written(number: Fraction) -> str:
    return f"{float(number):.10g}"


AGES_ZH = {">=": "年满{}", ">": "年龄超过{}", "<=": "年龄不超过{}", "<": "年龄不到{}"}


def _means(question: NumberQuestion, limits: list[tuple[str, Fraction]]) -> dict[str, str]:
    texts = {}
    for index, language in enumerate(("en", "zh")):
        numbers = [_with_unit(question, number, language) for _, number in limits]
        said = [SAID[sign][index].format(number) for (sign, _), number in zip(limits, numbers, strict=True)]
        name = question.name[language]
        if language == "en":
            texts[language] = f"{name}: {', and '.join(said)}."
        elif question.type == "age":
            ages = [AGES_ZH[sign].format(number) for (sign, _), number in zip(limits, numbers, strict=True)]
            texts[language] = f"{'，且'.join(ages)}。"
        else:
            texts[language] = f"{name}{'，且'.join(said)}。"
    return texts


POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _with_unit(question: NumberQuestion, number: Fraction, language: str) -> str:
    written = _written(number)
    match question.type:
        case "ratio":
            return f"{written} times the upper limit of normal" if language == "en" else f"正常值上限的{written}倍"
        case "age":
            return f"{written} years" if language == "en" else f"{written}岁"
        case "body_mass_index":
            return f"{written} kg/m²" if language == "en" else f"{written}kg/m²"
        case "quantity" | "count" | "ago":
            unit = re.sub(r"10\^(\d+)", lambda found: f"× 10{found[1].translate(POWERS)}", question.base_unit)
            space = "" if unit == "%" else " "
            return f"{written}{space}{unit}" if language == "en" else f"{written}{unit.replace('× ', '×')}"
        case never:
            assert_never(never)


def _activity(words: str, numbers: list[Stated]) -> Found | None:
    """ECOG 0–2, ≤ 2, or 0 or 1, as the options of the shared question."""
    values = [number.value for number in numbers]
    if any(value.denominator != 1 or value > 4 for value in values):
        return None
    grades = [int(value) for value in values]
    if len(grades) == 1 and numbers[0].sign in ("<=", "<"):
        grades = list(range(grades[0] + (numbers[0].sign == "<=")))
    elif len(grades) == 2 and re.search(r"\b0 ?(?:-|to) ?[1-4]\b", words):
        grades = list(range(grades[1] + 1))
    if grades != list(range(len(grades))) or not 0 < len(grades) < 5:
        return None
    options = ", ".join(f'"{grade}"' for grade in grades)
    rule = f"activity in ({options})" if len(grades) > 1 else 'activity == "0"'
    last = grades[-1]
    means = {"en": f"Daily activity (ECOG) of 0 to {last}.", "zh": f"体力状况评分（ECOG）为0至{last}分。"}
    return (
        ("activity",),
        rule,
        means if last else {"en": "Daily activity (ECOG) of 0.", "zh": "体力状况评分（ECOG）为0分。"},
    )
