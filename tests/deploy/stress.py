"""`make stress`: a longer run of what `test_stress.py` does. Prints its seed, and exits with 1 on any fault."""

import random
import sys
import tempfile
import time
from pathlib import Path

from tests.conftest import KEY
from tests.deploy.faults import FAULTS, served_although
from tests.deploy.test_stress import killing_workers
from tests.support.crowd import WalkResult, crowd
from tests.support.hostile import attack
from tests.support.server import free_port, granian
from tests.support.trials import TRIAL_FIXTURES

REQUESTS, PEOPLE, SECONDS = 20_000, 200, 60
# Far shorter than anyone reads a page. Without a pause, p99 would say how many requests two cores serve, not what a
# fault costs.
PAUSE = 0.5


def summary(walked: WalkResult) -> str:
    faults = f"{len(walked.faults)} faults {walked.faults[:3]}" if walked.faults else "no fault"
    return f"{walked.requests} requests, {walked.retried} retried, {faults}"


def broken_in_turn() -> bool:
    """Prints what 100 people meet while one thing is broken. Returns whether an answer was wrong or p99 too long."""
    found = False
    print("| broken | requests | p99 | faults |\n| --- | --- | --- | --- |", flush=True)
    for name in FAULTS:
        with tempfile.TemporaryDirectory() as folder:
            walked = served_although(name, Path(folder), people=100, seconds=15, pause=PAUSE)
        print(f"| {name} | {walked.requests} | {walked.p99:.2f} s | {len(walked.faults)} |", flush=True)
        found |= bool(walked.faults) or walked.p99 >= 1
    return found


def main() -> None:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.randrange(10**6)
    print(f"seed {seed}", flush=True)
    for fixture in TRIAL_FIXTURES:
        begun = time.monotonic()
        statuses = attack(fixture.app(), fixture, REQUESTS // len(TRIAL_FIXTURES), seed)
        counts = ", ".join(f"{number} × {status}" for status, number in sorted(statuses.items()))
        print(f"{fixture.id}: hostile requests for {time.monotonic() - begun:.0f} s: {counts}", flush=True)
    with granian(free_port(), KEY) as address:
        begun = time.monotonic()
        walked = crowd(address, PEOPLE, SECONDS)
        rate = walked.requests / (time.monotonic() - begun)
        print(f"{PEOPLE} people for {SECONDS} s, {rate:.0f} requests a second: {summary(walked)}", flush=True)
    broken = broken_in_turn()
    killed = killing_workers(people=40, seconds=30, times=8)
    print(f"40 people while 8 workers are killed: {summary(killed)}")
    sys.exit(bool(walked.faults or killed.faults or broken))


if __name__ == "__main__":
    main()
