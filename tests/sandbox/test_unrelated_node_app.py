"""The local Slack is not tailored to Python: an app with Slack's own framework for Node works on it."""

import fcntl
import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from tests.sandbox.lunch import Way, a_day_in_the_kitchen, kitchen

APP = Path(__file__).parent / "node_app"
FILES = ("package.json", "package-lock.json", ".npmrc", "app.js")
LEAST_NODE = 20
INSTALL_SECONDS = 300


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if found is None or shutil.which("npm") is None:
        give_up("Node and npm are not installed")
    version = subprocess.run([str(found), "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.removeprefix("v").partition(".")[0]) < LEAST_NODE:
        give_up(f"Node {version.strip()} is older than {LEAST_NODE}, which @slack/bolt asks for")
    return str(found)


@pytest.fixture(scope="module")
def installed(node: str, pytestconfig: pytest.Config) -> Path:
    """Install the app with its locked packages, once for each state of its files."""
    assert node
    state = sha256(b"".join((APP / name).read_bytes() for name in FILES)).hexdigest()[:16]
    assert pytestconfig.cache is not None
    folder = pytestconfig.cache.mkdir(f"node_app_{state}")
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run side by side, and one of them is enough to install it
        if not (folder / "installed").exists():
            for name in FILES:
                shutil.copy(APP / name, folder / name)
            install(folder)
            (folder / "installed").touch()
    return folder


def install(folder: Path) -> None:
    command = ["npm", "ci", "--ignore-scripts"]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS
        )
    except subprocess.TimeoutExpired:
        give_up(f"npm ci took longer than {INSTALL_SECONDS} seconds")
    if done.returncode:
        give_up(f"npm ci could not install @slack/bolt: {done.stderr.strip()[-300:]}")


def give_up(reason: str) -> None:
    """Skip where somebody works without Node or network; fail where the proof is owed."""
    if os.environ.get("CI"):  # noqa: TID251 - whether this is CI is told by the environment alone
        pytest.fail(f"{reason}; CI must run this test.")
    pytest.skip(f"{reason}; this test runs an app made with Slack's framework for Node.")


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_an_unrelated_bolt_node_app_works(way: Way, node: str, installed: Path) -> None:
    async with kitchen([node, "app.js"], installed, way) as here:
        await a_day_in_the_kitchen(here)
