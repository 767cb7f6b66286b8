"""The commands as people type them, each in a process of its own."""

import json
import re
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from storage.statements import Dialect
from tests.databases import FreshUrl
from tests.house.typed import HOURGLASS, ROOT, Ended, environment, hourglass, hourglass_anew
from tests.ports import free_port

WORLD = ROOT / "tests" / "sandbox" / "lunch_world.toml"
GOOD = """
admins = ["ada"]
managers = ["max"]
triage = ["#triage"]

[[clients]]
id = "acme"
name = "Acme Orders"
plan = "matai-growth"
approvers = ["ana"]
channels = [{ channel = "#acme" }]
"""


@contextmanager
def going_on(
    folder: Path, arguments: Sequence[str], until: str, given: Mapping[str, str]
) -> Iterator[tuple["subprocess.Popen[bytes]", Path]]:
    """Type a command that goes on, and wait until its log holds *until*; at last it is cut off."""
    log = folder / "output.log"
    with (
        log.open("w") as output,
        subprocess.Popen(
            [*HOURGLASS, *arguments],
            cwd=folder,
            env=environment(folder, given),
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            _wait_for(log, until, process)
            yield process, log
        finally:
            process.kill()


@contextmanager
def started(folder: Path, *arguments: str, until: str, **given: str) -> Iterator[str]:
    """Type a command that goes on, wait until its output holds *until*, and end it as services are ended."""
    with going_on(folder, arguments, until, given) as (process, log):
        try:
            yield log.read_text()
        finally:
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            code = process.wait(timeout=30)
    took, written = time.monotonic() - began, log.read_text()
    assert (code, "Traceback" in written) == (0, False), written
    assert took < 10


@contextmanager
def killed(folder: Path, *arguments: str, until: str, **given: str) -> Iterator[None]:
    """Type a command that goes on, wait until its output holds *until*, and end it as a power cut does."""
    with going_on(folder, arguments, until, given):
        yield


def _wait_for(log: Path, until: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 120
    while until not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def get(url: str) -> tuple[int, object]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own server
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        return refused.code, json.loads(refused.read())


def post(url: str, *, seconds: float = 30, **body: object) -> object:
    request = urllib.request.Request(url, json.dumps(body).encode(), method="POST")  # noqa: S310 - as above
    with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310 - as above
        return json.loads(answer.read())


@contextmanager
def local_slack(folder: Path, *options: str) -> Iterator[dict[str, str]]:
    """A local Slack in a process of its own, and the settings that it prints."""
    folder.mkdir(exist_ok=True)
    port = str(free_port())
    with started(
        folder, "sandbox", "--slack-only", "--port", port, *options, until="SLACK_API_URL"
    ) as printed:
        yield dict(line.split("=", 1) for line in printed.strip().splitlines())


def test_the_help_names_every_command_and_where_to_begin(tmp_path: Path) -> None:
    said = hourglass_anew(tmp_path, "--help")
    assert said.code == 0
    for word in ("run", "sandbox", "migrate", "backup", "clients", "plan", "parked", "somebody owns"):
        assert word in said.out
    wrong = hourglass_anew(tmp_path, "sandbocks")
    assert (wrong.code, "sandbox" in wrong.err) == (2, True)


def test_the_sandbox_names_its_page_and_three_things_that_work_as_written(tmp_path: Path) -> None:
    began = time.monotonic()
    with started(
        tmp_path,
        *("sandbox", "--empty", "--port", str(free_port())),
        until="Data in",
        HOURGLASS_CLIENTS="/nowhere",
    ) as welcome:
        assert time.monotonic() - began < 10
        assert len(welcome.splitlines()) == 5
        (url,) = re.findall(r"http://127\.0\.0\.1:\d+", welcome)
        with urllib.request.urlopen(url, timeout=10) as page:  # noqa: S310 - our own server
            assert b"/page/js/main.js" in page.read()
        for thing in ("Ana, a client: say in #acme", "Sam, an engineer: press Claim", "Max, a manager: "):
            assert thing in welcome
        _do_as_the_welcome_says(f"{url}/control", welcome)
    assert not list(tmp_path.glob("hourglass-*")), "the temporary folder is gone"


def _do_as_the_welcome_says(control: str, welcome: str) -> None:
    post(f"{control}/message", user="ana", channel="#acme", text="Order processing is not running")
    post(f"{control}/settle")
    _, told = get(f"{control}/messages?channel=%23triage")
    assert isinstance(told, dict)
    (card,) = (each for each in told["messages"] if each["text"].startswith("#1 "))
    place = {"channel": "#triage", "ts": card["ts"]}
    assert post(f"{control}/action", user="sam", action_id="claim", **place) == {"ok": True, "status": 200}
    (typed,) = re.findall(r"type (/.+)\.$", welcome, re.MULTILINE)
    command, _, text = typed.partition(" ")
    answered = post(f"{control}/command", user="max", channel="#triage", command=command, text=text)
    assert "The digest is posted here" in str(answered)


def test_a_taken_port_is_one_clear_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = hourglass(tmp_path, "sandbox", "--port", str(port))
    assert ended.code == 1
    assert ended.err.count("\n") == 1
    assert f"Port {port} on 127.0.0.1 is in use" in ended.err


def test_a_world_brings_its_own_manifest(tmp_path: Path) -> None:
    with local_slack(tmp_path / "slack", "--world", str(WORLD)) as settings:
        _, found = get(settings["SLACK_API_URL"].replace("/api/", "/control/world"))
    assert "/lunch" in str(found)
    assert "/ticket" not in str(found)
    world = tmp_path / "world.toml"
    world.write_text("teams = 3")
    ended = hourglass(tmp_path, "sandbox", "--world", str(world))
    assert (ended.code, "Traceback" in ended.err) == (1, False)
    assert "teams" in ended.err


def test_wrong_settings_are_all_listed(tmp_path: Path) -> None:
    ended = hourglass(tmp_path, "run", PORT="x", SLACK_APP_TOKEN="hush", LOG_LEVEL="loud")
    assert ended.code == 1
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "PORT", "LOG_LEVEL"):
        assert name in ended.err
    assert "hush" not in ended.err
    assert "Traceback" not in ended.err


def test_run_says_what_slack_refuses_in_one_sentence(tmp_path: Path) -> None:
    with local_slack(tmp_path / "slack", "--socket") as settings:
        port = str(free_port())
        wrong_app = hourglass(tmp_path, "run", **settings | {"SLACK_APP_TOKEN": "xapp-wrong", "PORT": port})
        wrong_bot = hourglass(tmp_path, "run", **settings | {"SLACK_BOT_TOKEN": "xoxb-wrong", "PORT": port})
    with local_slack(tmp_path / "by-http") as tokens:
        not_on = hourglass(tmp_path, "run", **tokens | {"PORT": port})
    nobody = hourglass(tmp_path, "run", **settings)
    for ended, word in (
        (wrong_app, "SLACK_APP_TOKEN"),
        (wrong_bot, "SLACK_BOT_TOKEN"),
        (not_on, "Turn Socket Mode on"),
        (nobody, "SLACK_API_URL"),
    ):
        assert ended.code == 1
        assert "Traceback" not in ended.err
        assert word in ended.err.strip().splitlines()[-1]


@pytest.mark.parametrize("way", ["http", "socket"])
def test_run_serves_until_it_is_told_to_stop(tmp_path: Path, way: str) -> None:
    port = free_port()
    push = ["--push", f"http://127.0.0.1:{port}/slack/events"] if way == "http" else ["--socket"]
    (tmp_path / "clients.toml").write_text(GOOD)
    with local_slack(tmp_path / "slack", *push) as settings:
        given = {name: value for name, value in settings.items() if way == "socket" or "APP" not in name}
        given |= {"PORT": str(port), "HOURGLASS_CLIENTS": "clients.toml", "LOG_FORMAT": "json"}
        with started(tmp_path, "run", until="Hourglass is running as", **given):
            assert get(f"http://127.0.0.1:{port}/healthz") == (200, {"ok": True})
            assert get(f"http://127.0.0.1:{port}/readyz")[0] == 200
            control = settings["SLACK_API_URL"].replace("/api/", "/control/")
            post(f"{control}message", channel="#acme", user="ana", text="Orders are stuck")
            assert _card(control)
            backup = hourglass(tmp_path, "backup", "copy.db")
            assert (backup.code, "Wrote copy.db" in backup.out) == (0, True)
        with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
            assert copy.execute("SELECT count(*) FROM tickets").fetchone() == (1,)
        again = hourglass(tmp_path, "backup", "copy.db")
        assert again.code == 1
        assert "overwrites nothing" in again.err


def _card(control: str) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if "Orders are stuck" in str(get(f"{control}messages?channel=%23triage")[1]):
            return True
        time.sleep(0.1)
    return False


def test_migrating_twice_does_nothing_the_second_time(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    assert "Applied" in hourglass(tmp_path, "migrate", DATABASE_URL=url).out
    assert "up to date" in hourglass(tmp_path, "migrate", DATABASE_URL=url).out
    assert hourglass(tmp_path, "migrate", DATABASE_URL="desk.db").code == 1


def test_a_backup_of_nothing_is_refused(tmp_path: Path) -> None:
    ended = hourglass(tmp_path, "backup", "copy.db", DATABASE_URL="sqlite:///nowhere.db")
    assert ended.code == 1
    assert not (tmp_path / "copy.db").exists()
    assert not (tmp_path / "nowhere.db").exists()


def test_postgresql_is_backed_up_by_its_own_tool(tmp_path: Path, fresh_url: FreshUrl) -> None:
    ended = hourglass(tmp_path, "backup", "copy.dump", DATABASE_URL=fresh_url(Dialect.POSTGRESQL))
    assert ended.code == 1
    assert "pg_dump" in ended.err
    assert "copy.dump" in ended.err


def test_a_clients_file_is_applied_and_says_what_it_changed(tmp_path: Path) -> None:
    file = tmp_path / "clients.toml"
    file.write_text(GOOD)
    with local_slack(tmp_path / "slack") as settings:

        def apply(*options: str) -> Ended:
            return hourglass(tmp_path, "clients", "apply", "clients.toml", *options, **settings)

        first = apply()
        assert (first.code, first.err) == (0, "")
        for line in ("#triage is a triage channel", "ada is an admin", "#acme is set up for Acme Orders"):
            assert line in first.out
        again = apply("--json")
        assert (again.code, json.loads(again.out)) == (0, {"changes": [], "missing": []})

        file.write_text('admins = "ada"\n[[clients]]\nid = "A B"\nname = "A"\nplan = "gold"\nchannels = []\n')
        bad = apply()
    assert (bad.code, bad.out, "Traceback" in bad.err) == (1, "", False)
    for line in ("line 1", "line 3", "line 6"):
        assert line in bad.err
