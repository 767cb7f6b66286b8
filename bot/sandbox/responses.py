"""What an app answers to an interaction: at once, or later under its response_url."""

from bot.sandbox import posts, views
from bot.sandbox.delivery import Reply
from bot.sandbox.ephemerals import MOST_ANSWERS, ephemeral_at, show
from bot.sandbox.errors import SlackError
from bot.sandbox.hub import Hub
from bot.sandbox.posts import Draft
from bot.sandbox.shapes import Json
from bot.sandbox.world import ResponseUrl

_TROUBLE = "We had some trouble connecting. Try again?"


def take_command_reply(hub: Hub, user_id: str, channel_id: str, reply: Reply) -> None:
    """Show what the app answered to a command in the same breath."""
    body = {"text": reply.body} if isinstance(reply.body, str) else reply.body
    if isinstance(body, dict) and (body.get("text") or body.get("blocks")):
        _say(hub, ResponseUrl(user_id, channel_id, hub.now), body, "response")


def answer(hub: Hub, key: str, body: Json) -> None:
    """Carry out what the app posted to a response_url; SlackError when it may not."""
    target = hub.world.response_urls.get(key)
    if target is None:
        raise SlackError("invalid_url")
    if target.due < hub.now:
        raise SlackError("expired_url")
    if target.uses >= MOST_ANSWERS:
        raise SlackError("used_url")
    target.uses += 1
    original = target.message_ts if body.get("replace_original") or body.get("delete_original") else None
    if original is None:
        _say(hub, target, body, "response_url")
    else:
        _change_original(hub, target, original, body)


def _say(hub: Hub, target: ResponseUrl, body: Json, via: str) -> None:
    if not (body.get("text") or body.get("blocks")):
        raise SlackError("no_text")
    text = posts.tidy(str(body.get("text") or ""))
    blocks = posts.accepted_blocks(hub, body.get("blocks") or [])
    thread_ts = body.get("thread_ts") or None
    if body.get("response_type") == "in_channel":
        channel = hub.world.channels[target.channel_id]
        draft = Draft(text, thread_ts=thread_ts, blocks=blocks)
        message, _ = posts.say(hub, channel, hub.app.bot_user_id, draft)
        hub.world.heard.setdefault(target.user_id, []).append(
            {"response_type": "in_channel", "via": via, "channel": channel.id, **message}
        )
    else:
        show(hub, target.channel_id, target.user_id, text, blocks, thread_ts or target.thread_ts, via=via)


def _change_original(hub: Hub, target: ResponseUrl, ts: str, body: Json) -> None:
    ephemeral = ephemeral_at(hub, target.user_id, ts)
    if ephemeral is not None:
        _change_ephemeral(hub, target, ephemeral, body)
        return
    channel = hub.world.channels[target.channel_id]
    message = channel.messages.get(ts)
    if message is None:
        raise SlackError("message_not_found")
    if body.get("delete_original"):
        posts.delete(hub, channel, ts)
    else:
        posts.edit(hub, channel, message, _content(hub, body), hub.app.bot_user_id)


def _change_ephemeral(hub: Hub, target: ResponseUrl, ephemeral: Json, body: Json) -> None:
    if body.get("delete_original"):
        hub.world.ephemerals[target.user_id].remove(ephemeral)
        return
    content = _content(hub, body)
    ephemeral |= {key: each for key, each in content.items() if each is not None}
    for key in [key for key, each in content.items() if each is None]:
        ephemeral.pop(key, None)
    heard = {"response_type": "ephemeral", "via": "response_url", **ephemeral}
    hub.world.heard.setdefault(target.user_id, []).append(heard)


def _content(hub: Hub, body: Json) -> Json:
    blocks = posts.accepted_blocks(hub, body.get("blocks") or [])
    return {"text": posts.tidy(str(body.get("text") or "")), "blocks": blocks or None}


def take_submission_reply(hub: Hub, user_id: str, view: Json, reply: Reply) -> Json:
    """Do to the open modal what the app answered; returns what the person sees."""
    if not reply.acked:
        return {"ok": False, "error": reply.failure, "detail": _TROUBLE, "status": reply.status}
    body = reply.body if isinstance(reply.body, dict) else {}
    action = body.get("response_action")
    if action == "errors":
        return _errors(view, body)
    stack = hub.world.modals.get(user_id, [])
    try:
        _apply(hub, user_id, stack, view, body)
    except SlackError as refusal:
        return {**refusal.answer(), "detail": _TROUBLE}
    return {"ok": True}


def _errors(view: Json, body: Json) -> Json:
    errors = body.get("errors")
    names = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not names.issuperset(errors):
        # Slack shows nothing but its own trouble message when an error names no input block of the view.
        return {"ok": False, "error": "invalid_errors", "detail": _TROUBLE, "given": errors}
    return {"ok": False, "errors": errors}


def _apply(hub: Hub, user_id: str, stack: list[Json], view: Json, body: Json) -> None:
    match body.get("response_action"):
        case "clear":
            stack.clear()
        case "update":
            views.replace(hub, user_id, view, views.accepted_view(body.get("view"), "modal"))
        case "push":
            views.push_modal(hub, user_id, views.accepted_view(body.get("view"), "modal"))
        case _:
            # Closes the view that was submitted; one below it comes to light again.
            stack[:] = [each for each in stack if each is not view]
