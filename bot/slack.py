"""The outgoing edge: every call we make to Slack, with the three ways in which a call can fail told apart."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.desks import Attachment, Profile
from bot.logs import get_log
from bot.slack_answers import (
    ChannelFacts,
    Page,
    attachment_of,
    channel_of,
    is_guest,
    names_in,
    next_cursor,
    page_of,
    profile_of,
)
from bot.slack_arguments import written

METADATA: Final = "hourglass_delivery"
_PAGE: Final = 200
_TIMEOUT_SECONDS: Final = 15
_OPEN_SOCKET: Final = "apps.connections.open"
"""Called with a token of its own, so that its answers say nothing of the bot's."""
_UNCLEAR: Final = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)
"""Errors that pass by themselves, and do not say whether the call was done (Slack's list of such)."""
_LOCKED_OUT: Final = frozenset(
    {"invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed"}
)
"""Answers that say nothing against the call: our token is not accepted, until the app is installed again."""
_LOCKED_OUT_SECONDS: Final = 60

_log = get_log(__name__)


class SlackRefusedError(Exception):
    """Slack answered no: the same call will be refused again. `error` is Slack's own name for why."""

    def __init__(self, method: str, error: str) -> None:
        super().__init__(f"{method}: {error}")
        self.method = method
        self.error = error


class SlackAwayError(Exception):
    """Nothing is wrong with a call, but Slack did not do it, or did not say: later it may be tried again."""


class SlackBusyError(SlackAwayError):
    """Slack did nothing and asks to come again after `seconds`; `why` is its word for it."""

    def __init__(self, seconds: float, why: str = "rate_limited") -> None:
        super().__init__(f"{why}: come again in {seconds} s")
        self.seconds = seconds
        self.why = why


class SlackLockedOutError(SlackBusyError):
    """Slack accepts our token no longer (revoked, app uninstalled): all has to wait until it does again."""

    def __init__(self, method: str, error: str) -> None:
        super().__init__(_LOCKED_OUT_SECONDS, error)
        self.method = method


class SlackUnclearError(SlackAwayError):
    """No clear answer came (time-out, cut connection, 5xx): the call may have been done, or not."""


@dataclass(frozen=True, slots=True)
class Installation:
    """Who we are in Slack: our workspace, our bot, and the address that links to messages begin with."""

    team: str
    bot_user: str
    bot_id: str
    name: str
    workspace_url: str
    company: str = ""
    """What our workspace is called, which is how clients know us; empty: Slack did not say."""


class Slack:
    """Slack's Web API as Hourglass uses it.

    Reads are tried again by the SDK. Posts never are: a post whose connection dropped may have landed, so the
    outbox looks for it before it posts again.
    """

    def __init__(self, token: str, api_url: str, session: aiohttp.ClientSession) -> None:
        retries = [AsyncConnectionErrorRetryHandler(), AsyncRateLimitErrorRetryHandler(max_retry_count=2)]
        self.reader: Final = _client(token, api_url, session, retries)
        self._writer: Final = _client(token, api_url, session, [])
        self.locked_out = ""
        """Slack's word for why it accepts our token no longer; empty while it does."""
        self.lockouts = 0
        """How often that came about."""

    async def installation(self) -> Installation:
        """Ask who we are; SlackRefusedError when the token is not accepted."""
        try:
            answer = await self._call(self.reader, "auth.test")
        except SlackLockedOutError as error:
            raise SlackRefusedError(error.method, error.why) from error
        user = (await self._call(self.reader, "users.info", user=answer["user_id"]))["user"]
        shown = user.get("profile") or {}
        return Installation(
            team=str(answer["team_id"]),
            bot_user=str(answer["user_id"]),
            bot_id=str(answer.get("bot_id") or ""),
            name=str(shown.get("display_name") or user.get("real_name") or user.get("name") or "Hourglass"),
            workspace_url=str(answer.get("url") or "https://slack.com/"),
            company=str(answer.get("team") or ""),
        )

    async def socket_url(self, app_token: str) -> str:
        """Return the address of one Socket Mode connection; SlackRefusedError where we may have none."""
        return str((await self._call(self._writer, _OPEN_SOCKET, token=app_token))["url"])

    async def try_token(self, seconds: float) -> None:
        """Ask once whether Slack takes our token: SlackLockedOutError where it does not.

        No answer within *seconds* is a SlackUnclearError.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._call(self._writer, "auth.test")
        except TimeoutError as error:
            raise SlackUnclearError(f"auth.test: no answer within {seconds:.0f} s") from error

    async def profile(self, user: str, *, seen_at: datetime) -> Profile | None:
        """Return what Slack says of a person; None where it does not know them."""
        try:
            answer = await self._call(self.reader, "users.info", user=user, include_locale=True)
        except SlackRefusedError:
            return None
        return profile_of(answer["user"], seen_at)

    async def directory(self) -> dict[str, str]:
        """Return the ids of everybody in our own workspace by each of their names, in lower case.

        A handle is its owner's, whoever else shows that name; another name that two people show is nobody's.
        """
        users = [user for user in await self._pages("users.list", "members") if not user.get("deleted")]
        shown: dict[str, set[str]] = {}
        for user in users:
            for name in names_in(user):
                shown.setdefault(name, set()).add(str(user["id"]))
        handles = {str(user["name"]).lower(): str(user["id"]) for user in users if user.get("name")}
        return {name: next(iter(ids)) for name, ids in shown.items() if len(ids) == 1} | handles

    async def names_of(self, user: str) -> set[str]:
        """Return the names that one person goes by, in lower case; works for people of clients too."""
        try:
            return names_in((await self._call(self.reader, "users.info", user=user))["user"])
        except SlackRefusedError:
            return set()

    async def members(self, channel: str) -> set[str] | None:
        """Return the ids of the people in a channel; None where we may not look."""
        try:
            found = await self._pages("conversations.members", "members", channel=channel)
        except SlackRefusedError:
            return None
        return {str(each) for each in found}

    async def insiders(self, team: str) -> set[str]:
        """Return the ids of our own workspace's full members and bots: all of *team* who are no guests."""
        users = await self._pages("users.list", "members")
        ours = (user for user in users if user.get("team_id") == team)
        return {str(user["id"]) for user in ours if not is_guest(user)}

    async def active_members(self, team: str) -> set[str]:
        """Return the ids of our own workspace's full members who have not left it."""
        users = await self._pages("users.list", "members")
        there = (user for user in users if user.get("team_id") == team and not user.get("deleted"))
        return {str(user["id"]) for user in there if not is_guest(user) and not user.get("is_bot")}

    async def channels(self) -> list[ChannelFacts]:
        """Return the channels that we are in."""
        kinds = "public_channel,private_channel"
        found = await self._pages("users.conversations", "channels", types=kinds, exclude_archived=True)
        return [channel_of(each, is_member=True) for each in found]

    async def channel(self, channel: str) -> ChannelFacts | None:
        """Return what Slack says of a channel; None where it says nothing to us."""
        try:
            answer = await self._call(self.reader, "conversations.info", channel=channel)
        except SlackRefusedError:
            return None
        return channel_of(answer["channel"], is_member=bool(answer["channel"].get("is_member")))

    async def thread(self, channel: str, ts: str) -> list[Mapping[str, Any]]:
        """Return a message and, where it heads a thread, the replies; nothing where it is gone."""
        try:
            return await self._pages("conversations.replies", "messages", channel=channel, ts=ts)
        except SlackRefusedError:
            return []

    async def page(
        self, channel: str, thread_ts: str | None, oldest: str, cursor: str, *, latest: str | None = None
    ) -> Page:
        """Return a page of what was said after *oldest*: in a thread from its head on, else outside threads.

        With *latest* it ends with the message of that `ts`. It is asked but once: who reads much paces the
        calls, and waits as long as Slack says.
        """
        method = "conversations.replies" if thread_ts else "conversations.history"
        where = {"channel": channel, "ts": thread_ts, "oldest": oldest, "limit": _PAGE, "cursor": cursor}
        until = {} if latest is None else {"latest": latest, "inclusive": True}
        return page_of(await self._call(self._writer, method, **where, **until))

    async def file(self, file: str) -> Attachment | None:
        """Return a file's name, type and link: events hold only the id of a file from outside."""
        try:
            answer = await self._call(self.reader, "files.info", file=file)
        except SlackRefusedError:
            return None
        return attachment_of(answer["file"])

    async def find_delivery(
        self, channel: str, thread_ts: str | None, delivery: str, since: datetime
    ) -> str | None:
        """Return the `ts` of the message that carries our delivery id, if it landed since *since*."""
        oldest = f"{since.timestamp():.6f}"
        where: dict[str, Any] = {
            "channel": channel,
            "oldest": oldest,
            "limit": _PAGE,
            "include_all_metadata": True,
        }
        method = "conversations.history"
        if thread_ts:
            method, where = "conversations.replies", {**where, "ts": thread_ts}
        for message in await self._pages(method, "messages", **where):
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("delivery") == delivery:
                return str(message["ts"])
        return None

    async def post(
        self,
        channel: str,
        thread_ts: str | None,
        text: str,
        blocks: Sequence[Mapping[str, Any]],
        delivery: str,
        *,
        has_files: bool = False,
    ) -> str:
        """Post a message that carries *delivery* in its metadata, and return its `ts`.

        One that *has_files* lets Slack unfold its links: that is how it shares a file that one leads to.
        """
        metadata = {"event_type": METADATA, "event_payload": {"delivery": delivery}}
        answer = await self._call(
            self._writer,
            "chat.postMessage",
            channel=channel,
            thread_ts=thread_ts,
            text=text,
            blocks=list(blocks),
            metadata=metadata,
            unfurl_links=has_files,
            unfurl_media=has_files,
        )
        return str(answer["ts"])

    async def edit(self, channel: str, ts: str, text: str, blocks: Sequence[Mapping[str, Any]]) -> None:
        """Replace the text and blocks of one of our messages."""
        await self._call(self._writer, "chat.update", channel=channel, ts=ts, text=text, blocks=list(blocks))

    async def react(self, channel: str, ts: str, name: str) -> None:
        """Put an emoji on a message; fine where it is there already, or the message is gone."""
        try:
            await self._call(self._writer, "reactions.add", channel=channel, timestamp=ts, name=name)
        except SlackRefusedError as error:
            if error.error not in {"already_reacted", "message_not_found"}:
                raise

    async def whisper(
        self,
        channel: str,
        person: str,
        text: str,
        blocks: Sequence[Mapping[str, Any]],
        thread_ts: str | None = None,
    ) -> None:
        """Say something that only *person* sees, at most once, and never to a client's people."""
        await self._call(
            self._writer,
            "chat.postEphemeral",
            channel=channel,
            user=person,
            thread_ts=thread_ts,
            text=text,
            blocks=list(blocks),
        )

    async def direct(self, person: str) -> str:
        """Return the channel of our direct messages with a person, opened if need be."""
        answer = await self._call(self.reader, "conversations.open", users=person)
        return str(answer["channel"]["id"])

    async def open_view(self, trigger_id: str, view: Mapping[str, Any], *, on_top: bool = False) -> None:
        """Show a modal; *trigger_id* lives for three seconds. *on_top* lays it over the one that is open."""
        method = "views.push" if on_top else "views.open"
        await self._call(self._writer, method, trigger_id=trigger_id, view=dict(view))

    async def update_view(self, view_id: str, view: Mapping[str, Any]) -> None:
        """Show something else in a modal that is open."""
        await self._call(self._writer, "views.update", view_id=view_id, view=dict(view))

    async def publish_home(self, person: str, view: Mapping[str, Any]) -> None:
        """Show App Home to a person of our own workspace."""
        await self._call(self._writer, "views.publish", user_id=person, view=dict(view))

    async def ask(self, method: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - Slack's own
        """Make a call that has no function of its own here, once, and return the answer."""
        return await self._call(self._writer, method, **arguments)

    async def _pages(self, method: str, field: str, **arguments: Any) -> list[Any]:  # noqa: ANN401 - Slack's own
        found: list[Any] = []
        cursor = ""
        while True:
            answer = await self._call(self.reader, method, **{"limit": _PAGE, **arguments, "cursor": cursor})
            found += answer.get(field) or []
            cursor = next_cursor(answer)
            if not cursor:
                return found

    async def _call(self, client: AsyncWebClient, method: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401
        try:
            answer = await client.api_call(method, **written(method, arguments))
        except SlackApiError as error:
            told = _told_apart(method, error)
            if isinstance(told, SlackLockedOutError):
                self._note_lock(told.why)
            raise told from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise SlackUnclearError(f"{method}: {type(error).__name__}") from error
        if method != _OPEN_SOCKET:
            self._note_lock("")
        data = answer.data
        return data if isinstance(data, dict) else {}

    def _note_lock(self, why: str) -> None:
        """Remember whether our token is accepted, and log it once when that changes."""
        if why and not self.locked_out:
            self.lockouts += 1
            _log.error("Slack no longer accepts our token: install the app again; all waits", error=why)
        elif self.locked_out and not why:
            _log.warning("Slack accepts our token again")
        self.locked_out = why


def web_session() -> aiohttp.ClientSession:
    """Return a session whose requests end in time: the SDK sets its limit only on sessions of its own."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TIMEOUT_SECONDS))


def _client(token: str, api_url: str, session: aiohttp.ClientSession, retries: list[Any]) -> AsyncWebClient:
    return AsyncWebClient(
        token=token, base_url=api_url, session=session, timeout=_TIMEOUT_SECONDS, retry_handlers=retries
    )


def _told_apart(method: str, error: SlackApiError) -> Exception:
    response = error.response
    status = int(getattr(response, "status_code", 200))
    headers = getattr(response, "headers", {}) or {}
    reason = str(response.get("error") or "") if isinstance(getattr(response, "data", None), dict) else ""
    if status == 429 or reason in {"ratelimited", "rate_limited"}:  # noqa: PLR2004 - HTTP's own number
        return SlackBusyError(float(headers.get("Retry-After") or headers.get("retry-after") or 1))
    if not reason or reason in _UNCLEAR:
        return SlackUnclearError(f"{method}: {status} {reason}")
    if reason in _LOCKED_OUT and method != _OPEN_SOCKET:
        return SlackLockedOutError(method, reason)
    return SlackRefusedError(method, reason)
