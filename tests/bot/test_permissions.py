"""Every action, by every role, for one's own client and for another's; and what a forger reads."""

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from itertools import count
from typing import Final, TypeAlias
from urllib.parse import urlencode

import pytest

from bot.clock import SystemClock
from bot.desk import Desk, Request
from bot.domain.access import Action
from bot.domain.desks import InboxRow, Message, Side
from bot.domain.grouping import Query
from bot.domain.people import Person, Role
from bot.domain.tickets import Origin, RequestKind, Severity
from bot.errors import NotAllowedError, SupportError, UnknownTicketError
from bot.services import finding, opening, people, queries, setup, tickets
from bot.views import ids
from bot.views.answers import Listed
from bot.views.errors import explain
from tests.live import Json, Live

Call: TypeAlias = Callable[["Asked", int], Awaitable[object]]
NOBODY: Final = 999
_keys: Final = count(1)


class Asked:
    """One person at the desk, with a fresh row in the inbox for each thing that they ask."""

    def __init__(
        self, live: Live, person: Person, channels: Mapping[str, str], said: Mapping[int, str]
    ) -> None:
        self.desk: Desk = live.bot.desk
        self.person = person
        self.channels = channels
        self.said = said
        """The `ts` of each ticket's second message."""

    async def request(self, channel: str) -> Request:
        key, at = f"asked:{next(_keys)}", self.desk.clock.now()
        async with self.desk.database.transaction() as store:
            row = InboxRow(key, "action", channel, None, {}, at)
            await store.inbox.add([row], leased_by="test", leased_until=at)
        return Request(key, self.person, at, channel)

    def channel(self, number: int) -> str:
        return self.channels["acme" if number in {1, 2, NOBODY} else "banco-litoral"]

    async def of(self, number: int) -> tuple[Desk, Request, int]:
        return self.desk, await self.request(self.channel(number)), number

    async def plain(self, number: int) -> tuple[Desk, Request]:
        return self.desk, await self.request(self.channel(number))


def about(service: Callable[..., Awaitable[object]], *more: object) -> Call:
    """A call of a service that takes desk, request, number and what follows."""

    async def call(asked: Asked, number: int) -> object:
        return await service(*(await asked.of(number)), *more)

    return call


def wide(service: Callable[..., Awaitable[object]], *more: object) -> Call:
    """A call of a service that is about no ticket."""

    async def call(asked: Asked, number: int) -> object:
        return await service(*(await asked.plain(number)), *more)

    return call


async def _merge(asked: Asked, number: int) -> object:
    return await tickets.merge(*(await asked.of(number)), 2 if number in {1, NOBODY} else 4)


async def _split(asked: Asked, number: int) -> object:
    channel = asked.channel(number)
    return await opening.split(*(await asked.of(number)), channel, asked.said.get(number, "1.1"))


async def _open(asked: Asked, number: int) -> object:
    desk, request = await asked.plain(number)
    ts = asked.said[number]
    return await opening.open_from_message(desk, request, asked.channel(number), ts, Origin.EMOJI)


async def _decline(asked: Asked, number: int) -> object:
    desk, request = await asked.plain(number)
    await opening.decline(desk, request, asked.channel(number), asked.said[number])
    return None


async def _status(asked: Asked, number: int) -> object:
    desk, request = await asked.plain(number)
    channel, at = asked.channel(number), desk.clock.now()
    message = Message(channel, f"{next(_keys)}.9", None, asked.person.id, Side.CLIENT, "status", at)
    await queries.answer_query(desk, request, message, Query.STATUS, "")
    return None


async def _set_up(asked: Asked, number: int) -> object:
    desk, request = await asked.plain(number)
    form = setup.Setup(
        asked.channel(number), "Acme Orders", "matai-growth", "UTC", "en", asked.channels["triage"]
    )
    return await setup.set_up(desk, request, form)


async def _new(asked: Asked, number: int) -> object:
    desk, request = await asked.plain(number)
    return await opening.new_ticket(desk, request, opening.Wanted(asked.channel(number), "Hello"))


def scene(action: Action) -> Call:
    return about(queries.scene_for, action)


# c: a client's person, for their own client; o: colleague; e: engineer; m: manager; a: admin. The last word
# says what a client's person reads about another client's: there is no such ticket, or they may not.
CALLS: Final[Mapping[str, tuple[Action, Call, str, str]]] = {
    "open a ticket from a message": (Action.OPEN_TICKET, _open, "coema", "refused"),
    "decline a ticket": (Action.OPEN_TICKET, _decline, "coema", "refused"),
    "see a ticket": (Action.READ_TICKET, scene(Action.READ_TICKET), "cema", "unknown"),
    "read its page": (Action.READ_NOTES, about(queries.history_for), "ema", "unknown"),
    "see the form of a reply": (Action.REPLY, scene(Action.REPLY), "ema", "unknown"),
    "list tickets": (Action.LIST_TICKETS, wide(queries.staff_list, Listed.OPEN), "ema", "refused"),
    "ask for the status": (Action.ASK_STATUS, _status, "cema", "refused"),
    "reply": (Action.REPLY, about(tickets.reply, "On it"), "ema", "unknown"),
    "add details": (Action.ADD_DETAILS, about(tickets.add_details, {"what": "It"}), "cema", "unknown"),
    "choose a severity": (
        Action.CHOOSE_SEVERITY,
        about(tickets.choose_severity, Severity.LOW),
        "cema",
        "unknown",
    ),
    "ask for a severity": (
        Action.ASK_SEVERITY,
        about(tickets.choose_severity, Severity.HIGH),
        "cema",
        "unknown",
    ),
    "set a severity": (
        Action.SET_SEVERITY,
        about(tickets.choose_severity, Severity.MEDIUM),
        "cema",
        "unknown",
    ),
    "keep a severity": (Action.ANSWER_SEVERITY, about(tickets.keep_severity), "ema", "unknown"),
    "set the kind": (Action.SET_KIND, about(tickets.set_kind, RequestKind.INCIDENT), "ema", "unknown"),
    "claim": (Action.CLAIM, about(tickets.claim), "ema", "unknown"),
    "assign": (Action.ASSIGN, about(tickets.assign, "nobody"), "ema", "unknown"),
    "wait": (Action.WAIT, about(tickets.wait), "ema", "unknown"),
    "resume": (Action.RESUME, about(tickets.resume), "ema", "unknown"),
    "note": (Action.NOTE, about(tickets.note, "Aha"), "ema", "unknown"),
    "split": (Action.SPLIT, _split, "ema", "unknown"),
    "merge": (Action.MERGE, _merge, "ema", "unknown"),
    "resolve": (Action.RESOLVE, about(tickets.resolve, "Done"), "ema", "unknown"),
    "confirm": (Action.CONFIRM, about(tickets.confirm), "c", "unknown"),
    "reopen": (Action.REOPEN, about(tickets.reopen), "cema", "unknown"),
    "dismiss": (Action.DISMISS, about(tickets.dismiss), "cema", "unknown"),
    "restore": (Action.RESTORE, about(tickets.restore), "cema", "unknown"),
    "see the set-up": (Action.SET_UP_CHANNEL, wide(setup.setup_form, "C0"), "ema", "refused"),
    "set up": (Action.SET_UP_CHANNEL, _set_up, "ema", "refused"),
    "make a triage channel": (Action.SET_UP_CHANNEL, wide(setup.make_triage, "C0"), "ema", "refused"),
    "name a manager": (Action.NAME_ROLES, wide(people.name_role, "U0", "manager"), "a", "refused"),
    "list the clients": (Action.SEE_CLIENTS, wide(queries.client_channels), "ema", "refused"),
    "find a client": (Action.SEE_CLIENTS, wide(finding.named_client, "acme"), "ema", "refused"),
    "open a ticket for a client": (Action.SEE_CLIENTS, _new, "ema", "refused"),
}
LETTER: Final = {"c": "ana", "o": "kim", "e": "sam", "m": "max", "a": "ada"}
ROLE: Final = dict(
    zip("coema", (Role.CLIENT, Role.COLLEAGUE, Role.ENGINEER, Role.MANAGER, Role.ADMIN), strict=True)
)


def test_every_action_is_walked() -> None:
    assert {action for action, *_ in CALLS.values()} == set(Action)


async def crowd(live: Live) -> dict[str, Asked]:
    """Two tickets of two messages for each of two clients, and a person of each role (Acme's)."""
    world = await live.get("world")
    channels = {each["name"]: each["id"] for each in world["channels"]}
    users = {each["name"]: each["id"] for each in world["users"]}
    said: dict[int, str] = {}
    reports = (("ana", "#acme"), ("bo", "#acme"), ("rui", "#banco-litoral"), ("rui", "#banco-litoral"))
    for number, (user, channel) in enumerate(reports, 1):
        await live.advance(minutes=6)
        ts = await live.say(user, channel, f"Report {number} is broken")
        said[number] = await live.say(user, channel, "And so is its copy", thread_ts=ts)
    return {
        letter: Asked(
            live, Person(users[name], ROLE[letter], "acme" if letter == "c" else None), channels, said
        )
        for letter, name in LETTER.items()
    }


async def everything(desk: Desk) -> object:
    """All that anybody could have written."""
    async with desk.database.reading() as store:
        numbers = range(1, 8)
        return (
            [await store.tickets.get(number) for number in numbers],
            [await store.tickets.events(number) for number in numbers],
            [await store.messages.of_ticket(number) for number in numbers],
            await store.channels.all(),
            await store.clients.all(),
            sorted(await store.people.all(), key=lambda each: each.id),
            await store.outbox.pending(),
        )


async def refusal(call: Call, asked: Asked, number: int) -> SupportError | None:
    """What is refused because of who asks; what else is wrong with the request is not of interest here."""
    try:
        await call(asked, number)
    except (NotAllowedError, UnknownTicketError) as error:
        return error
    except SupportError:
        return None
    return None


async def test_every_action_by_every_role_for_ones_own_client_and_for_another(live: Live) -> None:
    by = await crowd(live)
    before = await everything(live.bot.desk)
    for name, (_, call, allowed, _) in CALLS.items():
        for letter in set("coema") - set(allowed):
            for number in (1, 3) if letter != "c" else (1,):
                assert isinstance(await refusal(call, by[letter], number), NotAllowedError), (name, letter)
    for name, (_, call, _, foreign) in CALLS.items():
        expected = UnknownTicketError if foreign == "unknown" else NotAllowedError
        assert isinstance(await refusal(call, by["c"], 3), expected), name
        if foreign == "unknown":
            assert isinstance(await refusal(call, by["c"], NOBODY), UnknownTicketError), name
    assert await everything(live.bot.desk) == before
    for name, (_, call, allowed, _) in CALLS.items():
        for letter in allowed:
            for number in (1,) if letter == "c" else (1, 3):
                assert await refusal(call, by[letter], number) is None, (name, letter, number)


def test_a_refusal_never_says_that_another_client_has_such_a_ticket() -> None:
    ana = Person("U1", Role.CLIENT, "acme")
    assert explain(UnknownTicketError(3), ana).replace("3", "999") == explain(UnknownTicketError(999), ana)


async def forged(live: Live, payload: Json) -> str:
    """Send what no Slack would: signed, but made up. Return the answer's body."""
    body = urlencode({"payload": json.dumps(payload)})
    stamp = str(int(SystemClock().now().timestamp()))
    secret = live.sandbox.signing_secret.encode()
    signed = hmac.new(secret, f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "x-slack-signature": f"v0={signed}",
        "x-slack-request-timestamp": stamp,
        "content-type": "application/x-www-form-urlencoded",
    }
    async with live.session.post(f"{live.bot.url}/slack/events", data=body, headers=headers) as response:
        assert response.status == 200
        said = await response.text()
    await live.settle()
    return said


PRESSED: Final = (
    ids.CHOOSE_SEVERITY, ids.ADD_DETAILS, ids.NOT_AN_ISSUE, ids.OPEN_AFTER_ALL, ids.IT_WORKS,
    ids.STILL_BROKEN, ids.CLAIM, ids.WAIT_FOR_CLIENT, ids.WAIT_FOR_THIRD_PARTY, ids.RESUME,
    ids.REOPEN, ids.DISMISS, ids.RESTORE, ids.GRANT_SEVERITY, ids.KEEP_SEVERITY,
    ids.ASK_SEVERITY, ids.ASK_RESOLVE, ids.ASK_REPLY, ids.ASK_MORE, ids.ASK_ASSIGN,
    ids.ASK_NOTE, ids.ASK_MERGE, ids.ASK_SPLIT, ids.ASK_KIND,
)  # fmt: skip
SENT: Final = {
    ids.DETAILS_MODAL: {ids.WHAT: "It"},
    ids.RESOLVE_MODAL: {ids.SUMMARY: "Done"},
    ids.REPLY_MODAL: {ids.REPLY: "Hi"},
    ids.NOTE_MODAL: {ids.NOTE: "Aha"},
    ids.ASSIGN_MODAL: {ids.ASSIGNEE: "U0NOBODY"},
    ids.SEVERITY_MODAL: {ids.SEVERITY: "low"},
    ids.KIND_MODAL: {ids.KIND: "incident"},
    ids.MERGE_MODAL: {ids.INTO: "1"},
    ids.SPLIT_MODAL: {ids.MESSAGE: "C1:1.1"},
}


def button_of(asked: Asked, thread_ts: str, action_id: str, number: int) -> Json:
    channel = asked.channels["acme"]
    return {
        "type": "block_actions",
        "user": {"id": asked.person.id},
        "team": {"id": "T1"},
        "channel": {"id": channel},
        "container": {
            "type": "message",
            "channel_id": channel,
            "message_ts": thread_ts,
            "thread_ts": thread_ts,
        },
        "trigger_id": f"forged:{next(_keys)}",
        "actions": [{"type": "button", "action_id": action_id, "block_id": "b", "value": f"{number}:high"}],
    }


def form_of(asked: Asked, callback_id: str, number: int) -> Json:
    fields = SENT[callback_id]
    return {
        "type": "view_submission",
        "user": {"id": asked.person.id},
        "team": {"id": "T1"},
        "trigger_id": f"forged:{next(_keys)}",
        "view": {
            "id": f"V{next(_keys)}",
            "type": "modal",
            "callback_id": callback_id,
            "private_metadata": json.dumps({"ticket": number, "channel": asked.channels["acme"]}),
            "blocks": [{"type": "input", "block_id": name} for name in fields],
            "state": {"values": {name: {name: {"value": text}} for name, text in fields.items()}},
        },
    }


async def test_a_forger_reads_the_same_of_anothers_ticket_as_of_none(live: Live) -> None:
    by = await crowd(live)
    ana, thread_ts = by["c"], (await live.messages("#acme"))[0]["ts"]
    async with live.bot.desk.database.reading() as store:
        before = [await store.tickets.events(number) for number in (3, 4)]
    press, send = partial(button_of, ana, thread_ts), partial(form_of, ana)
    for action_id in PRESSED:
        read = []
        for number in (3, NOBODY):
            await forged(live, press(action_id, number))
            read.append((await live.texts("#acme", thread_ts))[-1].replace(f"#{number}", "#N"))
        assert read[0] == read[1], action_id
        assert read[0].startswith("There is no ticket #N in this channel."), action_id
    for callback_id in SENT:
        answers = [
            (await forged(live, send(callback_id, number))).replace(f"#{number}", "#N")
            for number in (3, NOBODY)
        ]
        assert answers[0] == answers[1], callback_id
        assert "There is no ticket #N" in answers[0], callback_id
    async with live.bot.desk.database.reading() as store:
        assert [await store.tickets.events(number) for number in (3, 4)] == before


@pytest.mark.parametrize("number", [1, 3], ids=["their own ticket", "another client's ticket"])
async def test_a_client_who_presses_what_is_for_staff_is_told_so_in_the_thread(
    live: Live, number: int
) -> None:
    by = await crowd(live)
    thread_ts = (await live.messages("#acme"))[0]["ts"]
    await forged(live, button_of(by["c"], thread_ts, ids.CLAIM, number))
    last = (await live.texts("#acme", thread_ts))[-1]
    expected = (
        "Only the support team can do that." if number == 1 else "There is no ticket #3 in this channel."
    )
    assert last.startswith(expected)
