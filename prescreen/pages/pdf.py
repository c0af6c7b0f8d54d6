"""Pages as PDFs and pictures, made by WeasyPrint and pdfium where they are installed (the optional extra `pdf`).

Run as a program, it makes one document after another for the process that started it. It therefore imports nothing of
this package, whose `__init__` loads the whole site."""

import os
import re
import signal
import sys
import traceback
from collections.abc import Callable
from ctypes.util import find_library
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, NoReturn

STYLE = Path(__file__).parents[2] / "static" / "style.css"
LIBRARIES = ("pango-1.0", "pangoft2-1.0")  # the system's libraries that WeasyPrint loads; they bring the others

# A last page with less than this share of the fullest one is avoided by smaller letters, where that saves it.
LEAST_FILLED = 0.25
TIGHTER = "html { font-size: 8.8pt; } .clinician table { font-size: 7.4pt; }"

PICTURE_WIDTH = 1080  # pixels; what phones show in full width
SHADES_OF_GREY = (8, 4, 2)  # as many as fit into the bytes
MAX_PICTURE = 80_000  # bytes

IDLE_SECONDS = 300  # after which the program ends, and its memory is free
LESS_URGENT = 5  # than the pages that readers wait for


@cache
def can_make_pdfs() -> bool:
    """Whether all that PDFs and pictures need is installed. Imports nothing, since that takes most of a second."""
    packages = all(find_spec(package) for package in ("weasyprint", "pypdfium2"))
    return packages and all(find_library(library) for library in LIBRARIES)


def pdf(html: str, with_style: bool = True) -> bytes:
    """A tagged PDF (PDF/UA) of a page that loads nothing else. `with_style` applies the site's stylesheet."""
    if not with_style:
        return _written(html, [])
    style = STYLE.read_text("utf-8")
    made = _written(html, [style])
    if len(found := _characters(made)) > 1 and found[-1] < LEAST_FILLED * max(found):
        tighter = _written(html, [style, TIGHTER])
        made = min(made, tighter, key=lambda document: len(_characters(document)))
    return made


def _written(html: str, styles: list[str]) -> bytes:
    import weasyprint

    sheets = [weasyprint.CSS(string=style, url_fetcher=_refuse_to_load) for style in styles]
    document = weasyprint.HTML(string=html, url_fetcher=_refuse_to_load)
    made: bytes = document.write_pdf(stylesheets=sheets, pdf_variant="pdf/ua-1")
    return made


def _characters(made: bytes) -> list[int]:
    """How many characters each page has."""
    import pypdfium2

    with pypdfium2.PdfDocument(made) as document:
        return [page.get_textpage().count_chars() for page in document]


def _refuse_to_load(url: str, *_: Any, **__: Any) -> NoReturn:
    raise ValueError(f"a PDF must not load {url}")


def picture(html: str) -> bytes:
    """The first sheet of the same as a PNG in shades of grey."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf(html)) as document:
        sheet = document[0]
        drawn = sheet.render(scale=PICTURE_WIDTH / sheet.get_width(), grayscale=True).to_pil()
    made = b""
    for shades in SHADES_OF_GREY:
        made = _png(drawn, shades)
        if len(made) <= MAX_PICTURE:
            break
    return made


def _png(drawn: Any, shades: int) -> bytes:
    file = BytesIO()
    drawn.quantize(shades, dither=0).save(file, "PNG", optimize=True)
    return file.getvalue()


DOCUMENTS: dict[str, Callable[[str], bytes]] = {"pdf": pdf, "png": picture}
Order = tuple[str, str]  # a document's kind, and its HTML


def serve(connection: Connection) -> NoReturn:
    """Makes the documents that are ordered, one after another. Sends each with an empty text, or with what failed, and
    with the most megabytes of memory taken so far. Ends once nothing is ordered for a while, or with the process at the
    other end of the connection, even in the middle of a document."""
    orders: SimpleQueue[Order] = SimpleQueue()
    Thread(target=_receive, args=(connection, orders), daemon=True).start()
    while True:
        try:
            kind, html = orders.get(timeout=IDLE_SECONDS)
        except Empty:
            os._exit(0)
        content, failure = _made(DOCUMENTS[kind], html)
        connection.send((content, failure, _most_megabytes()))


def _most_megabytes() -> int:
    """The most memory that this process has taken. What `getrusage` tells would hold that of the process that started
    it."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) // 1024 if found else 0


def _receive(connection: Connection, orders: "SimpleQueue[Order]") -> NoReturn:
    try:
        while True:
            orders.put(connection.recv())
    except (EOFError, OSError):
        os._exit(0)


def _made(make: Callable[[str], bytes], html: str) -> tuple[bytes, str]:
    """The document, else what failed, without the exception's message, which could hold an answer."""
    try:
        return make(html), ""
    except Exception as error:
        return b"", f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"


def main() -> None:
    """The program. Its argument is the number of the socket that it is ordered through."""
    # Who stops the site may signal all of its processes. Documents under way are finished, as requests are.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    os.nice(LESS_URGENT)
    serve(Connection(int(sys.argv[1])))


if __name__ == "__main__":
    main()
