"""Modals and App Homes: what is open in front of whom."""

import secrets
from collections.abc import Mapping

from bot.sandbox.blocks import check_view, stored_blocks
from bot.sandbox.errors import SlackError
from bot.sandbox.hub import Hub
from bot.sandbox.posts import block_id, refused
from bot.sandbox.shapes import Json

MOST_STACKED = 3


def accepted_view(view: object, kind: str) -> Json:
    """Return an app's view when Slack takes it; SlackError names the place of what it refuses."""
    problems = check_view(view)
    if problems or not isinstance(view, Mapping):
        raise refused("invalid_arguments", problems)
    if view["type"] != kind:
        wanted = f"view must be of type {kind} [json-pointer:/view/type]"
        raise refused("invalid_arguments", [wanted])
    return dict(view)


def open_modal(hub: Hub, user_id: str, view: Json) -> Json:
    """Open a modal in front of a person; whatever modal was open gives way."""
    opened = _stored(hub, user_id, view, hub.world.new_id("V"))
    opened["root_view_id"] = opened["id"]
    hub.world.modals[user_id] = [opened]
    return opened


def push_modal(hub: Hub, user_id: str, view: Json) -> Json:
    """Put a modal on top of the one that is open."""
    stack = hub.world.modals.get(user_id, [])
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= MOST_STACKED:
        raise SlackError("push_limit_reached")
    pushed = _stored(hub, user_id, view, hub.world.new_id("V"))
    pushed |= {"root_view_id": stack[0]["id"], "previous_view_id": stack[-1]["id"]}
    stack.append(pushed)
    return pushed


def replace(hub: Hub, user_id: str, old: Json, view: Json) -> Json:
    """Put a new content into an open view; it keeps its id, and what was typed in fields that stay."""
    new = _stored(hub, user_id, view, old["id"])
    new |= {"root_view_id": old["root_view_id"], "previous_view_id": old["previous_view_id"]}
    kept = {each["block_id"] for each in new["blocks"]} & {each["block_id"] for each in old["blocks"]}
    new["typed"] = {key: each for key, each in old["typed"].items() if key in kept}
    old.clear()
    old |= new
    return old


def publish_home(hub: Hub, user_id: str, view: Json) -> Json:
    """Set a person's App Home."""
    current = hub.world.homes.get(user_id)
    view_id = current["id"] if current else hub.world.new_id("V")
    home = _stored(hub, user_id, view, view_id)
    hub.world.homes[user_id] = home
    return home


def find_view(hub: Hub, view_id: str | None, external_id: str | None) -> tuple[str, Json] | None:
    """Return the person and the open view (or home) with one of the two ids."""
    for user_id, stack in hub.world.modals.items():
        for view in stack:
            if _is_named(view, view_id, external_id):
                return user_id, view
    for user_id, view in hub.world.homes.items():
        if _is_named(view, view_id, external_id):
            return user_id, view
    return None


def _is_named(view: Json, view_id: str | None, external_id: str | None) -> bool:
    return view["id"] == view_id or bool(external_id and view["external_id"] == external_id)


def shown(view: Json) -> Json:
    """Return a view as Slack sends it, without what is being typed in it."""
    return {key: each for key, each in view.items() if key != "typed"}


def _stored(hub: Hub, user_id: str, view: Json, view_id: str) -> Json:
    world = hub.world
    external_id = view.get("external_id", "")
    if external_id and (found := find_view(hub, None, external_id)) and found[1]["id"] != view_id:
        raise SlackError("duplicate_external_id")
    return {
        "id": view_id,
        # A view belongs to the workspace of the person who sees it; the app's is named beside it.
        "team_id": world.users[user_id].team_id,
        "app_installed_team_id": world.home.id,
        "app_id": world.app.id,
        "bot_id": world.app.bot_id,
        "type": view["type"],
        "title": view.get("title"),
        "blocks": stored_blocks(view["blocks"], block_id),
        "close": view.get("close"),
        "submit": view.get("submit"),
        "private_metadata": view.get("private_metadata", ""),
        "callback_id": view.get("callback_id", ""),
        "external_id": external_id,
        "clear_on_close": view.get("clear_on_close", False),
        "notify_on_close": view.get("notify_on_close", False),
        "submit_disabled": view.get("submit_disabled", False),
        "state": {"values": {}},
        "hash": f"{int(hub.now.timestamp())}.{secrets.token_hex(4)}",
        "root_view_id": view_id,
        "previous_view_id": None,
        "typed": {},
    }
