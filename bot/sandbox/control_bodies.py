"""What the calls of the control API take, checked."""

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from bot.sandbox.faults import FaultKind
from bot.sandbox.shapes import Json

Name = Annotated[str, Field(min_length=1)]


class Body(BaseModel):
    """A control call's body or query; what it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(Body):
    """No arguments."""


class FileBody(Body):
    """A file to be said with a message; `content` is base64, or plain text where it is not."""

    name: Name
    mimetype: str | None = None
    content: str = ""


class MessageBody(Body):
    """What a person says."""

    channel: Name
    user: Name
    text: str = ""
    thread_ts: str | None = None
    broadcast: bool = False
    files: tuple[FileBody, ...] = ()


class EditBody(Body):
    """A message's new text."""

    channel: Name
    ts: Name
    text: Name


class DeleteBody(Body):
    """The message to delete."""

    channel: Name
    ts: Name


class ReactionBody(Body):
    """An emoji on a message; `remove` takes it off."""

    channel: Name
    ts: Name
    user: Name
    name: Name
    remove: bool = False


class CommandBody(Body):
    """A slash command as it is typed."""

    user: Name
    channel: Name
    command: Name
    text: str = ""


class ActionBody(Body):
    """A button pressed or an option picked, in a message (`channel`, `ts`) or in a view (`view_id`)."""

    user: Name
    channel: str | None = None
    ts: str | None = None
    view_id: str | None = None
    action_id: Name
    block_id: str | None = None
    value: object = None
    values: dict[str, dict[str, object]] = {}
    """What else stands filled in in the view meanwhile, which Slack sends along."""

    @model_validator(mode="after")
    def _has_a_place(self) -> "ActionBody":
        if self.view_id is None and (self.channel is None or self.ts is None):
            message = "name a message with channel and ts, or a modal or home with view_id"
            raise ValueError(message)
        return self


class SubmitBody(Body):
    """A modal submitted with what was filled in."""

    user: Name
    view_id: Name
    values: dict[str, dict[str, object]] = {}


class CloseBody(Body):
    """A modal closed; `clear` closes those below it too."""

    user: Name
    view_id: Name
    clear: bool = False


class UserBody(Body):
    """One person."""

    user: Name


class EventBody(Body):
    """A raw event; `team` is whose workspace sends it, `event_id` lets the same be sent twice."""

    event: Json
    team: str | None = None
    event_id: str | None = None

    @model_validator(mode="after")
    def _has_a_type(self) -> "EventBody":
        if not isinstance(self.event.get("type"), str):
            message = "event has no type"
            raise ValueError(message)  # noqa: TRY004 - what pydantic turns into its own error
        return self


class MessagesQuery(Body):
    """The messages of a channel, or of one thread."""

    channel: Name
    thread_ts: str | None = None


class CallsQuery(Body):
    """Recorded calls of one method, after a number (`n`), an instant (ISO 8601) or Unix seconds."""

    method: str | None = None
    since: str | None = None


class DeliveriesQuery(Body):
    """Deliveries of one type of event or payload, after a number (`n`)."""

    type: str | None = None
    since: int = 0


class ClockBody(Body):
    """How far, or to when, the clock is to be moved."""

    advance: float | None = Field(default=None, ge=0)
    to: AwareDatetime | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "ClockBody":
        if (self.advance is None) == (self.to is None):
            message = "give either advance (seconds) or to (ISO 8601 with its offset)"
            raise ValueError(message)
        return self


class FaultBody(Body):
    """The next `count` calls of `method` (`*`: any) go wrong, after `after` that do not."""

    method: Name
    kind: FaultKind
    count: int = Field(default=1, ge=0)
    after: int = Field(default=0, ge=0)
    seconds: int = Field(default=1, ge=1, le=600)
    error: str = ""
    channel: str = ""
    """Where set, only calls about this channel go wrong."""

    @model_validator(mode="after")
    def _says_why(self) -> "FaultBody":
        if (self.kind is FaultKind.REFUSED) != bool(self.error) and self.count:
            message = "a refused call, and no other, is answered with an error: name Slack's"
            raise ValueError(message)
        return self


class ShortcutBody(Body):
    """A shortcut used on a message, or anywhere when no message is named."""

    user: Name
    callback_id: Name
    channel: str | None = None
    ts: str | None = None

    @model_validator(mode="after")
    def _a_whole_place(self) -> "ShortcutBody":
        if (self.channel is None) != (self.ts is None):
            message = "a message is named with channel and ts together"
            raise ValueError(message)
        return self


class MemberBody(Body):
    """Somebody who joins a channel or leaves it; `by` is who invited them."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    channel: Name
    user: Name
    joins: bool = Field(alias="in")
    by: str | None = None


class PersonBody(Body):
    """A person changed: their account is deactivated, or active again; they become a guest, or a member."""

    user: Name
    deactivated: bool | None = None
    guest: bool | None = None


class ChannelBody(Body):
    """A channel made or changed: connected to a client's workspace, archived, renamed."""

    name: str = Field(pattern=r"^#?[\w-]+$")
    client_team: str | None = None
    archived: bool | None = None
    shared: bool | None = None
    private: bool = False
    rename: str | None = Field(default=None, pattern=r"^[a-z0-9_-]+$", max_length=80)


class DisconnectBody(Body):
    """Socket Mode connections told to leave, or (`reason`) `cut`, or made a `zombie`; all, or those chosen.

    A `warning` is given and nothing else happens. `count`: the oldest so many; `connection`: that one alone.
    """

    reason: str = "refresh_requested"
    count: int | None = Field(default=None, ge=1)
    connection: int | None = None


class TokenState(StrEnum):
    """What became of the app's bot token."""

    GOOD = "good"
    REVOKED = "revoked"
    UNINSTALLED = "uninstalled"


class TokenBody(Body):
    """The bot's token taken away, alone or with the whole app, or given back."""

    state: TokenState
