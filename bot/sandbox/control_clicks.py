"""Control calls that use what the app offers: commands, buttons, selects, modals, shortcuts, App Home."""

from bot.sandbox import interactions, responses
from bot.sandbox.blocks import (
    ControlValueError,
    action_payload,
    element_at,
    state_of,
    submission_errors,
)
from bot.sandbox.channels import Channel
from bot.sandbox.control_bodies import ActionBody, CloseBody, CommandBody, ShortcutBody, SubmitBody, UserBody
from bot.sandbox.control_people import may_write, message_at, names, person
from bot.sandbox.delivery import Kind, Reply
from bot.sandbox.ephemerals import ephemeral_at
from bot.sandbox.errors import CallerError, PersonError
from bot.sandbox.events import emit, handed_over
from bot.sandbox.hub import Hub
from bot.sandbox.people import User
from bot.sandbox.shapes import Json
from bot.sandbox.typed import command_text
from bot.sandbox.views import find_view, shown

Values = dict[str, dict[str, object]]
_NO_STATE = frozenset({"button", "overflow", "workflow_button", "image", "icon_button", "feedback_buttons"})


async def command(hub: Hub, body: CommandBody) -> Json:
    """Run a slash command and return all that the person sees of it once the bot is done."""
    user = _colleague(hub, body.user, "run our slash commands")
    channel = hub.world.channel(body.channel, user.id)
    may_write(channel, user)
    known = hub.manifest.command("/" + body.command.removeprefix("/"))
    if known is None:
        offered = ", ".join(each.command for each in hub.manifest.commands) or "none"
        raise PersonError("unknown_command", f"{body.command} is not a command here; there are: {offered}.")
    text = command_text(body.text, *names(hub), escape=known.should_escape)
    heard_before = len(hub.world.heard.get(user.id, []))
    reply = await hub.courier.ask(Kind.COMMAND, interactions.command(hub, user, channel, known.command, text))
    if reply.acked:
        responses.take_command_reply(hub, user.id, channel.id, reply)
    await hub.settle()
    answer: Json = {"status": reply.status, "responses": hub.world.heard.get(user.id, [])[heard_before:]}
    return answer if reply.acked else answer | _command_failed(known.command, reply)


def _command_failed(name: str, reply: Reply) -> Json:
    """Return what Slack tells a person whose command got no answer."""
    error = "operation_timeout" if reply.failure in {"http_timeout", "timeout"} else "dispatch_failed"
    detail = f'{name} failed with the error "{error}": {reply.failure}.'
    return {"ok": False, "error": error, "detail": detail}


def _colleague(hub: Hub, name: str, deed: str) -> User:
    user = person(hub, name)
    if not hub.world.is_home(user.id):
        raise PersonError("not_allowed", f"{user.name} belongs to another workspace and cannot {deed}.")
    return user


async def action(hub: Hub, body: ActionBody) -> Json:
    """Press a button or pick an option, in a message or in a view."""
    user = person(hub, body.user)
    _need_interactivity(hub)
    if body.view_id is not None:
        payload = _view_action(hub, user, body, _open_view(hub, user, body.view_id))
    else:
        payload = _message_action(hub, user, body)
    reply = await hub.courier.ask(Kind.INTERACTIVE, payload)
    return {"status": reply.status} if reply.acked else _unanswered(reply.status, reply.failure)


def _need_interactivity(hub: Hub) -> None:
    if not hub.manifest.interactive:
        error, detail = "interactivity_disabled", "The app's manifest does not turn interactivity on."
        raise PersonError(error, detail)


def _unanswered(status: int, failure: str | None) -> Json:
    return {"ok": False, "status": status, "error": failure, "detail": "The app did not take it."}


def _message_action(hub: Hub, user: User, body: ActionBody) -> Json:
    channel = hub.world.channel(body.channel or "", user.id)
    found = _seen_message(hub, user, channel, body.ts or "")
    entry, element = _acted(found.get("blocks", []), body, hub.world.stamp())
    picked: Values = hub.world.picked.setdefault((found["ts"], user.id), {})
    _pick(picked, element, entry, body)
    state = state_of({"blocks": found["blocks"]}, _still_there(picked, found["blocks"]))
    return interactions.message_action(hub, user, channel, found, entry, state)


def _still_there(picked: Values, blocks: list[Json]) -> Values:
    """Leave out what was picked in controls that an edit has taken away since, as Slack forgets it."""
    return {
        block_id: {action_id: value}
        for block_id, given in picked.items()
        for action_id, value in given.items()
        if element_at(blocks, action_id, block_id) is not None
    }


def _seen_message(hub: Hub, user: User, channel: Channel, ts: str) -> Json:
    ephemeral = ephemeral_at(hub, user.id, ts)
    if ephemeral is not None:
        return ephemeral
    found = message_at(channel, ts)
    may_write(channel, user)
    return found


def _view_action(hub: Hub, user: User, body: ActionBody, view: Json) -> Json:
    entry, element = _acted(view["blocks"], body, hub.world.stamp())
    typed = _filled(view["typed"], _with_ids(hub, view["blocks"], body.values))
    _pick(typed, element, entry, body)
    try:
        view["state"] = {"values": state_of(view, typed)}
    except ControlValueError as error:
        raise CallerError("invalid_value", str(error)) from error
    view["typed"] = typed
    return interactions.view_action(hub, user, view, entry)


def _acted(blocks: list[Json], body: ActionBody, action_ts: str) -> tuple[Json, Json]:
    found = element_at(blocks, body.action_id, body.block_id)
    if found is None:
        raise CallerError(
            "unknown_action", f"There is nothing with the action_id {body.action_id!r} there.", 404
        )
    block_id, element = found
    try:
        return dict(action_payload(element, block_id, body.value, action_ts)), dict(element)
    except ControlValueError as error:
        raise CallerError("invalid_value", str(error)) from error


def _pick(values: Values, element: Json, entry: Json, body: ActionBody) -> None:
    if element["type"] not in _NO_STATE:
        values.setdefault(entry["block_id"], {})[body.action_id] = body.value


def _open_view(hub: Hub, user: User, view_id: str) -> Json:
    found = find_view(hub, view_id, None)
    if found is None or found[0] != user.id:
        raise CallerError("unknown_view", f"{user.name} has no view {view_id} open.", 404)
    view = found[1]
    stack = hub.world.modals.get(user.id, [])
    if view["type"] == "modal" and view is not stack[-1]:
        raise PersonError("view_covered", "Another modal lies on top of this one.")
    return view


async def submit(hub: Hub, body: SubmitBody) -> Json:
    """Submit the modal on top with what the person filled in."""
    user = person(hub, body.user)
    view = _modal(hub, user, body.view_id)
    if view["submit_disabled"]:
        raise PersonError("submit_disabled", "The app has disabled the modal's submit button.")
    values = _filled(view["typed"], _with_ids(hub, view["blocks"], body.values))
    try:
        errors = submission_errors(view, values)
        state = state_of(view, values)
    except ControlValueError as error:
        raise CallerError("invalid_value", str(error)) from error
    if errors:
        return {"ok": False, "errors": errors}
    view["typed"], view["state"] = values, {"values": state}
    reply = await hub.courier.ask(Kind.INTERACTIVE, interactions.submission(hub, user, view))
    return responses.take_submission_reply(hub, user.id, view, reply)


def _modal(hub: Hub, user: User, view_id: str) -> Json:
    view = _open_view(hub, user, view_id)
    if view["type"] != "modal":
        raise CallerError("not_a_modal", "An App Home is never submitted or closed.")
    return view


def _with_ids(hub: Hub, blocks: list[Json], values: Values) -> Values:
    """Return what is filled in with an id for each person and channel that is named by name."""
    found: Values = {}
    for block_id, given in values.items():
        for action_id, value in given.items():
            at = element_at(blocks, action_id, block_id)
            kind = str(at[1]["type"]) if at else ""
            found.setdefault(block_id, {})[action_id] = _with_id(hub, kind, value)
    return found


def _with_id(hub: Hub, kind: str, value: object) -> object:
    if isinstance(value, list):
        return [_with_id(hub, kind, each) for each in value]
    if not isinstance(value, str) or not value:
        return value
    if kind.endswith("users_select"):
        return hub.world.user(value).id
    if kind.endswith(("conversations_select", "channels_select")):
        return hub.world.channel(value).id
    return value


def _filled(typed: Values, given: Values) -> Values:
    return {
        block_id: {**typed.get(block_id, {}), **given.get(block_id, {})} for block_id in {**typed, **given}
    }


async def close(hub: Hub, body: CloseBody) -> Json:
    """Close the modal on top; the app hears of it where it asked to."""
    user = person(hub, body.user)
    view = _modal(hub, user, body.view_id)
    stack = hub.world.modals[user.id]
    cleared = body.clear or view["clear_on_close"]
    leaving = stack[::-1] if cleared else [view]
    stack[:] = [each for each in stack if each not in leaving]
    for each in leaving:
        if each["notify_on_close"]:
            payload = interactions.closed(hub, user, each, cleared=cleared)
            await hub.courier.ask(Kind.INTERACTIVE, payload)
    return {}


async def shortcut(hub: Hub, body: ShortcutBody) -> Json:
    """Use a shortcut on a message, or anywhere."""
    user = _colleague(hub, body.user, "use our shortcuts")
    _need_interactivity(hub)
    known = hub.manifest.shortcut(body.callback_id)
    if known is None:
        offered = ", ".join(each.callback_id for each in hub.manifest.shortcuts) or "none"
        raise CallerError(
            "unknown_shortcut", f"There is no shortcut {body.callback_id!r}; there are: {offered}.", 404
        )
    if (known.kind == "message") != (body.ts is not None):
        raise CallerError("wrong_place", f"{body.callback_id} is a {known.kind} shortcut.")
    reply = await hub.courier.ask(Kind.INTERACTIVE, _shortcut_payload(hub, user, body))
    return {"status": reply.status} if reply.acked else _unanswered(reply.status, reply.failure)


def _shortcut_payload(hub: Hub, user: User, body: ShortcutBody) -> Json:
    if body.channel is None or body.ts is None:
        return interactions.global_shortcut(hub, user, body.callback_id)
    channel = hub.world.channel(body.channel, user.id)
    may_write(channel, user)
    found = message_at(channel, body.ts)
    return interactions.message_shortcut(hub, user, channel, found, body.callback_id)


async def home(hub: Hub, body: UserBody) -> Json:
    """Open the App Home and return what the app has published there."""
    user = _colleague(hub, body.user, "open our App Home")
    current = hub.world.homes.get(user.id)
    event: Json = {"type": "app_home_opened", "user": user.id, "tab": "home"}
    event["channel"] = hub.world.direct_message(user.id).id
    if current is not None:
        event["view"] = shown(current)
    await handed_over(emit(hub, event))
    await hub.settle()
    published = hub.world.homes.get(user.id)
    return {"view": None if published is None else shown(published)}
