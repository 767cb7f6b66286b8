"""Every action, by every role, for one's own client and for another's; and what a forger reads."""

import hashlib
import hmac
import json
from functools import partial
from typing import Final
from urllib.parse import urlencode

import pytest

from bot.clock import SystemClock
from bot.desk import Desk
from bot.domain.access import Action
from bot.domain.people import Person, Role
from bot.errors import NotAllowedError, SupportError, UnknownTicketError
from bot.views import ids
from bot.views.errors import explain
from tests.bot.asked import CALLS, LETTER, NOBODY, ROLE, Asked, Call, keys
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Json, Live
from tests.looking import rows

pytestmark = ON_SQLITE


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
            await rows(desk.database, "SELECT * FROM people ORDER BY id"),
            await rows(desk.database, "SELECT * FROM rotations ORDER BY name"),
            await rows(desk.database, "SELECT * FROM overrides"),
            await rows(desk.database, "SELECT * FROM absences"),
            await rows(desk.database, "SELECT * FROM staff_hours"),
            await rows(desk.database, "SELECT * FROM pauses"),
            await rows(desk.database, "SELECT * FROM ratings"),
            await rows(desk.database, "SELECT * FROM measurements"),
            await rows(desk.database, "SELECT * FROM votes"),
            await rows(desk.database, "SELECT * FROM check_in_dates"),
            await rows(desk.database, "SELECT * FROM report_notes"),
            await rows(desk.database, "SELECT * FROM retention"),
            await rows(desk.database, "SELECT * FROM audit"),
            (await store.health.outbox()).rows,
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


@ON_BOTH
async def test_every_action_by_every_role_for_ones_own_client_and_for_another(live: Live) -> None:
    by = await crowd(live)
    before = await everything(live.bot.desk)
    for name, (_, call, allowed, _) in CALLS.items():
        for letter in set("coema") - set(allowed):
            for number in (1, 3) if letter != "c" else (1,):
                assert isinstance(await refusal(call, by[letter], number), NotAllowedError), (name, letter)
    for name, (_, call, _, foreign) in CALLS.items():
        expected = NotAllowedError if foreign == "refused" else UnknownTicketError
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
    ids.ASK_NOTE, ids.ASK_MERGE, ids.ASK_SPLIT, ids.ASK_KIND, ids.ASK_WHY,
    ids.ASK_ESTIMATE, ids.APPROVE, ids.DECLINE_ESTIMATE, ids.CONTEST,
    ids.RATE_VERY_BAD, ids.RATE_GOOD, ids.ASK_COMMENT, ids.VOTE,
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
    ids.ESTIMATE_MODAL: {ids.TEXT: "It", ids.HOURS: "1h"},
    ids.DECLINE_MODAL: {ids.REASON: "No"},
    ids.CONTEST_MODAL: {ids.REASON: "It broke"},
    ids.COMMENT_MODAL: {ids.COMMENT: "It took long"},
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
        "trigger_id": f"forged:{next(keys)}",
        "actions": [{"type": "button", "action_id": action_id, "block_id": "b", "value": f"{number}:high"}],
    }


def form_of(asked: Asked, callback_id: str, number: int) -> Json:
    fields = SENT[callback_id]
    return {
        "type": "view_submission",
        "user": {"id": asked.person.id},
        "team": {"id": "T1"},
        "trigger_id": f"forged:{next(keys)}",
        "view": {
            "id": f"V{next(keys)}",
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
            last = (await live.texts("#acme", thread_ts))[-1]  # an estimate's two buttons answer once
            read.append(last.replace("#3 ", "#N ").replace(f"#{NOBODY} ", "#N "))
        assert read[0] == read[1], action_id
        assert "There is no ticket #N in this channel." in read[0], action_id
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
