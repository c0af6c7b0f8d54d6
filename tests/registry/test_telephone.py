"""Telephone numbers as records write them."""

import pytest

from prescreen.registry.telephone import read_telephone


@pytest.mark.parametrize(
    ("phone", "extension", "read"),
    [
        ("+86 571 0000 0000", "12", ("+86 571 0000 0000", "12")),
        ("（0571）8723-6702", "", ("(0571)8723-6702", "")),
        ("555-0100 x 24572", "", ("555-0100", "24572")),
        ("555-0100, ext. 9", "", ("555-0100", "9")),
        ("0571-87236702转8", "", ("0571-87236702", "8")),
        ("0571-87236702", "+86", ("+86 571-87236702", "")),
        ("0571-87236702", "0086", ("+86 571-87236702", "")),
        ("06 5555", "+39", ("+39 06 5555", "")),
        ("+86 571 87236702", "+86", ("+86 571 87236702", "")),
        ("555–0100", "", ("555-0100", "")),
        ("<script>", "12#", ("", "")),
        ("123;ext=4&x", "", ("", "")),
    ],
)
def test_a_number_is_read_with_its_extension_and_country(phone: str, extension: str, read: tuple[str, str]) -> None:
    assert read_telephone(phone, extension) == read
