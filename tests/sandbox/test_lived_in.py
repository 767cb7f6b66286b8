"""`hourglass sandbox` lives through the last days once, whole or not at all, and then says what to try."""

import re
import socket
import sqlite3
import time
import urllib.error
import urllib.request
from contextlib import closing
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from bot.clock import SystemClock
from tests.house.test_command_line import get, killed, post, started
from tests.house.typed import hourglass
from tests.ports import free_port

LIVING: Final = "Living through the last days"
READY: Final = "/digest last 7 days"


def test_a_newcomer_finds_a_world_in_which_the_welcome_works_as_written(tmp_path: Path) -> None:
    port = str(free_port())
    with started(tmp_path, "sandbox", "--port", port, until=READY) as welcome:
        control = f"http://127.0.0.1:{port}/control"
        opened = _clock(control)
        assert opened is not None
        assert 9 <= opened.astimezone(ZoneInfo("America/New_York")).hour < 18
        assert welcome.startswith(LIVING)
        cards = _cards(control)
        assert len(cards) > 10
        due = next(each for each in cards if "Incident correlation" in each["text"])
        assert " · Globex · high · open · sam · " in due["text"]
        (typed,) = re.findall(r"type (/.+)$", welcome, re.MULTILINE)
        command, _, text = typed.partition(" ")
        answered = post(f"{control}/command", user="max", channel="#triage", command=command, text=text)
        assert "The digest is posted here" in str(answered)


def test_who_asks_for_the_world_waits_until_it_has_come_to_the_present(tmp_path: Path) -> None:
    port = str(free_port())
    page = f"http://127.0.0.1:{port}"
    control = f"{page}/control"
    with started(tmp_path, "sandbox", "--now", "--port", port, until=LIVING):
        began = time.monotonic()
        status, shown = _seen(page)
        assert (status, "This page opens by itself" in shown) == (HTTPStatus.SERVICE_UNAVAILABLE, True)
        assert _seen(f"{page}/page/live")[0] == HTTPStatus.SERVICE_UNAVAILABLE
        with pytest.raises(TimeoutError):
            post(f"{control}/message", seconds=0.1, user="ana", channel="#acme", text="Too early")
        while (at := _clock(control)) is None:
            assert time.monotonic() - began < 120
        assert abs(at - SystemClock().now()) < timedelta(minutes=1)
        assert len(_cards(control)) > 10
        assert 'id="page"' in _seen(page)[1]


def test_half_of_it_is_forgotten_all_of_it_is_kept_and_nothing_is_lived_twice(tmp_path: Path) -> None:
    words = ("sandbox", "--port", str(free_port()))
    kept = {"DATABASE_URL": f"sqlite:///{tmp_path / 'kept.db'}"}
    with started(tmp_path, *words, until=LIVING, **kept):
        _until_there_are_tickets(tmp_path / "kept.db")
    assert _counted(tmp_path / "kept.db") == (0, 0)

    with started(tmp_path, *words, "--socket", until=READY, **kept) as welcome:
        assert welcome.startswith(LIVING)
    clients, tickets = _counted(tmp_path / "kept.db")
    assert (clients, tickets) == (3, 14)

    with started(tmp_path, *words, until="/digest", **kept) as welcome:
        assert LIVING not in welcome
    assert _counted(tmp_path / "kept.db") == (clients, tickets)


def test_half_of_it_that_a_power_cut_left_is_refused_until_it_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "kept.db"
    words = ("sandbox", "--port", str(free_port()))
    kept = {"DATABASE_URL": f"sqlite:///{file}"}
    with killed(tmp_path, *words, until=LIVING, **kept):
        _until_there_are_tickets(file)
    for more in ((), ("--empty",)):
        ended = hourglass(tmp_path, *words, *more, **kept)
        assert (ended.code, ended.err.count("\n")) == (1, 1)
        assert "kept.db holds half of the demo world's last days" in ended.err
        assert "start again" in ended.err

    for each in tmp_path.glob("kept.db*"):
        each.unlink()
    with started(tmp_path, *words, until=READY, **kept):
        pass
    with started(tmp_path, *words, until="/digest", **kept) as welcome:
        assert LIVING not in welcome


def test_a_database_that_a_start_has_only_marked_is_lived_in_or_left_empty(tmp_path: Path) -> None:
    kept = {"DATABASE_URL": f"sqlite:///{tmp_path / 'kept.db'}"}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert "is in use" in hourglass(tmp_path, "sandbox", "--port", port, **kept).err
    words = ("sandbox", "--port", str(free_port()))
    with started(tmp_path, *words, "--empty", until="Data in", **kept):
        pass
    with started(tmp_path, *words, until="Data in", **kept) as welcome:
        assert LIVING not in welcome


def test_it_begins_at_the_moment_that_was_asked_for(tmp_path: Path) -> None:
    port = str(free_port())
    asked = ("--empty", "--at", "2026-11-21T22:10-05:00")
    with started(tmp_path, "sandbox", *asked, "--port", port, until="Data in"):
        at = _clock(f"http://127.0.0.1:{port}/control")
    assert at is not None
    assert timedelta() <= at - datetime.fromisoformat(asked[-1]) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        pytest.param(("--at", "noon"), "'noon' is no moment: write one such as 2026", id="no moment"),
        pytest.param(("--at", "2026-11-21T22:10"), "time zone", id="no zone"),
        pytest.param(("--at", "1900-11-21T22:10Z"), "a year from 2000", id="too long ago"),
        pytest.param(("--now", "--at", "2026-11-21T22:10Z"), "leave one of them out", id="two beginnings"),
    ],
)
def test_a_beginning_that_cannot_be_is_refused(tmp_path: Path, words: tuple[str, ...], wrong: str) -> None:
    ended = hourglass(tmp_path, "sandbox", *words)
    assert ended.code in {1, 2}
    assert wrong in ended.err
    assert "Traceback" not in ended.err


def _seen(url: str) -> tuple[int, str]:
    """What a browser gets there."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own server
            return answer.status, str(answer.read(), "utf-8")
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, str(refused.read(), "utf-8")


def _cards(control: str) -> list[Any]:
    _, told = get(f"{control}/messages?channel={quote('#triage')}")
    assert isinstance(told, dict)
    return [each for each in told["messages"] if each["text"].startswith("#")]


def _clock(control: str) -> datetime | None:
    """What time it is there; None where it takes longer to say."""
    try:
        _, told = get(f"{control}/world")
    except TimeoutError:
        return None
    assert isinstance(told, dict)
    return datetime.fromisoformat(str(told["clock"]))


def _until_there_are_tickets(file: Path) -> None:
    began = time.monotonic()
    while _counted(file)[1] < 3:
        assert time.monotonic() - began < 120
        time.sleep(0.1)


def _counted(file: Path) -> tuple[int, int]:
    """How many clients and tickets a database holds."""
    with closing(sqlite3.connect(file)) as connection:
        ((clients,),) = connection.execute("SELECT count(*) FROM clients")
        ((tickets,),) = connection.execute("SELECT count(*) FROM tickets")
    return clients, tickets
