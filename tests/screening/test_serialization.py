"""JSON as compressed bytes, and the bounds on both sizes."""

import json
import zlib
from base64 import b64encode

import pytest

from prescreen.screening.serialization import MAX_COMPRESSED, compress, decompress
from prescreen.screening.session_budget import largest_entry
from tests.support.core import FITTING, NCT, TRIAL, stored

KIB_64 = 65_536


def test_answers_come_back_unchanged() -> None:
    content = {NCT: {"version": "0123", "answers": stored(FITTING)}, "note": "血小板 ½"}
    assert decompress(compress(content)) == content
    assert len(compress(content)) < len(json.dumps(content))


@pytest.mark.parametrize("size", [KIB_64 - 1, KIB_64])
def test_content_may_be_64_kib_long(size: int) -> None:
    content = "a" * (size - 2)  # and two quotes
    assert decompress(compress(content)) == content


def test_the_order_of_keys_is_kept_since_the_staff_views_keys_for_noted_reports_follow_it() -> None:
    assert list(decompress(compress({"b": 1, "a": 2}))) == ["b", "a"]


def test_a_session_of_the_largest_size_fits_in_a_cookie_when_it_is_encrypted() -> None:
    encrypted = b64encode(bytes(MAX_COMPRESSED + 80))
    assert len(b"__Host-answers=" + encrypted + b"; Secure; HttpOnly; Path=/; SameSite=Lax; Max-Age=86400") < 4096
    assert len(compress({TRIAL.id: largest_entry(TRIAL)})) <= MAX_COMPRESSED


COMPRESSED = compress(FITTING)
# Bytes that `compress` doesn't make, and why they are refused.
JUNK = {
    "nothing": (b"", "truncated"),
    "text": (b"hello", "zlib"),
    "cut by a byte": (COMPRESSED[:-1], "truncated"),
    "cut in half": (COMPRESSED[:100], "truncated"),
    "a byte changed": (COMPRESSED[:50] + b"\x00\x00\x00" + COMPRESSED[53:], "zlib"),
    "a byte after it": (COMPRESSED + b"x", "followed by other bytes"),
    "the same again": (COMPRESSED * 2, "followed by other bytes"),
    "not JSON": (zlib.compress(b"{diagnosis}"), "property name"),
    "not UTF-8": (zlib.compress(b'"\xff\xfe"'), "utf-8"),
    "a byte too large": (compress("a" * (KIB_64 - 1)), "too large"),
    "a bomb": (zlib.compress(b'"' + b"a" * 50_000_000 + b'"', 9), "too large"),
    "nested too deeply": (zlib.compress(b"[" * 30_000 + b"]" * 30_000), "nested"),
}


@pytest.mark.parametrize("name", JUNK)
def test_other_bytes_are_refused(name: str) -> None:
    content, reason = JUNK[name]
    with pytest.raises(ValueError, match=reason):
        decompress(content)
