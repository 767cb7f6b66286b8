"""What the page takes from others: pinned, licensed, and what is committed is what the pins give."""

import filecmp
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

WEB = Path(__file__).parents[2] / "bot" / "sandbox" / "web"
VENDOR, VENDORING = WEB / "vendor", WEB / "vendoring"
ELSEWHERE = re.compile(r"""(?:href|src|url\(|import|from|fetch\()\s*=?\s*["'(]?(?:https?:)?//""")
MARKUP = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc")


def _json(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((VENDORING / name).read_text(encoding="utf-8"))
    return found


def test_each_package_is_pinned_to_one_version_without_an_address() -> None:
    wanted = _json("package.json")["devDependencies"]
    locked = _json("package-lock.json")["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [name for name, each in locked.items() if "resolved" in each] == []
    assert all(each.get("integrity", "").startswith("sha512-") for name, each in locked.items() if name)


def test_the_licence_of_all_that_is_shipped_lies_beside_it() -> None:
    wanted = _json("package.json")["devDependencies"]
    told = re.findall(r"^(\S+) (\d\S*) \((.+)\)$", (VENDOR / "LICENSES.txt").read_text("utf-8"), re.MULTILINE)
    assert {name: version for name, version, _ in told} == {
        name: version for name, version in wanted.items() if name != "esbuild"
    }


def test_what_is_committed_is_what_the_pins_give(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None or not (VENDORING / "node_modules").is_dir():
        pytest.skip("`make page` installs what this needs")
    subprocess.run([node, "build.mjs", str(tmp_path)], cwd=VENDORING, check=True)
    names = sorted(path.name for path in VENDOR.iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert filecmp.cmpfiles(VENDOR, tmp_path, names, shallow=False) == (names, [], [])


@pytest.mark.parametrize(
    "path",
    sorted([*WEB.glob("*.html"), *WEB.glob("js/*.js"), *WEB.glob("css/*.css")]),
    ids=lambda each: each.name,
)
def test_the_pages_own_files_fetch_nothing_from_elsewhere_and_make_no_markup_of_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ELSEWHERE.findall(text) == []
    assert MARKUP.findall(text) == []
    assert len(text.splitlines()) <= 400
