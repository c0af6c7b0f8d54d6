"""Pages as PDFs, made by WeasyPrint where it is installed (the optional extra `pdf`)."""

from functools import cache
from pathlib import Path
from typing import Any, NoReturn

STYLE = Path(__file__).parents[2] / "static" / "style.css"


@cache
def weasyprint() -> Any:
    """The library, or None where it or a system library that it loads is missing."""
    try:
        import weasyprint
    except (ImportError, OSError):
        return None
    return weasyprint


def pdf(html: str, with_style: bool = True) -> bytes:
    """A tagged PDF (PDF/UA) of a page that loads nothing else. `with_style` applies the site's stylesheet."""
    library = weasyprint()
    styles = [library.CSS(string=STYLE.read_text("utf-8"), url_fetcher=_refuse_to_load)] if with_style else []
    document = library.HTML(string=html, url_fetcher=_refuse_to_load)
    made: bytes = document.write_pdf(stylesheets=styles, pdf_variant="pdf/ua-1")
    return made


def _refuse_to_load(url: str, *_: Any, **__: Any) -> NoReturn:
    raise ValueError(f"a PDF must not load {url}")
