"""What the page asks for beside the control API: marks of what was read, options, uploads, details."""

from pydantic import Field

from bot.sandbox import interactions
from bot.sandbox.blocks import element_at
from bot.sandbox.control_bodies import Body, FileBody, Name
from bot.sandbox.control_people import message_at, person, upload
from bot.sandbox.delivery import Kind
from bot.sandbox.ephemerals import ephemeral_at
from bot.sandbox.errors import CallerError, PersonError
from bot.sandbox.hub import Hub
from bot.sandbox.page_activity import detail
from bot.sandbox.people import User
from bot.sandbox.shapes import Json
from bot.sandbox.views import find_view


class ReadBody(Body):
    """A conversation that a person has in front of them."""

    user: Name
    channel: Name


class OptionsBody(Body):
    """What a person has typed so far in a select whose options the app gives."""

    user: Name
    channel: str | None = None
    ts: str | None = None
    view_id: str | None = None
    action_id: Name
    block_id: Name
    value: str = ""


class UploadBody(Body):
    """A file for a modal's field."""

    user: Name
    file: FileBody


class DetailQuery(Body):
    """One entry of what just happened: something `sent` to the app, or a call that it made."""

    kind: str = Field(pattern="^(sent|called)$")
    n: int


async def read(hub: Hub, body: ReadBody) -> Json:
    """Remember that a person has read all that is said in a conversation so far."""
    user, channel = hub.world.user(body.user), hub.world.channel(body.channel)
    hub.world.read[user.id, channel.id] = max(
        (each["ts"] for each in channel.messages.since("0")), default="0"
    )
    return {}


async def options(hub: Hub, body: OptionsBody) -> Json:
    """Ask the app for the options that fit what a person has typed."""
    user = person(hub, body.user)
    blocks, payload = _where_typed(hub, user, body)
    found = element_at(blocks, body.action_id, body.block_id)
    if found is None:
        raise CallerError("unknown_action", f"There is no select {body.action_id!r} there.", 404)
    typed = {"action_id": body.action_id, "block_id": body.block_id, "value": body.value}
    reply = await hub.courier.ask(Kind.INTERACTIVE, payload | typed)
    answer = reply.body if reply.acked and isinstance(reply.body, dict) else {}
    if not {"options", "option_groups"} & answer.keys():
        raise PersonError("no_options", "The app gave no options.")
    return {"options": answer.get("options"), "option_groups": answer.get("option_groups")}


def _where_typed(hub: Hub, user: User, body: OptionsBody) -> tuple[object, Json]:
    if body.view_id is not None:
        found = find_view(hub, body.view_id, None)
        if found is None or found[0] != user.id:
            raise CallerError("unknown_view", f"{user.name} has no view {body.view_id} open.", 404)
        return found[1]["blocks"], interactions.suggestion(hub, user, view=found[1])
    channel, ts = hub.world.channel(body.channel or "", user.id), body.ts or ""
    message = ephemeral_at(hub, user.id, ts) or message_at(channel, ts)
    return message.get("blocks"), interactions.suggestion(hub, user, place=(channel, message))


async def add_file(hub: Hub, body: UploadBody) -> Json:
    """Keep a file that a person chose in a modal."""
    return {"id": upload(hub, person(hub, body.user), body.file)}


async def entry(hub: Hub, query: DetailQuery) -> Json:
    """Return one entry of what just happened, with all that was in it."""
    return {"entry": detail(hub, query.kind, query.n)}
