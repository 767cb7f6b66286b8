"""The control API: the table of its calls, and how each is read and answered."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from aiohttp import web
from pydantic import ValidationError

from bot.sandbox import control_bodies as bodies
from bot.sandbox import control_channels, control_clicks, control_looks, control_people, control_runs
from bot.sandbox.control_bodies import Body
from bot.sandbox.errors import CallerError, PersonError, SlackError
from bot.sandbox.hub import Hub
from bot.sandbox.shapes import Json

B = TypeVar("B", bound=Body)


@dataclass(frozen=True, slots=True)
class ControlCall:
    """One control call: its verb, its path, what it takes, and what it does."""

    verb: str
    name: str
    body: type[Body]
    run: Callable[[Hub, Any], Awaitable[Json]]

    @property
    def purpose(self) -> str:
        """Return what the call does, in one sentence."""
        return (self.run.__doc__ or "").partition("\n")[0]


def _get(name: str, body: type[B], run: Callable[[Hub, B], Awaitable[Json]]) -> ControlCall:
    return ControlCall("GET", name, body, run)


def _post(name: str, body: type[B], run: Callable[[Hub, B], Awaitable[Json]]) -> ControlCall:
    return ControlCall("POST", name, body, run)


CALLS: Final = (
    _get("world", bodies.Nothing, control_looks.world),
    _post("message", bodies.MessageBody, control_people.message),
    _post("edit", bodies.EditBody, control_people.edit),
    _post("delete", bodies.DeleteBody, control_people.delete),
    _post("reaction", bodies.ReactionBody, control_people.reaction),
    _post("command", bodies.CommandBody, control_clicks.command),
    _post("action", bodies.ActionBody, control_clicks.action),
    _post("submit", bodies.SubmitBody, control_clicks.submit),
    _post("close", bodies.CloseBody, control_clicks.close),
    _post("home", bodies.UserBody, control_clicks.home),
    _post("shortcut", bodies.ShortcutBody, control_clicks.shortcut),
    _post("member", bodies.MemberBody, control_channels.member),
    _post("person", bodies.PersonBody, control_channels.person),
    _post("channel", bodies.ChannelBody, control_channels.channel),
    _post("event", bodies.EventBody, control_runs.event),
    _get("messages", bodies.MessagesQuery, control_looks.messages),
    _get("ephemerals", bodies.UserBody, control_looks.ephemerals),
    _get("views", bodies.UserBody, control_looks.views),
    _get("calls", bodies.CallsQuery, control_looks.calls),
    _get("deliveries", bodies.DeliveriesQuery, control_looks.deliveries),
    _get("faults", bodies.Nothing, control_looks.faults),
    _post("faults", bodies.FaultBody, control_runs.add_fault),
    _post("clock", bodies.ClockBody, control_runs.clock),
    _post("settle", bodies.Nothing, control_runs.settle),
    _post("disconnect", bodies.DisconnectBody, control_runs.disconnect),
    _get("connections", bodies.Nothing, control_runs.connections),
    _post("token", bodies.TokenBody, control_runs.token),
    _post("reset", bodies.Nothing, control_runs.reset),
)


async def serve(hub: Hub, request: web.Request, call: ControlCall) -> web.Response:
    """Answer one control call, once the world has come to the present: nobody writes into its past."""
    try:
        body = call.body.model_validate(await _sent(request))
        await hub.past_over()
        return web.json_response({"ok": True, **await call.run(hub, body)})
    except ValidationError as error:
        return _refused(CallerError("invalid_arguments", _problems(error)))
    except CallerError as error:
        return _refused(error)
    except PersonError as error:
        return web.json_response({"ok": False, "error": error.error, "detail": error.detail})
    except SlackError as error:
        return web.json_response({**error.answer(), "detail": "Slack refuses that."})


def unknown(request: web.Request) -> web.Response:
    """Answer a call that does not exist, or one with the wrong verb."""
    known = ", ".join(f"{call.verb} {call.name}" for call in CALLS)
    detail = f"{request.method} {request.path} is no call of the control API; there are: {known}."
    return _refused(CallerError("unknown_call", detail, 404))


def _refused(error: CallerError) -> web.Response:
    return web.json_response({"error": error.error, "detail": error.detail}, status=error.status)


async def _sent(request: web.Request) -> Json:
    if request.method == "GET":
        return dict(request.query)
    text = await request.text()
    try:
        sent = json.loads(text) if text.strip() else {}
    except ValueError as error:
        raise CallerError("invalid_json", f"The body is no JSON: {error}.") from error
    if not isinstance(sent, dict):
        raise CallerError("invalid_json", "The body must be a JSON object.")
    return sent


def _problems(error: ValidationError) -> str:
    told = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}".removeprefix(": ") for each in error.errors())
    return "; ".join(told)
