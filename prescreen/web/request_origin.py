"""Whether a request was sent by one of the site's own pages."""

from typing import Literal
from urllib.parse import SplitResult, urlsplit

from flask import current_app

from prescreen.web.request import current_request

Origin = Literal["ours", "foreign", "unknown"]
DEFAULT_PORTS = {80, 443, None}
PORT_DIFFERS = (
    "A form was refused: the browser’s Origin has another port than the Host header. If a proxy serves the site on a"
    " port of its own, let it pass the port on, in nginx with `proxy_set_header Host $http_host;`."
)


def request_origin() -> Origin:
    """Which site's page sent the request, by headers that browsers set and pages can't forge. Schemes are not compared,
    since a proxy may terminate TLS."""
    site = current_request().header("Sec-Fetch-Site")
    if site not in ("", "none"):
        return "ours" if site == "same-origin" else "foreign"
    sender = next((address for address in _senders() if address and address != "null"), None)
    if sender is None:
        return "unknown"
    try:
        return "ours" if _is_here(urlsplit(sender)) else "foreign"
    except ValueError:  # no valid address
        return "foreign"


def is_sent_by_our_page() -> bool:
    """The same, but only by the headers that exist for this purpose."""
    asked = current_request()
    has_header = asked.header("Sec-Fetch-Site") or asked.header("Origin") not in ("", "null")
    return bool(has_header) and request_origin() == "ours"


def uses_plain_http() -> bool:
    """Whether the page that sent a form was opened over http."""
    return any(address.startswith("http://") for address in _senders() if address)


def _senders() -> tuple[str, str]:
    asked = current_request()
    return asked.header("Origin"), asked.header("Referer")


def _is_here(sender: SplitResult) -> bool:
    host = urlsplit(f"//{current_request().host}")
    if sender.hostname != host.hostname:
        return False
    is_same_port = _port(sender) == _port(host)
    if not is_same_port:
        current_app.logger.warning(PORT_DIFFERS)
    return is_same_port


def _port(address: SplitResult) -> int | None:
    return None if address.port in DEFAULT_PORTS else address.port
