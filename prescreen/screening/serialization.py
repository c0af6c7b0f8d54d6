"""The form in which answers travel: JSON, compressed, and bounded both ways."""

import json
import zlib
from typing import Any

MAX_COMPRESSED = 2700  # bytes; sealed and in base64 this stays inside a 4 KB cookie
MAX_DECOMPRESSED = 64 * 1024


def compress(content: Any) -> bytes:
    """JSON, compressed: the form in which answers travel."""
    return zlib.compress(json.dumps(content, separators=(",", ":"), sort_keys=True).encode(), 9)


def decompress(compressed: bytes) -> Any:
    """The content of `pack`; raises ValueError for anything else, and for what would unpack to over 64 KiB."""
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(compressed, MAX_DECOMPRESSED)
    except zlib.error as error:
        raise ValueError("not packed answers") from error
    if not inflater.eof or inflater.unused_data:
        raise ValueError("cut short, too large, or followed by something else")
    try:
        return json.loads(content)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
