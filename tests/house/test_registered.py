"""Nothing that Slack can send us goes unheard, and nothing is asked of Slack that nothing here uses."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, cast

import pytest
from slack_bolt.async_app import AsyncApp

from bot.sandbox import read_manifest
from bot.sandbox.scopes import METHODS, scope_of_event, scopes_for
from bot.shipped import manifest_text
from bot.views import ids
from handlers import EVENTS, register

ROOT: Final = Path(__file__).resolve().parents[2]
MANIFEST: Final = read_manifest(manifest_text())


class Listening:
    """What `handlers.register` sees of a Bolt app: it remembers what it was asked to listen to."""

    def __init__(self) -> None:
        self.heard: dict[str, list[object]] = defaultdict(list)

    def __getattr__(self, kind: str) -> Callable[[object], Callable[[object], object]]:
        def listen(to: object) -> Callable[[object], object]:
            self.heard[kind].append(to)
            return lambda listener: listener

        return listen


@pytest.fixture(scope="module")
def heard() -> Mapping[str, Sequence[object]]:
    app = Listening()
    register(cast("AsyncApp", app))
    return app.heard


def names_under(*beginnings: str) -> set[str]:
    """The ids that `bot.views.ids` lists under a comment that begins so."""
    found: set[str] = set()
    kept = False
    for line in Path(ids.__file__).read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            kept = line.startswith(beginnings)
        elif kept and (match := re.match(r'([A-Z_]+): Final = "', line)):
            found.add(getattr(ids, match[1]))
    return found


def source() -> str:
    """All our code but the local Slack's."""
    folders = [ROOT / name for name in ("bot", "handlers", "scheduled")]
    files = [file for folder in folders for file in folder.rglob("*.py") if "sandbox" not in file.parts]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


SOURCE: Final = source()
SILENT: Final = {ids.MORE_MODAL, ids.NOTICE_MODAL, ids.FIGURE_MODAL}
"""Modals without a submit button."""


def test_every_button_and_select_has_a_listener_and_no_other_is_listened_to(
    heard: Mapping[str, Sequence[object]],
) -> None:
    actions = names_under("# Pressed", "# A link")
    assert len(actions) > 20
    assert set(heard["action"]) == actions


def test_every_button_and_select_is_drawn_somewhere() -> None:
    named = {name: value for name, value in vars(ids).items() if isinstance(value, str)}
    for name, value in named.items():
        if value in names_under("# Pressed", "# A link", "# Modals"):
            assert f"ids.{name}" in SOURCE, name


def test_every_form_has_a_listener_and_no_other_is_listened_to(heard: Mapping[str, Sequence[object]]) -> None:
    forms = {name for name in names_under("# Modals") if name.endswith("_modal")}
    assert set(heard["view"]) == forms - SILENT


def test_every_command_and_shortcut_of_the_manifest_has_a_handler_and_no_other(
    heard: Mapping[str, Sequence[object]],
) -> None:
    assert sorted(map(str, heard["command"])) == sorted(each.command for each in MANIFEST.commands)
    assert sorted(map(str, heard["shortcut"])) == sorted(each.callback_id for each in MANIFEST.shortcuts)
    assert all(each.should_escape for each in MANIFEST.commands)


def test_every_event_that_is_subscribed_to_is_heard_and_no_other() -> None:
    subscribed = {"message" if name.startswith("message.") else name for name in MANIFEST.bot_events}
    assert set(EVENTS) == subscribed


def test_nothing_is_listened_to_twice(heard: Mapping[str, Sequence[object]]) -> None:
    for kind, names in heard.items():
        assert len(names) == len(set(map(str, names))), kind


KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "conversations.open": ("im",),
    "conversations.history": ("public", "private", "im"),
    "conversations.replies": ("public", "private", "im"),
}
"""Where we call a method; the rest of `conversations.` in public and private channels."""


def needed_scopes() -> set[str]:
    called = {name for name in re.findall(r'"([a-z]+(?:\.[a-zA-Z]+)+)"', SOURCE) if name in METHODS}
    assert {"chat.postMessage", "users.info", "views.open"} <= called
    by_methods = {
        scope
        for method in called
        for kind in KINDS.get(method, ("public", "private"))
        for scope in scopes_for(method, kind)
    }
    by_events = {
        scope
        for event in MANIFEST.bot_events
        for kind in ("public", "private")
        for scope in scope_of_event(event, kind)
    }
    return by_methods | by_events | ({"commands"} if MANIFEST.commands or MANIFEST.shortcuts else set())


def test_every_scope_has_a_use_and_every_use_its_scope() -> None:
    assert set(MANIFEST.bot_scopes) == needed_scopes()
