"""Whatever keeps a command from its work is a sentence that says what to do: no traceback, exit code 1."""

import ast
import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.command_line.failures import refused
from tests.house.typed import HOURGLASS, ROOT, environment, hourglass
from tests.ports import free_port

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
PLACES = [
    pytest.param("not-there/desk.db", "mkdir -p", id="no folder"),
    pytest.param("file/desk.db", "is a file, not a folder", id="a file in the folder's place"),
    pytest.param("folder", "Name a file in it", id="a folder"),
    pytest.param("file", "is no database", id="a file of another kind"),
    pytest.param("/dev/full", "There is no room", id="a full disk"),
]
AS_OLD = """
import runpy, sys
sys.version_info = (3, 10, 13, "final", 0)
runpy.run_module("bot", run_name="__main__")
"""


@pytest.mark.parametrize(("place", "words"), PLACES)
def test_a_place_that_no_database_can_be_at_is_named_with_what_to_do(
    tmp_path: Path, place: str, words: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("This is a letter, not a database. " * 99)
    ended = hourglass(tmp_path, "run", **TOKENS, DATABASE_URL=f"sqlite:///{place}")
    assert (ended.code, "Traceback" in ended.err) == (1, False)
    assert words in ended.err
    assert len(ended.err.splitlines()) == 1


def test_a_folder_that_may_not_be_written_to_is_named(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    place = Path("/proc") if os.geteuid() == 0 else closed
    ended = hourglass(tmp_path, "run", **TOKENS, DATABASE_URL=f"sqlite:///{place / 'desk.db'}")
    assert (ended.code, "Traceback" in ended.err) == (1, False)
    assert str(place) in ended.err


@pytest.mark.parametrize(
    "address", ["postgresql://me:hush@127.0.0.1:{port}/x", "postgresql://me:hush@:99999/x"]
)
def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path: Path, address: str) -> None:
    ended = hourglass(tmp_path, "migrate", DATABASE_URL=address.format(port=free_port()))
    assert (ended.code, "Traceback" in ended.err, "hush" in ended.err) == (1, False, False)
    assert "DATABASE_URL" in ended.err


def test_swapped_tokens_are_told_apart(tmp_path: Path) -> None:
    ended = hourglass(tmp_path, "run", SLACK_BOT_TOKEN="xapp-1", SLACK_APP_TOKEN="xoxb-1")
    assert ended.code == 1
    assert "it is the App-Level Token, which belongs into SLACK_APP_TOKEN" in ended.err
    assert "it is the Bot User OAuth Token, which belongs into SLACK_BOT_TOKEN" in ended.err


def test_where_settings_are_missing_a_missing_env_file_is_named(tmp_path: Path) -> None:
    assert f"There is no .env file in {tmp_path}" in hourglass(tmp_path, "run").err
    assert "There is no .env" not in hourglass(tmp_path, "run", **TOKENS, PORT="x").err
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=\n")
    ended = hourglass(tmp_path, "run")
    assert ("SLACK_BOT_TOKEN is not set" in ended.err, "There is no .env" in ended.err) == (True, False)


def test_an_env_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"HOURGLASS_TRIAGE=caf\xe9\n")
    ended = hourglass(tmp_path, "run", **TOKENS)
    assert (ended.code, ended.err) == (1, ".env is not in UTF-8. Save it so, then try again.\n")


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
async def test_an_address_that_is_not_of_this_machine_is_refused_with_what_to_set(host: str) -> None:
    with pytest.raises(OSError) as error:  # noqa: PT011 - each system has its own
        await asyncio.start_server(lambda _, __: None, host, 0)
    assert "HOST" in refused(error.value).message


def test_a_backup_that_cannot_be_written_names_the_copy_and_not_the_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    assert hourglass(tmp_path, "migrate", DATABASE_URL=url).code == 0
    ended = hourglass(tmp_path, "backup", "/proc/copy.db", DATABASE_URL=url)
    assert (ended.code, ended.err.startswith("/proc/copy.db could not be written")) == (1, True)
    nowhere = hourglass(tmp_path, "backup", "not-there/copy.db", DATABASE_URL=url)
    assert (nowhere.code, "Make it first" in nowhere.err) == (1, True)


def test_an_export_where_there_is_no_client_says_how_to_declare_one(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    assert hourglass(tmp_path, "migrate", DATABASE_URL=url).code == 0
    ended = hourglass(tmp_path, "export", "--client", "acme", "--out", "out", DATABASE_URL=url)
    assert (ended.code, "hourglass clients apply FILE" in ended.err) == (1, True)


def test_a_python_that_is_too_old_says_so_before_it_reads_anything_else(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", AS_OLD],
        cwd=tmp_path,
        env=environment(tmp_path, {}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "Hourglass needs Python 3.11 or later" in done.stderr
    for read in ("bot/__init__.py", "bot/__main__.py"):
        ast.parse((ROOT / read).read_text(encoding="utf-8"), feature_version=(3, 6))


def test_ctrl_c_ends_the_sandbox_without_a_traceback(tmp_path: Path) -> None:
    log = tmp_path / "output.log"
    with (
        log.open("w") as output,
        subprocess.Popen(
            [*HOURGLASS, "sandbox", "--empty", "--port", str(free_port())],
            cwd=tmp_path,
            env=environment(tmp_path, {}),
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        deadline = time.monotonic() + 20
        while "Data in" not in log.read_text() and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
    assert "Traceback" not in log.read_text()
