"""FHIR with a few of its elements replaced by odd values."""

import json
from typing import Any

from hypothesis import strategies as st

from prescreen.interop.elements import dumps
from prescreen.interop.response import response
from tests.support.core import FITTING, TRIAL, journey
from tests.support.fhir import AUTHORED, LOINC, bundle, observation, published, quantity


def _response(answers: dict[str, Any]) -> Any:
    return json.loads(dumps(response(journey(answers), published(TRIAL), "en", AUTHORED)))


SAMPLES = [
    bundle(
        observation("1742-6", quantity(38, "U/L", "U/L"), quantity(50, "U/L"), quantity(9, "U/L")),
        observation("777-3", quantity(12, "10*9/L"), interpretation=[{"coding": [{"code": "L"}]}]),
        observation("89247-1", {"coding": [{"system": LOINC, "code": "LA9622-7"}]}, effectivePeriod={"end": "2026"}),
        observation("777-3", quantity(12, "10*9/L"), subject={"reference": "Patient/1"}, component=[]),
    ),
    bundle(_response(FITTING), _response({"platelets": "unknown", "heart": ["long_qt"]})),
]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(["unknown", "final", "\ud800", "9999-12-31T23:59:59-14:00", "0001-01-01", "2026-W01-1", "\x00"]),
    st.just([]),
    st.just({}),
    st.just([None, [[]], {"coding": 1}]),
)


def _places(content: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value."""
    inside = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    return [above, *(place for name, inner in inside for place in _places(inner, (*above, name)))]


def _changed(content: Any, place: tuple[Any, ...], value: Any) -> Any:
    """A copy with another value at a place."""
    if not place:
        return value
    name, *rest = place
    copy = dict(content) if isinstance(content, dict) else list(content)
    copy[name] = _changed(copy[name], tuple(rest), value)
    return copy


@st.composite
def hostile(draw: st.DrawFn) -> Any:
    """A resource that may be of any shape."""
    content = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 3))):
        content = _changed(content, draw(st.sampled_from(_places(content))), draw(ODD))
    return content
