"""Files that ship with Hourglass, found alike in a checkout, an editable install and a wheel."""

from importlib.resources import files
from pathlib import Path


def manifest_text() -> str:
    """Return the Slack app manifest (YAML): the wheel carries it inside bot/, a checkout at its root."""
    packaged = files("bot") / "manifest.yml"
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (Path(__file__).resolve().parent.parent / "manifest.yml").read_text(encoding="utf-8")


def demo_clients() -> str:
    """Return the clients file (TOML) of the demo world that `hourglass sandbox` starts."""
    return (files("bot") / "demo_clients.toml").read_text(encoding="utf-8")
