"""What pages cost, as ratios in one run (`make bench` measures more). The bounds are wide: other things run beside."""

import pytest

from prescreen import create_app
from prescreen.web.settings import Settings
from tests.bench.apps import floor_of, plain_of
from tests.bench.measure import Call, Reader, requesting, side_by_side
from tests.conftest import KEY


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(create_app(KEY, settings=Settings(rate_limits=False)))


def ratio(call: Call, other: Call) -> float:
    """The least of three measurements, since what runs beside may disturb one of them."""
    measured = [side_by_side(call, other) for _ in range(3)]
    return min(ours / theirs for ours, theirs in measured)


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("Start page", 4),
        ("Step with three quantities, GET", 4.5),
        ("Step with three quantities, POST", 9),
        ("Result with all answers", 16),
        ("Staff view with all answers", 14),
    ],
)
def test_a_page_costs_a_bounded_multiple_of_a_bare_one_of_its_size(reader: Reader, name: str, most: float) -> None:
    call = reader.pages()[name]
    size = len(reader.pages()["Step with three quantities, GET"]() if "POST" in name else call())
    assert ratio(call, requesting(floor_of(size), "/")) < most


def test_a_step_costs_less_than_half_of_the_plain_way_to_write_it(reader: Reader) -> None:
    call = reader.pages()["Step with three quantities, GET"]
    assert ratio(call, requesting(plain_of(len(call())), "/")) < 0.5
