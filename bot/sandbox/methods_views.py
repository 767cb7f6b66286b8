"""The Web API's views.* methods."""

from typing import Final

from bot.sandbox import views
from bot.sandbox.arguments import wrong
from bot.sandbox.calls import Call, Method
from bot.sandbox.errors import SlackError
from bot.sandbox.shapes import Json
from bot.sandbox.world import Trigger


async def open_view(call: Call) -> Json:
    """Open a modal in front of the person who has just done something."""
    view, trigger = _view_and_trigger(call)
    return {"view": views.shown(views.open_modal(call.hub, trigger.user_id, view))}


async def push_view(call: Call) -> Json:
    """Put a modal on top of the one in which the person has just done something."""
    view, trigger = _view_and_trigger(call)
    if trigger.view_id is None:
        raise SlackError("invalid_trigger_id")
    return {"view": views.shown(views.push_modal(call.hub, trigger.user_id, view))}


async def update_view(call: Call) -> Json:
    """Change an open view; a `hash` makes sure that nobody has changed it since."""
    args = call.args
    if not (args.has("view_id") or args.has("external_id")):
        raise wrong("[ERROR] missing required field: view_id or external_id")
    view = _view(call)
    found = views.find_view(call.hub, args.text("view_id") or None, args.text("external_id") or None)
    if found is None:
        raise SlackError("not_found")
    user_id, current = found
    _check_hash(call, current)
    accepted = views.accepted_view(view, current["type"])
    return {"view": views.shown(views.replace(call.hub, user_id, current, accepted))}


async def publish_view(call: Call) -> Json:
    """Set a person's App Home; people of other workspaces have none."""
    user = call.user("user_id")
    view = _view(call)
    if not call.hub.manifest.home_tab or user.team_id != call.world.home.id:
        raise SlackError("not_enabled")
    if (current := call.world.homes.get(user.id)) is not None:
        _check_hash(call, current)
    return {"view": views.shown(views.publish_home(call.hub, user.id, views.accepted_view(view, "home")))}


def _view(call: Call) -> object:
    call.args.required("view")
    return call.args.parsed("view")


def _view_and_trigger(call: Call) -> tuple[Json, Trigger]:
    view = views.accepted_view(_view(call), "modal")
    if not call.args.has("trigger_id"):
        raise wrong("[ERROR] missing required field: trigger_id")
    trigger = call.world.triggers.get(call.args.text("trigger_id"))
    if trigger is None:
        raise SlackError("invalid_trigger_id")
    if trigger.used:
        raise SlackError("exchanged_trigger_id")
    if trigger.due < call.hub.now:
        raise SlackError("expired_trigger_id")
    trigger.used = True
    return view, trigger


def _check_hash(call: Call, current: Json) -> None:
    if call.args.has("hash") and call.args.text("hash") != current["hash"]:
        raise SlackError("hash_conflict")


METHODS: Final[dict[str, Method]] = {
    "views.open": open_view,
    "views.push": push_view,
    "views.update": update_view,
    "views.publish": publish_view,
}
