"""Reads untrusted text files, with a limit of their size and no pipes or other special files, and replaces files."""

import os
import stat
import tempfile
from pathlib import Path


class UnreadableFileError(Exception):
    """A file can't be read as text. The message says why, without the file's name; `line` and `column` say where, if it
    is at one place, and `fix` what to do."""

    def __init__(self, problem: str, line: int = 0, column: int = 0, fix: str = "") -> None:
        super().__init__(problem)
        self.line, self.column, self.fix = line, column, fix


def read_text(file: Path, max_bytes: int) -> str:
    """A regular file's text, as UTF-8 with or without a byte order mark. Raises UnreadableFileError."""
    try:
        content = _read(file, max_bytes + 1)
        if len(content) > max_bytes:
            raise UnreadableFileError(f"it is larger than {max_bytes:,} bytes")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(error) from error
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        raise UnreadableFileError((getattr(error, "strerror", None) or str(error)).lower()) from error


def _read(file: Path, count: int) -> bytes:
    # Without O_NONBLOCK, opening a named pipe would wait for a writer.
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UnreadableFileError("it is not a regular file")
        with os.fdopen(descriptor, "rb", closefd=False) as opened:
            return opened.read(count)
    finally:
        os.close(descriptor)


def _not_utf8(error: UnicodeDecodeError) -> UnreadableFileError:
    before = error.object[: error.start]
    line, column = before.count(b"\n") + 1, len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
    kind = "UTF-16" if error.object[:2] in (b"\xff\xfe", b"\xfe\xff") else "GBK"
    fix = f"Save it as UTF-8 in the editor; if it is {kind}: iconv -f {kind} -t UTF-8 OLD > NEW"
    return UnreadableFileError("it is not UTF-8", line, column, fix)


def replace_file(file: Path, content: bytes) -> None:
    """Replaces a file atomically, or makes it, and keeps its mode. Raises OSError."""
    mode = file.stat().st_mode if file.exists() else 0o644
    descriptor, temporary = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(descriptor)
        os.chmod(temporary, mode & 0o777)
        os.replace(temporary, file)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
