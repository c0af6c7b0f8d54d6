"""`make bench`: compares the site with a bare page and with the plain way, and writes docs/performance.md."""

import copy
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from werkzeug.test import Client

from prescreen import create_app
from prescreen.definitions.loader import TRIALS
from prescreen.interop.laboratory_report.recognition import recognize
from prescreen.rules.parser import parse
from prescreen.screening.assessment import assess
from prescreen.screening.journey import follow
from prescreen.trial.questions import Choice
from prescreen.web.garbage_collection import search_less_often
from prescreen.web.settings import Settings
from tests.bench import django_app
from tests.bench.apps import STEP_SIZE, floor_of, plain_of
from tests.bench.measure import Call, Reader, requesting, side_by_side
from tests.conftest import KEY, copy_trial, unchanged
from tests.definitions.test_catalogue import add
from tests.support.core import FITTING, TRIAL, stored
from tests.support.server import free_port, granian

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "docs" / "performance.md"
LIMITS_OFF = Settings(rate_limits=False)
STEP = "Step with three quantities"
WITH_ANSWERS = "The same with its answers, GET"
# The most that a page may cost, as a ratio to a bare page of its size. The bounds are wide, to allow for noise.
BOUNDS = {
    "Start page": 3.5,
    f"{STEP}, GET": 3.5,
    WITH_ANSWERS: 8,
    f"{STEP}, POST": 8,
    "Check with all answers": 15,
    "Result with all answers": 13,
    "Staff view with all answers": 14,
}
# A page of a report: the results that this study asks for, among others.
PASTED = "\n".join(
    f"{name} {code} {number}.{number} ↓ {unit} 1.80-6.30"
    for number in range(1, 14)
    for name, code, unit in (
        ("中性粒细胞绝对值", "NEUT#", "10^9/L"),
        ("血小板计数", "PLT", "10^9/L"),
        ("总胆红素", "TBIL", "umol/L"),
        ("平均血小板体积", "MPV", "fL"),
    )
)
REPORT_BOUND = 50  # milliseconds
AMONG_TWENTY_BOUND = 1.4  # a reader's pages of one of twenty studies for the same illness, beside the same study alone
LIST_BOUND = 10  # the list of these with results, beside the same without
PLAIN_BOUND = 0.5  # the same of a step, as a ratio to the plain way


def row(name: str, times: list[float], bytes_sent: int) -> str:
    floor, *others = times
    ratios = " | ".join(f"**{time / floor:.1f} ×**" for time in others)
    return f"| {name} | {ratios} | {floor:.0f} µs | {' | '.join(f'{time:.0f} µs' for time in others)} | {bytes_sent} |"


def pages() -> Iterator[str]:
    yield "| page | site | site, limits on | floor | site | site, limits on | bytes |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    readers = [Reader(create_app(KEY, settings=settings)) for settings in (LIMITS_OFF, Settings(rate_limits=True))]
    step = len(readers[0].pages()[f"{STEP}, GET"]())
    for name, call in readers[0].pages().items():
        size = len(call())
        floor = requesting(floor_of(step if "POST" in name else size), "/")
        with _unlimited(readers[1]):
            yield row(name, side_by_side(floor, call, readers[1].pages()[name]), size)


def exceeded() -> Iterator[str]:
    """Each page that costs more than its bound, in all of three measurements."""
    reader = Reader(create_app(KEY, settings=LIMITS_OFF))
    calls = reader.pages()
    step = calls[f"{STEP}, GET"]
    for name, bound in BOUNDS.items():
        size = len(step() if "POST" in name else calls[name]())
        yield from _exceeded(name, calls[name], requesting(floor_of(size), "/"), bound)
    milliseconds = min(side_by_side(lambda: recognize(TRIAL, PASTED))[0] for _ in range(3)) / 1000
    if milliseconds >= REPORT_BOUND:
        yield f"A pasted report: {milliseconds:.0f} ms is not below {REPORT_BOUND} ms"
    for name, call, other in _among_twenty():
        yield from _exceeded(name, call, other, LIST_BOUND if "list" in name else AMONG_TWENTY_BOUND)
    yield from _exceeded(f"{STEP}, beside the plain way", step, requesting(plain_of(len(step())), "/"), PLAIN_BOUND)


def _exceeded(name: str, call: Call, other: Call, bound: float) -> Iterator[str]:
    """A message if the least of three ratios is not below the bound. Three, since other processes may disturb one."""
    ratio = min(ours / theirs for ours, theirs in (side_by_side(call, other) for _ in range(3)))
    if ratio >= bound:
        yield f"{name}: {ratio:.2f} × is not below {bound} ×"


@contextmanager
def _unlimited(reader: Reader) -> Iterator[None]:
    """Rate limits that count but never refuse: a measurement sends more requests than a reader may."""
    counter = reader.app.extensions["rate limits"]
    hit = counter.hit
    counter.hit = lambda *names: hit(*names) or True
    yield
    counter.hit = hit


def plain() -> Iterator[str]:
    yield "| the same step | GET | POST |"
    yield "| --- | --- | --- |"
    app = plain_of(STEP_SIZE)
    http = app.test_client()
    token = re.search(r'value="(\S+\.\S+\.\S+)"', http.get("/").text)
    session = http.get_cookie("session")
    assert token
    assert session
    cookies = {"session": session.value}
    floor = requesting(floor_of(STEP_SIZE), "/")
    plain_calls = [requesting(app, "/", cookies, form) for form in (None, {"csrf_token": token[1]})]
    bare, *times = side_by_side(floor, *plain_calls, *django_calls())
    ratios = [f"**{time / bare:.1f} ×**" for time in times]
    yield f"| the plain way | {ratios[0]} | {ratios[1]} |"
    yield f"| Django with formtools | {ratios[2]} | {ratios[3]} |"


def django_calls() -> list[Call]:
    browser = Client(django_app.application)
    page = browser.get(django_app.START).get_data(as_text=True)
    form = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    jar = [browser.get_cookie(name) for name in ("csrftoken", "wizard_wizard")]
    cookies = {cookie.key: cookie.value for cookie in jar if cookie}
    return [requesting(django_app.application, django_app.START, cookies, posted) for posted in (None, form)]


def parts() -> Iterator[str]:
    yield "| what | measured |"
    yield "| --- | --- |"
    values = follow(TRIAL, stored(FITTING)).values
    [assessing] = side_by_side(lambda: assess(TRIAL, values))
    yield f"| an assessment of all {len(TRIAL.requirements)} requirements | {assessing:.0f} µs |"
    [reading] = side_by_side(lambda: recognize(TRIAL, PASTED))
    yield f"| a pasted report of {len(PASTED):,} characters, read | {reading / 1000:.1f} ms |"
    reader = Reader(create_app(KEY, settings=LIMITS_OFF))
    uncompressed, compressed = side_by_side(
        requesting(reader.app, reader.step, reader.fresh),
        requesting(reader.app, reader.step, reader.fresh, gzip=True),
    )
    yield f"| a step, compressed for the browser, beside the same not compressed | {compressed / uncompressed:.1f} × |"
    with tempfile.TemporaryDirectory() as folder:
        many, few = Path(folder) / "many", Path(folder) / "few"
        for number in range(1000):
            add(many, f"NCT{number:08d}")
        add(few, "NCT00000000")
        calls = []
        for root in (few, many):
            app = create_app(KEY, root, LIMITS_OFF)
            calls.append(requesting(app, "/en/NCT00000000/questions/kind"))
        one, thousand = side_by_side(*calls)
        yield f"| a step with 1,000 trials installed, beside one | {thousand / one:.2f} × |"
        yield f"| start with {len(list(TRIALS.glob('NCT*'))) + 1} trials beyond importing Flask | {_start(few):.2f} s |"
    for name, call, other in _among_twenty():
        alone, among = side_by_side(other, call)
        yield f"| {name} | {among / alone:.2f} × |"
    short, long = side_by_side(*(_walk(count) for count in (30, 300)))
    yield f"| following and judging 300 choices, beside 30 | {long / short:.1f} × |"


def _among_twenty() -> Iterator[tuple[str, Call, Call]]:
    """Pages of a site with twenty studies for the same illness that ask the same, each with what it is compared to."""
    with tempfile.TemporaryDirectory() as folder:
        readers = []
        for count in (1, 20):
            root = Path(folder) / str(count)
            for number in range(count):
                copy_trial(root / f"NCT{number:08d}", unchanged)
            readers.append(Reader(create_app(KEY, root, LIMITS_OFF), "NCT00000000"))
        one, twenty = (reader.pages() for reader in readers)
        for name in (WITH_ANSWERS, f"{STEP}, POST", "Check with all answers", "Result with all answers"):
            told = "A step with its answers, GET" if name == WITH_ANSWERS else name
            yield f"{told}, in one of twenty studies for an illness, beside the same alone", twenty[name], one[name]
        app, full = readers[1].app, readers[1].full
        yield "the list of twenty with results, beside without", requesting(app, "/en/", full), requesting(app, "/en/")


def _start(folder: Path) -> float:
    """CPU seconds of importing the app, beyond those of importing Flask."""
    variables = {**os.environ, "SECRET_KEY": KEY, "TRIALS_PATH": str(folder)}

    def spent(code: str) -> float:
        timed = f"import time; {code}; print(time.process_time())"
        return min(
            float(subprocess.run([sys.executable, "-c", timed], cwd=ROOT, env=variables, capture_output=True).stdout)
            for _ in range(5)
        )

    return spent("import app") - spent("import flask")


def _walk(count: int) -> Any:
    """Assesses a trial with this many choices, each read by its own requirement."""
    step, criterion = TRIAL.steps[0], TRIAL.criteria[0]
    asked = step.questions[0]
    assert isinstance(asked, Choice)
    ids = [f"q{number}" for number in range(count)]
    first = next(iter(asked.option))
    questions = [asked.model_copy(update={"id": name}) for name in ids]
    requirements = [
        criterion.requirements[0].model_copy(update={"id": name, "fits": parse(f"{name} == '{first}'")}) for name in ids
    ]
    trial = copy.copy(TRIAL).model_copy(
        update={
            "steps": [step.model_copy(update={"questions": questions})],
            "criteria": [criterion.model_copy(update={"requirements": requirements})],
        }
    )
    answers = dict.fromkeys(ids, first)
    return lambda: assess(trial, follow(trial, answers).values)


def over_http() -> Iterator[str]:
    wrk = shutil.which("wrk")
    if not wrk:
        yield "Whole journeys over HTTP were not measured: `wrk` is not installed."
        return
    yield "| whole journeys over HTTP (granian, one worker, wrk) | requests a second | beside the floor |"
    yield "| --- | --- | --- |"
    script, bare = ROOT / "tests" / "bench" / "journey.lua", 0.0
    for name, target, start in (
        ("floor: a bare page, opened and posted", "tests.bench.apps:floor", "/"),
        ("the site: from the first step to the last", "app:app", f"/en/{TRIAL.id}/questions/diagnosis"),
        ("the plain way: one step, opened and posted", "tests.bench.apps:plain", "/"),
        ("Django with formtools: six such steps", "tests.bench.django_app:application", django_app.START),
    ):
        with granian(free_port(), KEY, target, RATELIMIT_ENABLED="false") as address:
            command = [wrk, "-t2", "-c2", "-d8s", "-s", str(script), address, "--", start]
            output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert "Non-2xx" not in output, output
        rate = float(re.findall(r"Requests/sec:\s+([\d.]+)", output)[0])
        bare = bare or rate
        yield f"| {name} | {rate:.0f} | **{rate / bare:.2f} ×** |"


def machine() -> str:
    cpu = re.findall(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    return f"{os.cpu_count()} cores of {cpu[0] if cpu else platform.processor()}, Python {platform.python_version()}"


def write_report() -> None:
    begin, end = "<!-- measured -->", "<!-- end of measured -->"
    tables = [[f"Measured on {machine()}."], pages(), plain(), parts(), over_http()]
    measured = "\n\n".join("\n".join(table) for table in tables)
    print(measured)
    text = REPORT.read_text("utf-8")
    before, after = text.split(begin)[0], text.split(end)[1]
    REPORT.write_text(f"{before}{begin}\n{measured}\n{end}{after}", "utf-8")


if __name__ == "__main__":
    search_less_often()  # as the site does
    write_report()
    sys.exit("\n".join(exceeded()) or None)
