"""JSON as compressed bytes, the form of sessions and hand-overs, with limits on both sizes."""

import json
import zlib
from typing import Any

MAX_COMPRESSED = 2700  # bytes; encrypted and in base64, this fits in a cookie of 4 KB
MAX_DECOMPRESSED = 64 * 1024
ENCODER = json.JSONEncoder(separators=(",", ":"))
WINDOW_BITS, MEMORY_LEVEL = 13, 6  # how far back zlib looks for repetitions: 8 KB


def compress(content: Any) -> bytes:
    """Keeps the order of keys. The caller compares the length with MAX_COMPRESSED."""
    return _compressed(_as_json(content))


def fits(content: Any) -> bool:
    """Whether the content compresses to at most MAX_COMPRESSED. It grows by 20 bytes at most, so most need no trial."""
    text = _as_json(content)
    return len(text) + 20 <= MAX_COMPRESSED or len(_compressed(text)) <= MAX_COMPRESSED


def _compressed(text: bytes) -> bytes:
    # With zlib's own settings, allocating its memory takes ten times as long as compressing a session.
    compressor = zlib.compressobj(9, zlib.DEFLATED, WINDOW_BITS, MEMORY_LEVEL)
    return compressor.compress(text) + compressor.flush()


def _as_json(content: Any) -> bytes:
    return ENCODER.encode(content).encode()


def decompress(compressed: bytes) -> Any:
    """The inverse of `compress`. Raises ValueError for other bytes, and for more than 64 KiB of JSON."""
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(compressed, MAX_DECOMPRESSED)
    except zlib.error as error:
        raise ValueError("not compressed by zlib") from error
    if not inflater.eof or inflater.unused_data:
        raise ValueError("truncated, too large, or followed by other bytes")
    try:
        return json.loads(content)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
