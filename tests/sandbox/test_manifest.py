"""The app's manifest: it is what Slack accepts, and the local Slack reads it as Slack does."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.sandbox.manifest import (
    Manifest,
    ManifestError,
    Shortcut,
    SlashCommand,
    read_manifest,
    scope_of_event,
    scopes_for,
)
from bot.sandbox.scopes import EVENTS, METHODS, UnknownMethodError

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "manifest.yml").read_text(encoding="utf-8")
SCHEMA = Draft7Validator(json.loads((ROOT / "tests/data/manifest_schema.json").read_text(encoding="utf-8")))

EVENT_NAMES = read_manifest(TEXT).bot_events


@pytest.fixture
def manifest() -> Manifest:
    return read_manifest(TEXT)


def problems(text: str) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in SCHEMA.iter_errors(yaml.safe_load(text))]


def test_our_manifest_is_what_slack_accepts() -> None:
    assert problems(TEXT) == []


def test_the_http_variant_in_the_comments_is_what_slack_accepts_too() -> None:
    over_http = re.sub(r"^(\s*)# (\w+: \S+)\s+# HTTP$", r"\1\2", TEXT, flags=re.MULTILINE)
    written = yaml.safe_load(over_http)
    addresses = {
        written["settings"]["event_subscriptions"]["request_url"],
        written["settings"]["interactivity"]["request_url"],
        *(command["url"] for command in written["features"]["slash_commands"]),
    }
    assert addresses == {"https://hourglass.example.com/slack/events"}
    assert problems(over_http) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("command: /claim", "command: claim", id="a command without its slash"),
        pytest.param(
            "name: Make this a ticket", "name: Make this message a ticket", id="a shortcut's name too long"
        ),
        pytest.param(
            "major_version: 1", "major_version: 3", id="a version of the schema that does not exist"
        ),
        pytest.param("is_enabled: true", "enabled: true", id="interactivity without is_enabled"),
        pytest.param("- app_mention\n", "- app_mention\n      - app_mention\n", id="an event listed twice"),
        pytest.param("should_escape: true", "should_escape: 'yes'", id="a flag that is a text"),
        pytest.param(
            "socket_mode_enabled: true", "socket_mode: true", id="a setting that Slack does not know"
        ),
    ],
)
def test_the_kept_schema_notices(before: str, after: str) -> None:
    assert before in TEXT
    assert problems(TEXT.replace(before, after, 1))


@pytest.mark.parametrize("event", EVENT_NAMES)
def test_each_event_is_allowed_by_a_scope_that_was_asked_for(manifest: Manifest, event: str) -> None:
    assert manifest.holds_any(scope_of_event(event))


def test_its_commands_are_escaped_and_explained(manifest: Manifest) -> None:
    assert [command.command for command in manifest.commands] == [
        "/ticket",
        "/claim",
        "/resolve",
        "/support",
        "/hours",
        "/digest",
        "/oncall",
    ]
    assert all(
        command.should_escape and command.description and command.usage_hint for command in manifest.commands
    )


def test_its_features_are_on(manifest: Manifest) -> None:
    assert manifest.shortcut("ticket_from_message") == Shortcut(
        "Make this a ticket", "message", "ticket_from_message", "Open a ticket from this message"
    )
    assert (manifest.name, manifest.bot_name) == ("Hourglass", "Hourglass")
    assert manifest.socket_mode
    assert manifest.home_tab
    assert manifest.messages_tab
    assert manifest.interactive


def test_a_manifest_may_be_json() -> None:
    written = {
        "display_information": {"name": "Echo"},
        "features": {"slash_commands": [{"command": "/echo", "description": "Say it again"}]},
        "oauth_config": {"scopes": {"bot": ["commands"]}},
    }
    manifest = read_manifest(json.dumps(written))
    assert manifest.bot_name == "Echo"
    assert manifest.command("/echo") == SlashCommand("/echo", "Say it again", "", should_escape=False)
    assert manifest.command("/ohce") is None
    assert manifest.shortcut("echo") is None
    assert manifest.bot_events == ()
    assert not manifest.socket_mode


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("a: [", "neither YAML nor JSON", id="broken text"),
        pytest.param("- a\n- b", "mapping of sections", id="a list"),
        pytest.param("settings: {}", "display_information.name", id="no name"),
        pytest.param(
            "display_information: {name: E}\nsettings: [1]", "settings", id="a section that is a list"
        ),
        pytest.param(
            "display_information: {name: E}\noauth_config: {scopes: {bot: x}}",
            "bot",
            id="scopes that are a word",
        ),
        pytest.param(
            "display_information: {name: E}\nfeatures: {slash_commands: [{command: e}]}",
            "begins with a slash",
            id="a command without its slash",
        ),
        pytest.param(
            "display_information: {name: E}\nfeatures: {shortcuts: [{name: Do}]}",
            "callback_id",
            id="no callback id",
        ),
    ],
)
def test_what_is_no_manifest_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(ManifestError, match=said):
        read_manifest(text)


@pytest.mark.parametrize(
    ("event", "kind", "heard"),
    [
        pytest.param("message", "public", True, id="a message in a public channel"),
        pytest.param("message", "private", True, id="a message in a private channel"),
        pytest.param("message", "im", True, id="a direct message"),
        pytest.param("message", "mpim", False, id="a message among several people: not subscribed"),
        pytest.param("message", None, False, id="a message nobody knows where"),
        pytest.param("app_mention", "public", True, id="a mention"),
        pytest.param("reaction_removed", "public", False, id="a reaction taken away: not subscribed"),
        pytest.param("app_home_opened", None, True, id="App Home, which needs no scope"),
        pytest.param("member_joined_channel", "private", True, id="somebody joining a private channel"),
    ],
)
def test_what_the_app_hears(manifest: Manifest, event: str, kind: str | None, heard: bool) -> None:
    assert manifest.subscribes(event, kind) is heard


def test_a_subscription_without_its_scope_hears_nothing() -> None:
    text = (
        "display_information: {name: E}\n"
        "settings: {event_subscriptions: {bot_events: [message.channels, member_joined_channel]}}\n"
        "oauth_config: {scopes: {bot: ['channels:read']}}"
    )
    manifest = read_manifest(text)
    assert not manifest.subscribes("message", "public")
    assert manifest.subscribes("member_joined_channel", "public")
    assert not manifest.subscribes("member_joined_channel", "private")


@pytest.mark.parametrize(
    ("method", "kind", "scopes"),
    [
        pytest.param(
            "conversations.history", "public", ("channels:history",), id="history of a public channel"
        ),
        pytest.param(
            "conversations.history", "private", ("groups:history",), id="history of a private channel"
        ),
        pytest.param("conversations.replies", "im", ("im:history",), id="a thread in a direct message"),
        pytest.param("chat.postMessage", "public", ("chat:write",), id="posting"),
        pytest.param("conversations.open", "im", ("im:write",), id="opening a direct message"),
        pytest.param("views.open", None, (), id="a modal needs no scope"),
        pytest.param("files.completeUploadExternal", None, ("files:write",), id="uploading a file"),
        pytest.param(
            "conversations.list",
            None,
            ("channels:read", "groups:read", "im:read", "mpim:read"),
            id="listing needs one of them",
        ),
    ],
)
def test_scopes_that_allow_a_method(method: str, kind: str | None, scopes: tuple[str, ...]) -> None:
    assert scopes_for(method, kind) == scopes


def test_an_unknown_method_is_an_error() -> None:
    with pytest.raises(UnknownMethodError):
        scopes_for("chat.shout")


def required_methods() -> Iterator[str]:
    listed = """api.test, auth.test, apps.connections.open, bots.info, team.info,
        users.{info,list,lookupByEmail,conversations}, usergroups.users.list,
        conversations.{list,info,history,replies,members,open,join,leave},
        chat.{postMessage,update,delete,postEphemeral,getPermalink}, views.{open,push,update,publish},
        reactions.{add,remove,get}, files.{info,getUploadURLExternal,completeUploadExternal},
        oauth.v2.access"""
    for family, members, single in re.findall(r"(\w+)\.\{([\w,]+)\}|([\w.]+)", listed):
        yield from (f"{family}.{member}" for member in members.split(",")) if family else (single,)


def test_every_method_of_the_local_slack_has_its_scopes() -> None:
    assert sorted(required_methods()) == sorted(set(METHODS) - {"usergroups.list"})


def test_the_scopes_of_methods_and_events_are_spelt_as_slack_spells_them() -> None:
    known = re.compile(
        r"(app_mentions|channels|groups|im|mpim|chat|files|reactions|users|usergroups|team):[a-z.]+"
    )
    named = [scope for method in METHODS for scope in scopes_for(method)]
    named += [scope for event in EVENTS for scope in scope_of_event(event)]
    assert [scope for scope in named if not known.fullmatch(scope)] == []
