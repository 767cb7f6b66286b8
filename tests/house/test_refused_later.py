"""A run that Slack ends: one sentence on stderr, and an exit code that a supervisor sees."""

import subprocess
import time
from pathlib import Path

from tests.house.test_command_line import local_slack, post
from tests.house.typed import HOURGLASS, environment
from tests.ports import free_port


def test_a_run_ends_with_a_sentence_and_code_1_once_slack_refuses_its_token(tmp_path: Path) -> None:
    with local_slack(tmp_path / "slack", "--socket") as settings:
        given = {**settings, "DATABASE_URL": f"sqlite:///{tmp_path / 'desk.db'}", "PORT": str(free_port())}
        control = settings["SLACK_API_URL"].replace("/api/", "/control")
        log = tmp_path / "run.log"
        with (
            log.open("w") as output,
            subprocess.Popen(
                [*HOURGLASS, "run"],
                cwd=tmp_path,
                env=environment(tmp_path, given),
                stdout=output,
                stderr=subprocess.STDOUT,
            ) as process,
        ):
            deadline = time.monotonic() + 30
            while "Hourglass is running" not in log.read_text():
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
            method, error = "apps.connections.open", "invalid_auth"
            post(f"{control}/faults", method=method, kind="refused", error=error, count=100)
            post(f"{control}/disconnect", reason="cut")
            code = process.wait(timeout=60)
    *_, last = log.read_text().strip().splitlines()
    assert (code, last) == (1, "Slack refused apps.connections.open: invalid_auth. Check SLACK_APP_TOKEN.")
    assert "Traceback" not in log.read_text()
