"""What pages cost, as ratios in one run (`make bench` measures more). The bounds are wide: other things run beside."""

import pytest

from prescreen import create_app
from prescreen.config import Settings
from tests.bench.apps import floor_of, plain_of
from tests.bench.measure import Reader, requesting, side_by_side
from tests.conftest import KEY


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(create_app(KEY, settings=Settings(rate_limits=False)))


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("Start page", 5),
        ("Step with three quantities, GET", 6),
        ("Step with three quantities, POST", 11),
        ("Result with all answers", 20),
        ("Staff view with all answers", 20),
    ],
)
def test_a_page_costs_a_bounded_multiple_of_a_bare_one_of_its_size(reader: Reader, name: str, most: float) -> None:
    call = reader.pages()[name]
    size = len(reader.pages()["Step with three quantities, GET"]() if "POST" in name else call())
    bare, ours = side_by_side(requesting(floor_of(size), "/"), call)
    assert ours / bare < most


def test_a_step_costs_much_less_than_the_plain_way_to_write_it(reader: Reader) -> None:
    call = reader.pages()["Step with three quantities, GET"]
    plain, ours = side_by_side(requesting(plain_of(len(call())), "/"), call)
    assert ours < 0.7 * plain
