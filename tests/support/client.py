"""A test client that checks every response, and reads pages as trees."""

import base64
import copy
import re
import time
import warnings
from collections.abc import Iterable, Mapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from flask import Flask
from werkzeug.test import TestResponse

from prescreen.screening.serialization import compress
from prescreen.trial.trial import Trial
from prescreen.web.person import Beginning, new_person
from prescreen.web.session_cookies import EncryptedCookies
from tests.support.answers import read_valid
from tests.support.page_checks import checked_tree, is_hidden
from tests.support.page_checks import text_of as text_of

LANGUAGES = ("en", "zh")
TOKEN = re.compile(r'(?<=name="csrf_token" value=")[^"]+')
PERSON = re.compile(r'(?<=data-person=")[0-9a-f]{8}(?=")')
Data = Mapping[str, str | list[str]]


class Page:
    """A response, and its tree if it is HTML. Paths are those of ElementTree."""

    def __init__(self, response: TestResponse, url: str) -> None:
        self.response, self.url, self.status = response, url, response.status_code
        self.location = response.headers.get("Location", "")
        self.is_html = response.mimetype == "text/html" and not 300 <= self.status < 400
        self.tree = _tree(response.get_data(as_text=True), url) if self.is_html else Element("none")

    @property
    def lang(self) -> str:
        """The language of the page, as URLs name it."""
        return self.tree.get("lang", "").split("-")[0]

    def all(self, path: str) -> list[Element]:
        return self.tree.findall(f".//{path}")

    def one(self, path: str) -> Element:
        found = self.all(path)
        assert len(found) == 1, f"{len(found)} × {path} in {self.url}"
        return found[0]

    def text(self, path: str = "body") -> str:
        return " ".join(" ".join(text_of(element) for element in self.all(path)).split())

    def links(self, path: str = "a") -> list[str]:
        return [link.get("href", "") for link in self.all(path)]

    @property
    def token(self) -> str:
        """The CSRF token of the first form in main."""
        return self.all("main//input[@name='csrf_token']")[0].get("value", "")

    def fields(self) -> list[Element]:
        """The inputs of the first form in main."""
        form = self.all("main//form")[0]
        return [field for field in form.iter() if field.tag in ("input", "select")]

    def names(self) -> list[str]:
        """The names of the fields that a reader fills in."""
        shown = [field.get("name", "") for field in self.fields() if field.get("type") != "hidden"]
        return list(dict.fromkeys(shown))

    def content(self) -> dict[str, list[str]]:
        """What a browser would send if the form were submitted unchanged, without hidden fields."""
        found: dict[str, list[str]] = {}
        for field in self.fields():
            values = _values(field)
            if values and field.get("type") != "hidden":
                found.setdefault(field.get("name", ""), []).extend(values)
        return found


def _tree(body: str, url: str) -> Element:
    """The tree of a page that passes the checks. Pages that differ only in token and person are checked once."""
    try:
        tree = copy.deepcopy(checked_tree(PERSON.sub("person", TOKEN.sub("token", body))))
    except Exception as error:
        error.add_note(f"in {url}")
        raise
    fields = [field for field in tree.iter("input") if field.get("name") == "csrf_token"]
    tokens = TOKEN.findall(body)
    for field, token in zip(fields, tokens, strict=bool(tokens)):
        field.set("value", token)
    for element, person in zip(tree.findall(".//*[@data-person]"), PERSON.findall(body), strict=True):
        element.set("data-person", person)
    return tree


def _values(field: Element) -> list[str]:
    if field.tag == "select":
        options = field.findall("option")
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return [option.get("value", "") for option in chosen]
    if field.get("type") in ("radio", "checkbox"):
        return [field.get("value", "")] if field.get("checked") is not None else []
    return [field.get("value", "")] if field.get("value") else []


def session_cookies(app: Flask, content: Any) -> dict[str, str]:
    """The cookies, by name, of a browser with this session on this machine. `content` maps trial ids to entries."""
    interface = app.session_interface
    assert isinstance(interface, EncryptedCookies)
    person = new_person(Beginning.FIRST)
    key, answers = person.key.encode(), compress([person.key, int(time.time()), content])
    encrypted = {
        f"answers-{person.label}": interface.ciphers["answers"].encrypt(answers, interface.seconds["answers"]),
        f"alive-{person.label}": interface.ciphers["alive"].encrypt(key, interface.seconds["alive"]),
    }
    return {"form": person.key} | {name: base64.urlsafe_b64encode(value).decode() for name, value in encrypted.items()}


def cookies_with(app: Flask, trial: Trial, given: Mapping[str, Any]) -> dict[str, str]:
    """The cookies of a reader who has given these answers. Fails if one is refused."""
    return session_cookies(app, {trial.id: {"version": trial.version, "answers": read_valid(trial, given)}})


def reader_with(app: Flask, trial: Trial, given: Mapping[str, Any]) -> "CheckingClient":
    """The browser of a reader who has given these answers."""
    reader = CheckingClient(app)
    reader.set_cookies(cookies_with(app, trial, given))
    return reader


class CheckingClient:
    """A browser with its own cookie jar. `page` is the page that it shows."""

    def __init__(self, app: Flask, base: str = "http://localhost", accept: str = "en") -> None:
        self.base, self.accept = base, accept
        self.page: Page
        self.use(app)

    def use(self, app: Flask) -> None:
        """Continue with another app, with the same cookies."""
        kept = self.jar() if hasattr(self, "app") else {}
        self.app, self.http = app, app.test_client()
        self.set_cookies(kept)

    @property
    def host(self) -> str:
        return urlsplit(self.base).hostname or ""

    def jar(self) -> dict[str, str]:
        """All cookies, by name."""
        return {cookie.key: cookie.value for cookie in (self.http._cookies or {}).values()}

    def cookies(self) -> dict[str, str]:
        """The same, but the names have no person's label: `answers` for `answers-1a2b3c4d`."""
        return {_without_label(name): value for name, value in self.jar().items()}

    def set_cookies(self, cookies: Mapping[str, str]) -> None:
        for name, value in cookies.items():
            with warnings.catch_warnings():  # about cookies that are too large; they are set all the same
                warnings.simplefilter("ignore")
                self.http.set_cookie(name, value, domain=self.host)

    def set_cookie(self, name: str, value: str) -> None:
        """Replace a cookie's value; the name may be without its label."""
        names = [known for known in self.jar() if _without_label(known) == name]
        self.set_cookies({names[0] if names else name: value})

    def drop_cookies(self) -> None:
        for name in self.jar():
            self.http.delete_cookie(name, domain=self.host)

    def open(self, path: str, follow: bool = False, method: str = "GET", **options: Any) -> Page:
        """Fetch a path below the base URL, check the response, and show it."""
        headers = {"Accept-Language": self.accept} if self.accept else {}
        if hasattr(self, "page"):
            headers["Referer"] = urljoin(self.base, self.page.url)
        headers |= options.pop("headers", {})
        response = self.http.open(path, method=method, base_url=self.base, headers=headers, buffered=True, **options)
        self.page = Page(response, path)
        check_response(self.page, self.base)
        if follow and 300 <= self.page.status < 400:
            return self.open(self.page.location, follow=True)
        return self.page

    def post(self, path: str, data: Data | None = None, **options: Any) -> Page:
        return self.open(path, method="POST", data=data, **options)

    def fill(self, data: Data, form: str = "main//form", token: str | None = None, **options: Any) -> Page:
        """Post the first such form of the page shown, with its hidden fields and this data."""
        shown = self.page.all(form)[0]
        hidden: dict[str, str | list[str]] = {}
        for field in filter(is_hidden, shown.iter("input")):
            name, value = field.get("name", ""), field.get("value", "")
            before = hidden.get(name, [])
            hidden[name] = [*([before] if isinstance(before, str) else before), value] if name in hidden else value
        path = urljoin(self.page.url, shown.get("action", self.page.url))
        if "path" in options:  # of a button with an address of its own, below that of the trial
            path = "/".join([*path.split("/")[:3], options.pop("path")])
        return self.post(path, hidden | dict(data) | ({} if token is None else {"csrf_token": token}), **options)

    def fill_step(self, answers: Mapping[str, Any]) -> Page:
        """Fill in and post the step shown, with answers in the format of an answers file; others are "I don't know"."""
        names = self.page.names()
        ids = dict.fromkeys(name.split("-")[0] for name in names)
        data: dict[str, str | list[str]] = {}
        for question in ids:
            data |= as_fields(question, answers.get(question, "unknown"), names)
        return self.fill(data | {"confirm": confirming(answers)})

    def answer_all(self, answers: Mapping[str, Any], start: str) -> list[str]:
        """Walk from a start page to “Check your answers” with these answers; returns the paths of the steps walked."""
        self.open(start)
        walked = [next(link for link in self.page.links("main//a") if "/questions/" in link)]
        while "/questions/" in self.open(walked[-1]).url:
            assert len(walked) < 50, walked
            page = self.fill_step(answers)
            assert page.status == 303, f"{walked[-1]}: {page.status} {page.text('main')}"
            walked.append(page.location)
        return walked[:-1]


def _without_label(name: str) -> str:
    return name if name in ("form", "handover") else re.sub("-[0-9a-f]{8}$", "", name)


def as_fields(question: str, answer: Any, names: Iterable[str]) -> dict[str, str | list[str]]:
    """An answer of an answers file as form fields."""
    if answer == "unknown" and question not in names:
        return {f"{question}-unknown": "unknown"}
    if isinstance(answer, Mapping):
        return {f"{question}-{part}": str(text) for part, text in answer.items()}
    return {question: answer}


def confirming(answers: Mapping[str, Any]) -> list[str]:
    """The values of the buttons that keep these numbers even if they are unusual."""
    numbers = {name: answer for name, answer in answers.items() if isinstance(answer, Mapping)}
    return [" ".join([name, *map(str, answer.values())]) for name, answer in numbers.items()]


def check_response(page: Page, base: str) -> None:
    """Checks every response; `page_checks` checks the HTML of pages."""
    headers = page.response.headers
    policy = [rule.strip() for rule in headers["Content-Security-Policy"].split(";")]
    assert "default-src 'none'" in policy
    assert not any("unsafe" in rule or "http" in rule or "*" in rule for rule in policy)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert page.url.startswith("/static/") or headers["Cache-Control"] == "no-store"
    for header in headers.getlist("Set-Cookie"):
        check_cookie(header, base)
    if page.is_html:
        first = page.url.split("/", 2)[1].split("?")[0]
        assert page.lang == first if first in LANGUAGES else page.lang in LANGUAGES


def check_cookie(header: str, base: str) -> None:
    [(name, cookie)] = SimpleCookie(header).items()
    loopback = urlsplit(base).hostname in ("localhost", "127.0.0.1", "::1") and base.startswith("http:")
    assert len(header) < 4096, f"{name} takes {len(header)} bytes"
    assert bool(cookie["secure"]) is (not loopback), header
    assert name.startswith("__Host-") is (not loopback), header
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", ""), header
