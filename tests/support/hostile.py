"""A fuzzer: sends requests that no browser would, made by changing those that a browser sends."""

import io
import random
import re
import time
import zlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask

from tests.support.client import CheckingClient, as_fields, cookies_with, reader_with
from tests.support.trials import TrialFixture

METHODS = [
    "GET", "GET", "GET", "POST", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW",
    "get", "",
]  # fmt: skip
SECONDS = 10.0  # the longest time for one response, such as the first PDF on a busy machine
NASTY = [
    "", "\x00", "a\x00b", "\ud800", "\udcff\udcfe", "ï»¿", "\u202e", "😀" * 50, "9" * 400, "1e999999999", "-0",
    "NaN", "∞", "0x10", "１５．５", "1/0", "1,000,000", "<", "<script>alert(1)</script>", "{{7*7}}", "{% for %}",
    "%(x)s", "%s%n", "${7}", "' OR 1=1 --", "../../etc/passwd", "..%2f..%2f", "%00", "%c0%ae%c0%ae", "%",
    "%zz", "\r\nSet-Cookie: a=b", "a" * 5000, "unknown", "none", "null", "true", "[]", "{}", "[" * 2000,
    '{"a":' * 500, "gAAAAAB" + "A" * 90, "=" * 20, ";", "&", "\\",
]  # fmt: skip
HEADERS = [
    "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING", "HTTP_REFERER", "HTTP_ORIGIN", "HTTP_RANGE",
    "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST", "HTTP_X_REQUEST_ID", "HTTP_HOST", "HTTP_TRANSFER_ENCODING",
    "HTTP_CONTENT_ENCODING", "HTTP_EXPECT", "HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_AUTHORIZATION",
    "HTTP_USER_AGENT", "HTTP_X_CSRFTOKEN", "HTTP_PREFER",
]  # fmt: skip
VALUES = [
    "zh-CN,zh;q=0.9", "*;q=-1", "en;q=zzz", "gzip;q=0,*", "br, gzip;q=1e9", "http://localhost/",
    "https://[::1", "http://a:b:c/", "bytes=0-0", "bytes=-999999999", "bytes=5-1,7-", '"abc"', "W/",
    "Thu, 99 Foo 9999", "chunked", "identity, chunked", "gzip", "localhost", "localhost:99999", "a b", "[::1]",
    "[::1::2]", "[:::]:80", "evil.example", "127.0.0.1:x", "é", "localhost,evil", "100-continue",
]  # fmt: skip
TYPES = [
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16",
    "application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=x", "multipart/mixed; boundary=\x00", "a/b/c", ";;;",
    "application/x-www-form-urlencoded; charset=rot13",
]  # fmt: skip

FIXED_NAMES = ["switch", "correct", "told", "shown", "go", "pick", "answered", "code"]
URLENCODED, IN_PARTS = TYPES[0], "multipart/form-data; boundary=x"


@dataclass
class Sent:
    """One request, for the message of a failed assertion."""

    environ: dict[str, Any]
    body: bytes


class Attacker:
    """Makes hostile requests from real ones. The same seed makes the same requests."""

    def __init__(self, app: Flask, fixture: TrialFixture, seed: int) -> None:
        self.random = random.Random(seed)
        self.fixture, self.trial = fixture, fixture.trial
        reader = CheckingClient(app)
        reader.set_cookies(cookies_with(app, self.trial, fixture.fitting))
        self.token = reader.open(f"/en/{fixture.id}/questions/{self.trial.steps[0].id}").token
        shown = reader.open(f"/en/{fixture.id}/handover")
        self.link = shown.one("p[@class='link']/a").get("href", "").rpartition("/")[2]
        reader.open(f"/h/{self.link}")
        # Tokens of pages that are open in several tabs: of now, of an earlier person, and of another browser.
        self.tokens = [self.token] * 5
        self.cookies = reader.jar()
        reader.open(f"/en/{fixture.id}/staff")
        reader.fill({}, form="form[@id='new-patient']")
        self.tokens += [reader.open(f"/en/{fixture.id}/staff").token]
        self.tokens += [CheckingClient(app).open(f"/en/{fixture.id}/staff").token]
        self.later = reader.jar()
        self.rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
        self.forms = [self._form(step.questions) for step in self.trial.steps]
        self.forms.append(self._form(list(self.trial.questions.values())))

    def _form(self, questions: list[Any]) -> dict[str, Any]:
        form: dict[str, Any] = {"csrf_token": self.token}
        for question in questions:
            form[f"{question.id}-shown"] = ""
            form |= as_fields(question.id, self.fixture.fitting.get(question.id, "unknown"), names=[question.id])
        return form

    def request(self) -> Sent:
        if self.random.random() < 0.1:
            return self._nearly_real()
        body, content_type = self.body()
        path, _, query = self.path().partition("?")
        sent = _post(path, body, content_type, self.cookie_header())
        sent.environ |= {
            "REQUEST_METHOD": self.random.choice(METHODS), "QUERY_STRING": query,
            "REMOTE_ADDR": self.random.choice(["127.0.0.1", "::1", "", "not an address"]),
            "CONTENT_LENGTH": self.random.choice([str(len(body))] * 8 + ["", "0", "-5", "9" * 11, "x", "1" * 5000]),
            "wsgi.url_scheme": self.random.choice(["http", "http", "https"]),
        }  # fmt: skip
        for _ in range(self.random.choice([0, 0, 1, 2])):
            sent.environ[self.random.choice(HEADERS)] = latin(self.random.choice([*VALUES, self.nasty()]))
        return sent

    def _nearly_real(self) -> Sent:
        """A step posted as by a browser, but with one invalid value, so that it reaches the validation of answers."""
        step, form = self.random.choice([*zip(self.trial.steps, self.forms, strict=False)])
        spoilt = self.random.choice([name for name in form if name != "csrf_token"])
        form |= {spoilt: self.nasty(), "csrf_token": self.random.choice(self.tokens)}
        body = urlencode(form, doseq=True, errors="surrogatepass").encode()
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return _post(f"/en/{self.trial.id}/questions/{step.id}", body, URLENCODED, cookies)

    def nasty(self) -> str:
        found = self.random.choice(NASTY)
        return found if self.random.random() < 0.8 else found + self.random.choice(NASTY)

    def path(self) -> str:
        rule = self.random.choice(self.rules)
        nct = self.trial.id
        pools = {
            "lang": ["en", "zh"], "nct": [nct, nct, nct, "NCT00000000", nct.lower()],
            "step_id": [step.id for step in self.trial.steps], "token": [self.link, "A" * 5000],
        }  # fmt: skip
        pick = self.random.choice
        given = {name: pick(pools[name]) if self.random.random() < 0.9 else self.nasty() for name in rule.arguments}
        path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: given[found[1]], rule.rule)
        if self.random.random() < 0.15:
            place = self.random.randrange(len(path))
            path = path[:place] + self.nasty() + path[place:]
        if self.random.random() < 0.3:
            path += "?" + pick(
                ["change", "who=staff", "who=" + self.nasty(), "cleared", "q=" + self.nasty(), self.nasty()]
            )
        return latin(path)

    def cookie_header(self) -> str:
        cookies = self.random.choice([self.cookies, self.cookies, self.later, self.cookies | self.later])
        jar = {name: self._mangled(value) for name, value in cookies.items() if self.random.random() < 0.9}
        if self.random.random() < 0.1:
            jar = dict(zip(jar, self.random.sample([*jar.values()], len(jar)), strict=True))
        prefix = self.random.choice(["", "", "__Host-"])
        header = "; ".join(f"{prefix}{name}={value}" for name, value in jar.items())
        return latin(header if self.random.random() < 0.95 else header + self.nasty() * self.random.randrange(5))

    def _mangled(self, value: str) -> str:
        chance = self.random.random()
        if chance < 0.7:
            return value
        if chance < 0.8:
            return value[: self.random.randrange(len(value))]
        if chance < 0.9:
            place = self.random.randrange(len(value))
            return value[:place] + self.random.choice("ABC_-=é") + value[place + 1 :]
        return self.nasty()

    def body(self) -> tuple[bytes, str]:
        form = {name: self._typed(value) for name, value in self.random.choice(self.forms).items()}
        if self.random.random() < 0.2:
            form["csrf_token"] = self.random.choice(self.tokens)
        if self.random.random() < 0.2:
            form |= {
                self.random.choice(
                    ["switch", "correct", "told", "shown", "go", "pick", "answered", "code", self.nasty()]
                ): self.nasty()
            }
        encoded = urlencode(form, doseq=True, errors="surrogatepass").encode()
        chance = self.random.random()
        if chance < 0.65:
            return encoded, URLENCODED
        if chance < 0.75:
            parts = "".join(
                f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in form.items()
            )
            parts += self.random.choice(["", "--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n"])
            return (parts + self.random.choice(["--x--", "", "--x"])).encode("utf-8", "surrogatepass"), TYPES[6]
        junk = [
            self.random.randbytes(self.random.randrange(3000)),
            self.nasty().encode("utf-8", "surrogatepass"),
            encoded[: len(encoded) // 2],
            zlib.compress(b"0" * 10**6),
            *(part * 5000 for part in (b"a=b&", b"[", b"--x\r\n", b"=", b"%")),
        ]
        return self.random.choice(junk), latin(self.random.choice(TYPES))

    def _typed(self, value: Any) -> Any:
        chance = self.random.random()
        if chance < 0.75:
            return value
        return [self.nasty(), value, self.nasty()] if chance < 0.8 else self.nasty()


def _post(path: str, body: bytes, content_type: str, cookies: str) -> Sent:
    return Sent(
        {
            "REQUEST_METHOD": "POST", "PATH_INFO": path, "QUERY_STRING": "", "SCRIPT_NAME": "",
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost", "HTTP_COOKIE": cookies,
            "CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body)), "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
            "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(),
        },
        body,
    )  # fmt: skip


def latin(text: str) -> str:
    """A string as WSGI passes it: each byte of UTF-8 as one character."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def attack(app: Flask, fixture: TrialFixture, number: int, seed: int) -> dict[int, int]:
    """Sends this many hostile requests, and checks after every 500 that other readers see the same pages as before.
    Returns how often each status was the response."""
    attacker, found = Attacker(app, fixture, seed), dict[int, int]()
    before = seen_by_others(app, fixture)
    for place in range(number):
        sent = attacker.request()
        begun = time.monotonic()
        status = _answered(app, sent)
        assert time.monotonic() - begun < SECONDS, (seed, place, sent)
        assert status < 500, (seed, place, sent)
        found[status] = found.get(status, 0) + 1
        if place % 500 == 499:
            assert seen_by_others(app, fixture) == before, (seed, place)
    return found


def _answered(app: Flask, sent: Sent) -> int:
    heads: list[tuple[str, list[tuple[str, str]]]] = []
    response = app.wsgi_app(sent.environ, lambda status, headers, error=None: heads.append((status, headers)))  # type: ignore[arg-type]
    try:
        content = b"".join(response)
    finally:
        getattr(response, "close", lambda: None)()
    status, headers = heads[0]
    names = {name.lower() for name, _ in headers}
    assert {"content-security-policy", "x-content-type-options", "referrer-policy"} <= names, sent
    assert not any("\n" in value or "\r" in value for _, value in headers), sent
    assert b"Traceback" not in content, sent
    assert not [value for name, value in headers if name == "Location" and "evil" in value.split("?")[0]], sent
    return int(status[:3])


def seen_by_others(app: Flask, fixture: TrialFixture) -> list[str]:
    """The pages that a new reader and one with answers see, without tokens and times."""
    fresh, other = CheckingClient(app), reader_with(app, fixture.trial, fixture.fitting)
    nct, steps = fixture.id, [step.id for step in fixture.trial.steps]
    seen = [fresh.open(path) for path in ("/en/", f"/zh/{nct}/", f"/en/{nct}/questions/{steps[0]}")]
    pages = ("", *(f"questions/{step}" for step in steps[:3]), "check", "result", "assessment.json")
    seen += [other.open(f"/en/{nct}/{page}") for page in pages]
    texts = [page.response.get_data(as_text=True) for page in seen]
    of_each = r'name="csrf_token" value="[^"]+"|data-seconds="\d+"|data-person="\w+"'
    return [re.sub(of_each, "", text) for text in texts]
