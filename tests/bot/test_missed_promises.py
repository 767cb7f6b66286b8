"""What a breach says to the client and to the account manager, news that are due, and how often it counts."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.domain.tickets import EventKind
from tests.bot.walks import CARD, CLIENT, STARTS_AT, Post, as_told, at, moment, report, ticket_posts, under
from tests.databases import ON_SQLITE
from tests.live import Live, button_texts

pytestmark = ON_SQLITE


@pytest.fixture
def starts_at() -> datetime:
    """A Friday, shortly before the plan of Acme closes."""
    return STARTS_AT


LATE: Final = {
    "en": "We promised you a first answer to ticket #1 by Mon, Nov 23, 2026, 12:30, and it has not come yet. "
    "We are sorry. max has been told, and we expect to answer by Mon, Nov 23, 2026, 14:30.",
    "es": "Les prometimos una primera respuesta al ticket #1 para el lun, 23 nov 2026, 12:30 y aún no ha "
    "llegado. Lo sentimos. max ya está al tanto, y esperamos responder antes del lun, 23 nov 2026, 14:30.",
    "pt": "Prometemos uma primeira resposta ao chamado #1 até seg., 23 de nov. de 2026, 12:30, e ela ainda "
    "não chegou. Pedimos desculpas. Avisamos max, e esperamos responder até seg., 23 de nov. de 2026, 14:30.",
}


@pytest.mark.parametrize("language", LATE)
async def test_the_client_reads_one_honest_line_in_their_language(
    database_url: str, tmp_path: Path, language: str
) -> None:
    spoken = (
        'time_zone = "America/New_York"\nlanguage = "en"',
        f'time_zone = "America/New_York"\nlanguage = "{language}"',
    )
    async with under(database_url, tmp_path, clients=spoken) as live:
        await report(live, "critical")
        await at(live, "25 09:00")
        told = [post.says for post in await ticket_posts(live) if post.where == CLIENT][1:]
        assert told == [LATE[language]]


async def test_where_the_plan_switches_it_off_the_client_reads_nothing_and_staff_do(
    database_url: str, tmp_path: Path
) -> None:
    silent = ('language = "en"', 'language = "en"\ntells_client_of_breach = false')
    async with under(database_url, tmp_path, matai_growth=silent) as live:
        await report(live, "critical")
        await at(live, "25 09:00")
        found = await ticket_posts(live)
        assert len([post for post in found if post.where == CLIENT]) == 1
        told = [post.says for post in found if "breached" in post.says]
        assert len(told) == 2
        assert not [text for text in told if "The client was told" in text]


async def test_an_answer_that_comes_between_the_breach_and_its_line_is_not_denied(live: Live) -> None:
    """Slack takes nothing from us around the breach, and Sam answers meanwhile."""
    ts = await report(live, "critical")
    await at(live, "23 12:29")
    await live.fault("chat.postMessage", "rate_limited", 6, seconds=600)
    await live.post("clock", to=moment("23 12:31").isoformat())
    await live.begin("sam", "#acme", "We are on it", thread_ts=ts)
    await at(live, "23 13:10")
    told = [text for text in await live.texts("#acme", ts) if "first answer" in text]
    assert told == [
        "Our first answer to ticket #1 was promised by Mon, Nov 23, 2026, 12:30 and came later. We are sorry."
    ]


@pytest.fixture
async def without_max(live: Live) -> Live:
    """The same, where the account manager does not read the triage channel."""
    await live.post("member", channel="#triage", user="max", **{"in": False})
    await live.settle()
    return live


async def test_an_account_manager_who_does_not_read_the_cards_gets_a_message_of_their_own(
    without_max: Live,
) -> None:
    live = without_max
    await report(live, "critical")
    await at(live, "23 12:45")
    told = [post for post in await ticket_posts(live) if post.at == "Mon 12:30"]
    table = [
        Post("Mon 12:30", "client", "We promised you"),
        Post("Mon 12:30", "dm max", "escalated to *L3*"),
        Post("Mon 12:30", CARD, "*first response* breached", "kim"),
        Post("Mon 12:30", CARD, "escalated to *L3*: ", "sam"),
    ]
    assert as_told(told, table) == table
    page = told[1].says
    assert "*Order processing is not running*" in page, "all that is needed, with no card in sight"
    assert "|#1>* · *Acme Orders*" in page
    calls = (await live.get("calls", method="chat.postMessage"))["calls"]
    [own] = [call["answer"] for call in calls if call["args"]["text"] == page]
    await live.press("max", own, "claim")
    assert (await live.card(1))["text"].startswith("#1 · Acme Orders · critical · open · max")


async def test_they_get_one_of_a_breach_too_where_nobody_is_paged(without_max: Live) -> None:
    live = without_max
    await report(live, "critical")
    await live.command("kim", "/ticket", "claim 1")
    await at(live, "23 12:45")
    told = [post for post in await ticket_posts(live) if post.at == "Mon 12:30"]
    table = [
        Post("Mon 12:30", "client", "We promised you"),
        Post("Mon 12:30", "dm max", "*first response* breached"),
        Post("Mon 12:30", CARD, "*first response* breached", "kim"),
    ]
    assert as_told(told, table) == table
    assert "|#1>* · *Acme Orders*" in told[1].says
    assert "The client was told when to expect it instead." in told[2].says


async def test_news_that_are_due_are_posted_from_the_warning_and_start_the_clock_again(live: Live) -> None:
    """Updates of a critical ticket of Globex's are due every four hours."""
    ts = await report(live, "critical", "gia", "#globex")
    await live.command("kim", "/ticket", "claim 1")
    await live.say("kim", "#globex", "We are looking into it", ts)
    await at(live, "20 20:31")
    warning = (await live.replies("#triage", (await live.card(1))["ts"]))[-1]
    assert "75 % of the time for the *update*" in warning["text"]
    assert button_texts(warning) == ["Post update"]
    await live.press("kim", warning, "ask_update")
    await live.submit("kim", reply="The database is being restored")
    assert "The database is being restored" in (await live.texts("#globex", ts))[-1]
    await at(live, "21 00:35")
    told = [post for post in await ticket_posts(live) if "*update*" in post.says]
    table = [
        Post("Fri 19:30", CARD, "50 % of the time for the *update*"),
        Post("Fri 20:30", CARD, "75 % of the time for the *update*", "kim"),
        Post("Fri 22:31", CARD, "50 % of the time for the *update*"),
        Post("Fri 23:31", CARD, "75 % of the time for the *update*", "kim"),
        Post("Sat 00:07", CARD, "90 % of the time for the *update*", "kim"),
        Post("Sat 00:31", CARD, "*update* breached", "kim max"),
    ]
    assert as_told(told, table) == table


async def breaches(live: Live, clock: str = "first_response") -> float:
    """How many breaches the meters count of a kind of clock."""
    async with live.session.get(f"{live.bot.url}/metrics") as response:
        counted = [
            line for line in (await response.text()).splitlines() if "hourglass_breaches_total{" in line
        ]
    return sum(float(line.split()[-1]) for line in counted if f'"{clock}"' in line)


class _CutOffError(Exception):
    """What a transaction ends in here."""


async def _look_and_undo(live: Live) -> None:
    """Tell what is due a minute after the breach, and let nothing of it remain."""
    async with live.bot.desk.database.transaction() as store:
        ticket = await store.tickets.lock(1)
        assert ticket is not None
        store.touch(ticket)
        await live.bot.desk.watch.look(store, moment("23 12:31"))
        log = await store.tickets.events(1)
        assert [each for each in log if each.kind is EventKind.BREACHED], "it was told, as far as this goes"
        raise _CutOffError


async def test_a_breach_whose_transaction_is_undone_does_not_count(live: Live) -> None:
    await report(live, "critical")
    await at(live, "23 12:29")
    with pytest.raises(_CutOffError):
        await _look_and_undo(live)
    assert await breaches(live) == 0
    await at(live, "23 12:45")
    assert await breaches(live) == 1


async def test_a_breach_by_another_severity_counts_once(live: Live) -> None:
    await report(live, "high")
    await at(live, "23 16:30")
    assert await breaches(live) == 0
    await live.command("sam", "/ticket", "severity 1 critical")
    assert await breaches(live) == 1
    await live.command("sam", "/ticket", "severity 1 high")
    await at(live, "26 09:00")
    assert (await breaches(live), await breaches(live, "resolution")) == (1, 1)


async def test_a_breach_that_somebody_comes_by_before_the_tick_counts_once_and_is_told_once(
    live: Live,
) -> None:
    await report(live, "critical")
    await at(live, "23 12:29")
    live.sandbox.clock.move_to(moment("23 12:30") + timedelta(seconds=40))
    await asyncio.gather(
        live.command("sam", "/ticket", "note 1 Looking"), live.command("kim", "/ticket", "note 1 Me too")
    )
    await at(live, "23 12:45")
    assert await breaches(live) == 1
    told = [post.says for post in await ticket_posts(live) if "*first response* breached" in post.says]
    assert len(told) == 1
