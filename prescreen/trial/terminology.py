"""LOINC codes of tests and UCUM codes of units: validation, and LOINC's notice."""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError


def _loinc(code: str) -> str:
    """Validates form and check digit (mod 10: from the right, every second digit counts double)."""
    digits = [int(digit) for digit in reversed(code) if digit.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    if not re.fullmatch("[0-9]{1,7}-[0-9]", code) or (sum(digits[::2]) + sum(doubled)) % 10:
        raise PydanticCustomError("loinc", "this is not a LOINC code: {code}", {"code": code})
    return code


# A power of ten, a unit with its exponent, or an annotation in braces.
UCUM_TERM = r"(10\*-?[0-9]+|([A-Za-z%]|\[[A-Za-z0-9_']+\])+-?[0-9]*|\{[!-z|~]+\})"


def _ucum(code: str) -> str:
    if not re.fullmatch(f"/?{UCUM_TERM}([./]{UCUM_TERM})*", code):
        raise PydanticCustomError("ucum", "this is not a UCUM code: {code}", {"code": code})
    return code


Loinc = Annotated[str, AfterValidator(_loinc)]
# An answer of one of LOINC's lists.
LoincAnswer = Annotated[str, StringConstraints(pattern=r"^LA[0-9]{1,6}-[0-9]$")]
Ucum = Annotated[str, AfterValidator(_ucum)]

# LOINC's license asks for this notice wherever its codes are distributed.
LOINC_NOTICE = (
    "This material contains content from LOINC (http://loinc.org). LOINC is copyright © Regenstrief Institute, Inc. "
    "and the Logical Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost under the "
    "license at http://loinc.org/license. LOINC® is a registered United States trademark of Regenstrief Institute, Inc."
)
