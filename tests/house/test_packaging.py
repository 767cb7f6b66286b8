"""What we ship: the right files in the wheel, names that nobody else uses, locks that give nothing away."""

import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest

from bot.shipped import manifest_text
from tests.bench.calendar_peers import PEERS

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = ("bot", "handlers", "storage", "scheduled")
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt")
REGISTRIES = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|yarnpkg\.com|/simple/")
MACHINE_PATHS = re.compile(r"(?<![\w.~-])/(home|Users|root|work)/\w")
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)")


def committed() -> list[Path]:
    """Every file that git keeps, and those that it would keep next."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in listing.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def pins(lock: str) -> dict[str, set[str]]:
    """Versions by name: a name may have several, for different Pythons."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if match := PINNED.match(line):
            found.setdefault(match[1], set()).add(match[2])
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """Names of the files in a wheel built from this checkout, without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("hourglass_desk-*.whl")
    with zipfile.ZipFile(built) as archive:
        return frozenset(archive.namelist())


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_installed_distribution_ships_our_package_names(package: str) -> None:
    others = set(packages_distributions().get(package, ())) - {"hourglass-desk"}
    assert others == set()


def test_the_installed_version_is_the_one_in_pyproject() -> None:
    assert version("hourglass-desk") == PROJECT["project"]["version"]


def test_the_wheel_holds_our_packages_and_nothing_else(wheel: frozenset[str]) -> None:
    tops = {name.split("/", 1)[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_the_wheel_holds_every_file_of_our_packages(wheel: frozenset[str]) -> None:
    ours = {path.relative_to(ROOT).as_posix() for path in committed()}
    assert {name for name in ours if name.startswith(tuple(f"{package}/" for package in PACKAGES))} <= wheel


def test_the_wheel_holds_the_manifest_the_command_and_the_license(wheel: frozenset[str]) -> None:
    assert "bot/manifest.yml" in wheel
    (about,) = {name.split("/", 1)[0] for name in wheel if ".dist-info/" in name}
    assert {f"{about}/entry_points.txt", f"{about}/licenses/LICENSE"} <= wheel


def test_a_checkout_reads_the_manifest_at_its_root() -> None:
    assert manifest_text() == (ROOT / "manifest.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_files_hold_names_versions_and_hashes_but_no_addresses(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "--hash=sha256:" in text
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_all_locks_pin_the_same_versions() -> None:
    runtime, dev, bench = (pins(lock) for lock in LOCKS)
    assert runtime == {name: dev.get(name) for name in runtime}
    both = bench.keys() & dev.keys()
    assert {name: bench[name] for name in both} == {name: dev[name] for name in both}


def test_every_declared_dependency_is_locked() -> None:
    project, groups = PROJECT["project"], PROJECT["dependency-groups"]
    wanted = [*project["dependencies"], *groups["build"], *groups["dev"]]
    assert names(wanted) - pins("requirements-dev.txt").keys() == set()
    assert names(groups["bench"]) - pins("requirements-bench.txt").keys() == set()


def names(wanted: Iterable[str]) -> set[str]:
    return {re.split(r"[^a-z0-9-]", each, maxsplit=1)[0] for each in wanted}


def test_every_peer_that_the_calendar_is_measured_beside_is_locked_and_only_for_that() -> None:
    needed = {module.replace("_", "-") for peer in PEERS for module in peer.needs}
    assert needed - pins("requirements-bench.txt").keys() == set()
    assert "pandas" not in pins("requirements-dev.txt")


def test_no_committed_file_names_a_registry_or_a_path_of_one_machine() -> None:
    told = []
    for path in committed():
        if path == Path(__file__):
            continue
        text = path.read_bytes().decode("utf-8", errors="ignore")
        told += [f"{path.relative_to(ROOT)}: {hit[0]}" for hit in REGISTRIES.finditer(text)]
        told += [f"{path.relative_to(ROOT)}: {hit[0]}" for hit in MACHINE_PATHS.finditer(text)]
    assert told == []
