"""The image's files and commands without Docker, as another user in a read-only folder; replicas behind a real proxy, a
key rotation, and a graceful stop."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from prescreen import create_app
from prescreen.web.settings import SettingFault, Settings, settings_from_environment
from tests.conftest import KEY
from tests.support.browsing import NCT
from tests.support.core import FITTING
from tests.support.crowd import Person, answering, form_of
from tests.support.proxies import PROXIES, SITE
from tests.support.server import TRUSTING, free_port, granian, started, wait_for

ROOT = Path(__file__).parents[2]
NOBODY = 65534
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")


def lines(instruction: str) -> list[str]:
    return re.findall(rf"^{instruction} (.+)$", DOCKERFILE, re.M)


def command(instruction: str) -> list[str]:
    [line] = re.findall(rf"^{instruction}.*?(\[.+\])$", DOCKERFILE, re.M)
    found: list[str] = json.loads(line)
    return found


@pytest.fixture
def image() -> Iterator[Path]:
    """A copy of the image's /app, which is read-only, and in /python an interpreter that any user can run."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    for line in lines("COPY"):
        *sources, target = line.split()
        if line.startswith("--from") or sources == ["requirements.lock"]:
            continue
        for name in sources:
            into = folder / "app" / target / (name if target == "./" else "")
            copied = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            into.parent.mkdir(parents=True, exist_ok=True)
            copied(ROOT / name, into)
    _interpreter(folder / "python")
    for path in (folder / "app").rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    (folder / "app").chmod(0o555)
    yield folder
    subprocess.run(["chmod", "-R", "u+w", folder], check=True)
    shutil.rmtree(folder)


def _interpreter(folder: Path) -> None:
    """Copies the running interpreter, because another user may not be able to read its folder."""
    base = Path(sys.base_prefix)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (folder / "bin").mkdir(parents=True)
    shutil.copy(Path(sys.executable).resolve(), folder / "bin" / "python")
    left_out = shutil.ignore_patterns(
        "test", "site-packages", "idlelib", "tkinter", "__pycache__", "config-*", "ensurepip"
    )
    shutil.copytree(base / "lib" / version, folder / "lib" / version, ignore=left_out, symlinks=True)
    for library in (base / "lib").glob("libpython*.so*"):
        shutil.copy(library, folder / "lib")
    site = Path(httpx.__file__).parent.parent
    (folder / "lib" / version / "site-packages").symlink_to(site)
    (folder / "bin" / "granian").write_text(f'#!/bin/sh\nexec {folder}/bin/python -m granian "$@"\n')
    (folder / "bin" / "granian").chmod(0o755)


def _as_nobody() -> None:
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def variables(image: Path, port: int) -> dict[str, str]:
    """The image's environment variables, with the path of the copied interpreter."""
    declared = dict(re.findall(r"(\w+)=(\S+)", " ".join(lines("ENV"))))
    home = f"{image}/python/bin"
    return declared | {
        "PATH": declared["PATH"].replace("/venv/bin", home),
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "SECRET_KEY": KEY,
        "PYTHONHOME": f"{image}/python",
        "LD_LIBRARY_PATH": f"{image}/python/lib",
        "NO_COLOR": "1",
    }


@pytest.mark.audit
def test_the_images_command_serves_as_another_user_from_a_folder_that_cannot_be_written(image: Path) -> None:
    port = free_port()
    environment = variables(image, port)

    ours: dict[str, Any] = {
        "cwd": image / "app", "env": environment, "preexec_fn": _as_nobody, "text": True,
        "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "start_new_session": True,
    }  # fmt: skip
    server = subprocess.Popen(command("CMD"), **ours)
    try:
        wait_for(f"http://127.0.0.1:{port}/", server)
        check = [part.replace(":8000", f":{port}") for part in command("HEALTHCHECK")]
        assert subprocess.run(check, **ours).returncode == 0
        nobody = [part.replace(f":{port}", ":1") for part in check]
        assert subprocess.run(nobody, **ours).returncode == 1
        assert Person(f"http://127.0.0.1:{port}", seed=1).walk().faults == []
        with answering(f"http://127.0.0.1:{port}") as reader:
            assert reader.get(f"/zh/{NCT}/result.pdf").content.startswith(b"%PDF")
        os.kill(server.pid, signal.SIGTERM)
        assert server.wait(40) == 0
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        output = server.communicate()[0]
    # Granian's own lines, of its start and stop, are no JSON; fontconfig has a folder for its cache, and says nothing.
    told = [line for line in output.splitlines() if not line.startswith(("[INFO] ", "[WARNING] "))]
    assert told
    assert all(json.loads(line)["level"] == "info" for line in told)
    if os.getuid() == 0:
        written = [path for path in image.rglob("*") if path.stat().st_uid == NOBODY]
        assert written == [], output


@pytest.mark.audit
def test_without_a_key_it_does_not_start_and_says_why(image: Path) -> None:
    environment = variables(image, free_port()) | {"SECRET_KEY": ""}
    ended = subprocess.run(
        ["sh", "-c", 'exec python -c "import app"'], cwd=image / "app", env=environment, capture_output=True, text=True
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("SECRET_KEY is not set")


def test_the_image_is_not_root_and_installs_only_what_is_locked() -> None:
    assert lines("USER") == ["10001:10001"]
    assert "pip install --no-cache-dir --require-hashes -r requirements.lock" in DOCKERFILE
    assert len(re.findall(r"pip install", DOCKERFILE)) == 1


def test_only_what_the_image_copies_is_sent_to_be_built() -> None:
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {name for line in lines("COPY") if "--from" not in line for name in line.split()[:-1]}
    assert sent == copied
    assert all((ROOT / name).exists() for name in copied)


@pytest.mark.audit
def test_one_journey_goes_across_two_replicas_and_a_change_of_keys() -> None:
    old, new = "an old secret key of more than 32 characters", "a new secret key of more than 32 characters"
    reader = httpx.Client()
    path = f"/en/{NCT}/questions/diagnosis"
    turn = 0
    # The replicas are restarted in turn: the new key is added last, then moved to the front, then the old one removed.
    stages = [(old, old), (f"{old},{new}", old), (f"{old},{new}",) * 2, (f"{new},{old}", f"{old},{new}")]
    stages += [(f"{new},{old}",) * 2, (new, f"{new},{old}"), (new, new)]
    for keys in stages:
        with ExitStack() as stack:
            replicas = [stack.enter_context(granian(free_port(), key)) for key in keys]
            # One step with each pair of keys, and the remaining steps with the last pair.
            for _ in range(1 if keys != (new, new) else 50):
                if path.endswith("/check"):
                    break
                page = reader.get(replicas[turn % 2] + path)
                posted = reader.post(replicas[(turn + 1) % 2] + path, data=form_of(page.text, FITTING))
                assert posted.status_code == 303, (keys, posted.text)
                path, turn = posted.headers["location"], turn + 1
            if path.endswith("/check"):
                assert 'data-outcome="may_fit"' in reader.get(f"{replicas[0]}/en/{NCT}/result").text
    assert path.endswith("/check")
    assert turn > len(stages)
    reader.close()


REPLICA = {"PROXY_HOPS": "1", "TRUSTED_HOSTS": SITE, "LOG_REQUESTS": "true", "LOG_ADDRESSES": "true"}
FEW_THREADS = ("app:app", "--workers", "1", "--blocking-threads", "4", "--workers-kill-timeout", "10")


Proxied = tuple[httpx.Client, list["subprocess.Popen[str]"]]


@pytest.fixture(params=PROXIES)
def proxied(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Proxied]:
    """A real proxy in front of two replicas: a client of it, and the processes of all three."""
    command = PROXIES[request.param]
    first, second, port = free_port(), free_port(), free_port()
    with started(first, KEY, *FEW_THREADS, **REPLICA) as one, started(second, KEY, *FEW_THREADS, **REPLICA) as other:
        starting = command(tmp_path, port, first, second)
        proxy = subprocess.Popen(starting, stderr=subprocess.PIPE, text=True, start_new_session=True)
        try:
            address = f"https://127.0.0.1:{port}"
            wait_for(address, proxy)
            with httpx.Client(base_url=address, verify=TRUSTING, headers={"Host": SITE}) as reader:
                yield reader, [proxy, one, other]
        finally:
            with proxy, suppress(ProcessLookupError):
                os.killpg(proxy.pid, signal.SIGKILL)


@pytest.mark.audit
def test_behind_a_real_proxy_https_is_known_and_nobody_can_forge_an_address(proxied: Proxied) -> None:
    reader, (_, *replicas) = proxied
    for _ in range(4):
        page = reader.get(f"/en/{NCT}/questions/diagnosis", headers={"X-Forwarded-For": "198.51.100.1"})
        cookie = page.headers["set-cookie"]
        assert cookie.startswith("__Host-form=")
        assert "Secure" in cookie
        assert "Strict-Transport-Security" in page.headers
        reader.cookies.clear()
    evil = reader.get("/en/", headers={"Host": "evil.example"})
    assert evil.status_code == 400 or evil.text == ""
    # The trusted hop appends its peer's address; the address that the reader claims is not believed.
    for replica in replicas:
        replica.terminate()
    logged = [line for replica in replicas for line in replica.communicate()[0].splitlines()]
    addresses = {json.loads(line).get("address") for line in logged if line.startswith("{")}
    assert "127.0.0.1" in addresses
    assert "198.51.100.1" not in addresses


@pytest.mark.audit
@pytest.mark.parametrize("port", ["", ":8443"])
def test_a_form_is_taken_behind_a_real_proxy_on_any_port(proxied: Proxied, port: str) -> None:
    reader, _ = proxied
    path, host = f"/en/{NCT}/questions/diagnosis", f"{SITE}{port}"
    page = reader.get(path, headers={"Host": host})
    # A browser that sends no Sec-Fetch-Site yet.
    headers = {"Host": host, "Origin": f"https://{host}", "Cookie": page.headers["set-cookie"].partition(";")[0]}
    assert reader.post(path, data=form_of(page.text, {}), headers=headers).status_code == 303
    headers["Origin"] = f"https://{SITE}:9443"
    assert reader.post(path, data=form_of(page.text, {}), headers=headers).status_code == 400


@pytest.mark.audit
def test_a_whole_journey_goes_through_a_real_proxy_with_a_large_session(proxied: Proxied) -> None:
    reader, _ = proxied
    person, largest = Person("", seed=1), 0

    def measure(response: httpx.Response) -> None:
        nonlocal largest
        largest = max(largest, sum(map(len, response.headers.get_list("set-cookie"))))

    person.http = httpx.Client(
        base_url=reader.base_url, verify=TRUSTING, headers={"Host": SITE}, event_hooks={"response": [measure]}
    )
    assert person.walk().faults == []
    assert largest > 1000


@pytest.mark.audit
def test_readers_who_send_slowly_keep_nobody_waiting_behind_a_proxy(proxied: Proxied) -> None:
    reader, _ = proxied
    address = reader.base_url
    begun = f"POST /en/{NCT}/clear HTTP/1.1\r\nHost: {SITE}\r\nContent-Length: 30000\r\n\r\n" + "a=b&" * 5000
    with ExitStack() as open_lines:
        for _ in range(30):
            line = open_lines.enter_context(socket.create_connection((address.host, address.port)))
            line = open_lines.enter_context(TRUSTING.wrap_socket(line, server_hostname=SITE))
            line.sendall(begun.encode())
        for _ in range(4):
            assert reader.get(f"/en/{NCT}/", timeout=5).status_code == 200


@pytest.mark.audit
@pytest.mark.parametrize("command", PROXIES.values(), ids=PROXIES)
def test_an_update_of_one_replica_at_a_time_loses_no_request(
    command: Callable[[Path, int, int, int], list[Any]], tmp_path: Path
) -> None:
    ports, port = (free_port(), free_port()), free_port()
    statuses: list[int] = []
    is_over = threading.Event()

    def read(address: str) -> None:
        with httpx.Client(base_url=address, verify=TRUSTING, headers={"Host": SITE}, timeout=30) as reader:
            while not is_over.is_set():
                page = reader.get(f"/en/{NCT}/questions/diagnosis")
                statuses.extend([page.status_code, reader.post(page.url, data=form_of(page.text, {})).status_code])

    with ExitStack() as stack:
        replicas = [stack.enter_context(started(number, KEY, *FEW_THREADS, **REPLICA)) for number in ports]
        proxy = subprocess.Popen(
            command(tmp_path, port, *ports), stderr=subprocess.DEVNULL, text=True, start_new_session=True
        )
        stack.enter_context(proxy)
        stack.callback(os.killpg, proxy.pid, signal.SIGKILL)
        wait_for(f"https://127.0.0.1:{port}/", proxy)
        readers = [threading.Thread(target=read, args=[f"https://127.0.0.1:{port}"]) for _ in range(4)]
        for thread in readers:
            thread.start()
        for number, replica in zip(ports, replicas, strict=True):
            before = len(statuses)
            replica.terminate()
            replica.communicate(timeout=40)
            stack.enter_context(started(number, KEY, *FEW_THREADS, **REPLICA))
            while len(statuses) < before + 40:
                assert any(thread.is_alive() for thread in readers)
        is_over.set()
        for thread in readers:
            thread.join()
    assert set(statuses) == {200, 303}
    assert len(statuses) > 80


@pytest.mark.audit
def test_a_proxy_that_finds_no_replica_says_so_calmly_and_logs_no_link_of_a_hand_over(proxied: Proxied) -> None:
    reader, (proxy, *replicas) = proxied
    for replica in replicas:
        os.killpg(replica.pid, signal.SIGKILL)
        replica.wait()
    lost = reader.get("/h/an-encrypted-token", headers={"Cookie": "__Host-answers=an-encrypted-cookie"}, timeout=30)
    assert (lost.status_code, lost.headers["retry-after"]) in ((502, "30"), (503, "30"))
    assert "过一分钟" in lost.text
    assert "Wait a minute" in lost.text
    proxy.terminate()
    logged = proxy.communicate()[1]
    assert "an-encrypted" not in logged


def test_without_a_proxy_nobody_can_claim_to_come_through_one() -> None:
    http = create_app(KEY, settings=Settings(rate_limits=False)).test_client()
    forged = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", "X-Forwarded-For": "198.51.100.1"}
    response = http.get(f"/en/{NCT}/questions/diagnosis", headers=forged)
    # The claimed scheme is not believed; with any forwarding header, cookies are Secure.
    assert "Strict-Transport-Security" not in response.headers
    assert response.headers["Set-Cookie"].startswith("__Host-form=")
    assert "evil" not in response.text


@pytest.mark.parametrize("text", ["-1", "6", "one"])
def test_an_invalid_number_of_proxies_is_reported(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROXY_HOPS", text)
    with pytest.raises(SettingFault, match=r"^PROXY_HOPS must be a whole number from 0 to 5\.$"):
        settings_from_environment()


@pytest.mark.audit
def test_a_stop_waits_for_the_requests_that_are_under_way() -> None:
    port = free_port()
    with started(port, KEY, "app:app", "--workers-kill-timeout", "30") as process:
        answers: list[bytes] = []
        with answering(f"http://127.0.0.1:{port}") as reader:
            cookies = "; ".join(f"{name}={value}" for name, value in reader.cookies.items())
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(
                f"GET /zh/{NCT}/worksheet.pdf HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n"
                "Connection: close\r\n\r\n".encode()
            )
            reading = threading.Thread(target=lambda: answers.extend(iter(lambda: line.recv(65536), b"")))
            # A second response shows that the server has accepted the first request.
            assert httpx.get(f"http://127.0.0.1:{port}/healthz").text == "ok"
            process.send_signal(signal.SIGTERM)
            reading.start()
            reading.join(60)
        assert process.wait(60) == 0
    answer = b"".join(answers)
    assert answer.startswith(b"HTTP/1.1 200")
    head, _, body = answer.partition(b"\r\n\r\n")
    [length] = re.findall(rb"content-length: (\d+)", head, re.I)
    assert len(body) == int(length)
    assert body.rstrip().endswith(b"%%EOF")


@pytest.mark.audit
def test_a_request_with_huge_headers_is_refused_and_the_server_goes_on() -> None:
    port = free_port()
    options = re.findall(r"(--http1\S+) (\d+)", (ROOT / "serve.sh").read_text("utf-8"))
    assert len(options) == 2
    with granian(port, KEY, "app:app", *(part for option in options for part in option)) as address:
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.settimeout(20)
            answer = b""
            try:
                line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"a" * 1_000_000)
                answer = line.recv(1000)
            except ConnectionError:
                pass
        assert b" 200 " not in answer
        assert httpx.get(f"{address}/healthz").text == "ok"
