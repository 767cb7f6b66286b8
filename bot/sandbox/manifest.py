"""The app's manifest: which scopes, events, commands and shortcuts the app was given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import yaml

from bot.sandbox.grammar import mappings
from bot.sandbox.scopes import scope_of_event, scopes_for

__all__ = [
    "Manifest",
    "ManifestError",
    "Shortcut",
    "SlashCommand",
    "read_manifest",
    "scope_of_event",
    "scopes_for",
]

# A message event is subscribed to by the kind of conversation that it happens in.
_MESSAGE_EVENTS: Final[Mapping[str, str]] = {
    "public": "message.channels",
    "private": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}


class ManifestError(ValueError):
    """The text is not an app manifest; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command of the app, as the manifest declares it; `command` begins with a slash."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut of the app; `kind` is `message` (on a message) or `global`."""

    name: str
    kind: str
    callback_id: str
    description: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an app may do and hear, as its manifest says."""

    name: str
    bot_name: str
    bot_scopes: tuple[str, ...]
    bot_events: tuple[str, ...]
    commands: tuple[SlashCommand, ...]
    shortcuts: tuple[Shortcut, ...]
    socket_mode: bool
    home_tab: bool
    messages_tab: bool
    interactive: bool

    def subscribes(self, event_type: str, conversation_kind: str | None = None) -> bool:
        """Tell whether the app hears of such an event: it subscribed, and it holds the scope that this needs.

        *event_type* is the event's `type` (`message`), *conversation_kind* one of `public`, `private`, `im`
        and `mpim`.
        """
        name = _MESSAGE_EVENTS.get(conversation_kind or "", "") if event_type == "message" else event_type
        return name in self.bot_events and self.holds_any(scope_of_event(name, conversation_kind))

    def holds_any(self, scopes: tuple[str, ...]) -> bool:
        """Tell whether one of *scopes* was granted; also when none is needed."""
        return not scopes or any(scope in self.bot_scopes for scope in scopes)

    def command(self, name: str) -> SlashCommand | None:
        """Return the slash command of that name (`/ticket`), if the app has it."""
        return next((command for command in self.commands if command.command == name), None)

    def shortcut(self, callback_id: str) -> Shortcut | None:
        """Return the shortcut with that callback id, if the app has it."""
        return next((shortcut for shortcut in self.shortcuts if shortcut.callback_id == callback_id), None)


def read_manifest(text: str) -> Manifest:
    """Return the manifest written in *text*, YAML or JSON; raises `ManifestError`."""
    try:
        written = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ManifestError(f"The manifest is neither YAML nor JSON: {error}") from error
    if not isinstance(written, Mapping):
        raise ManifestError("The manifest is not a mapping of sections")
    information = _section(written, "display_information")
    if not isinstance(information.get("name"), str):
        raise ManifestError("The manifest has no display_information.name")
    return _manifest(str(information["name"]), written)


def _manifest(name: str, written: Mapping[str, object]) -> Manifest:
    features, settings = _section(written, "features"), _section(written, "settings")
    home = _section(features, "app_home")
    bot = _section(features, "bot_user")
    scopes = _section(_section(written, "oauth_config"), "scopes")
    return Manifest(
        name=name,
        bot_name=str(bot.get("display_name", name)),
        bot_scopes=_names(scopes, "bot"),
        bot_events=_names(_section(settings, "event_subscriptions"), "bot_events"),
        commands=tuple(_command(command) for command in mappings(features.get("slash_commands"))),
        shortcuts=tuple(_shortcut(shortcut) for shortcut in mappings(features.get("shortcuts"))),
        socket_mode=settings.get("socket_mode_enabled") is True,
        home_tab=home.get("home_tab_enabled") is True,
        messages_tab=home.get("messages_tab_enabled") is True,
        interactive=_section(settings, "interactivity").get("is_enabled") is True,
    )


def _section(of: Mapping[str, object], name: str) -> Mapping[str, object]:
    section = of.get(name) or {}
    if not isinstance(section, Mapping):
        raise ManifestError(f"{name} in the manifest is not a mapping")
    return section


def _names(of: Mapping[str, object], name: str) -> tuple[str, ...]:
    listed = of.get(name) or []
    if not isinstance(listed, list):
        raise ManifestError(f"{name} in the manifest is not a list")
    return tuple(str(member) for member in listed)


def _command(written: Mapping[str, object]) -> SlashCommand:
    if not str(written.get("command", "")).startswith("/"):
        raise ManifestError(f"A slash command begins with a slash: {written.get('command')}")
    return SlashCommand(
        command=str(written["command"]),
        description=str(written.get("description", "")),
        usage_hint=str(written.get("usage_hint", "")),
        should_escape=written.get("should_escape") is True,
    )


def _shortcut(written: Mapping[str, object]) -> Shortcut:
    if not written.get("callback_id"):
        raise ManifestError(f"The shortcut {written.get('name')} has no callback_id")
    return Shortcut(
        name=str(written.get("name", "")),
        kind=str(written.get("type", "")),
        callback_id=str(written["callback_id"]),
        description=str(written.get("description", "")),
    )
