"""Estimates: staff propose, the client's approver answers in the thread, and the clock reminds and ends.

Acme is under Ongoing Support here, which bills additional work at $85 an hour once ana, its approver, has
approved. It is Friday 20 November 2026, 17:30 in New York, which the client's times are in.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from bot.domain.people import Person, Role
from bot.errors import SupportError
from bot.services import estimating
from bot.views.errors import explain
from tests.bot.asked import Asked
from tests.bot.walks import FRIDAY, at, friday, under
from tests.live import Json, Live, button_texts, demo_clients_file, desk, shown, slack

CHANGE: Final = ('plan = "matai-growth"', 'plan = "ongoing-support"')
TWO: Final = ('"matai-growth"', '"ongoing-support"')
OFFER: Final = "6 h, $510 ($85 per hour)"
_PLAN: Final = 'plan = "{}"\ntime_zone = "America/New_York"\nlanguage = "en"\naccount_manager = "max"'
UNTIL: Final = "Mon, Dec 7, 2026, 17:30"


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """Acme under Ongoing Support on that Friday, and a bot at work."""
    async with under(database_url, tmp_path, clients=CHANGE) as live:
        await at(live, FRIDAY)
        yield live


async def asked(live: Live, typed: str = '6h "Export to PDF"') -> str:
    """A ticket of additional work with an estimate; return its thread."""
    ts = await live.say("ana", "#acme", "Please add an export")
    await live.command("sam", "/ticket", "claim 1")
    await live.command("sam", "/ticket", "kind 1 additional work")
    await estimate(live, typed)
    return ts


async def estimate(live: Live, typed: str, who: str = "sam") -> str:
    return await live.command(who, "/ticket", f"estimate 1 {typed}".strip())


async def estimates(live: Live, ts: str) -> list[Json]:
    """The estimates in the client's thread, oldest first."""
    found = await live.replies("#acme", ts)
    return [each for each in found if each["text"].startswith("An estimate for ticket")]


async def decline(live: Live, message: Json, reason: str = "") -> None:
    await live.press("ana", message, "decline_estimate")
    await live.submit("ana", reason=reason)


async def mention(live: Live, name: str) -> str:
    return next(f"<@{each['id']}>" for each in (await live.get("world"))["users"] if each["name"] == name)


async def clicked(live: Live, which: int, name: str = "ana", language: str = "en") -> str:
    """What somebody reads who presses Approve on a message that shows how things stood before."""
    user = (await mention(live, name)).strip("<@>")
    person = Person(user, Role.CLIENT, "acme", name, language)
    world = await live.get("world")
    channels = {each["name"]: each["id"] for each in world["channels"]}
    try:
        await estimating.approve(*(await Asked(live, person, channels, {}).of(1)), which)
    except SupportError as error:
        return explain(error, person)
    return ""


async def ids(live: Live) -> list[int]:
    async with live.bot.desk.database.reading() as store:
        return [each.seq for each in await store.tickets.events(1) if each.kind == "estimated"]


async def test_the_client_is_asked_in_the_thread_and_the_approvers_yes_stands_there(live: Live) -> None:
    ts = await asked(live)
    [post] = await estimates(live, ts)
    ana = await mention(live, "ana")
    assert post["text"] == (
        f"An estimate for ticket #1.\nWhat it takes: *{OFFER}*\nIt can be approved by {ana}.\n"
        f"It stands until {UNTIL}. We begin once it is approved.\n>Export to PDF"
    )
    assert button_texts(post) == ["Approve", "Decline"]
    assert f"⏳ Waits for approval: {OFFER}" in shown(await live.card(1))
    await live.press("ana", post, "approve")
    [post] = await estimates(live, ts)
    assert "✅ ana approved it on Fri, Nov 20, 2026, 17:3" in post["text"]
    assert button_texts(post) == []
    assert f"✅ Approved by ana: {OFFER}" in shown(await live.card(1))
    assert (await live.card_lines(1))[-2:] == [
        f"sam sent the client an estimate: {OFFER}\n>Export to PDF",
        f"✅ ana approved the estimate: {OFFER}\n{await mention(live, 'sam')}",
    ]


async def test_who_sends_it_reads_who_may_approve_it_or_how_to_name_somebody(live: Live) -> None:
    await asked(live)
    assert await estimate(live, "2h Less") == (
        "The client was asked to approve 2 h, $170 ($85 per hour) for #1. It can be approved by ana."
    )
    for typed, answer in {
        "6h": "Something is missing: what is included",
        "Export": "`Export` says not how long it takes.",
        "$500 flat Export": "The plan charges such work by the hour",
        "6h at 90/h Export": "The plan has a rate of its own",
    }.items():
        assert (await estimate(live, typed)).startswith(answer), typed


async def test_only_the_named_approvers_answer(live: Live) -> None:
    ts = await asked(live)
    [post] = await estimates(live, ts)
    await live.press("bo", post, "approve")
    assert (await live.texts("#acme", ts))[-1] == (
        "This estimate for ticket #1 can be approved or declined by ana."
    )
    await live.press("bo", post, "decline_estimate")
    assert (await live.texts("#acme", ts))[-1].endswith("declined by ana.")
    await live.press("sam", post, "approve")
    assert (await live.whispers("sam"))[-1] == (
        "You work for the support team, and only the client can approve or decline an estimate."
    )
    assert button_texts((await estimates(live, ts))[0]) == ["Approve", "Decline"]


async def test_where_nobody_is_named_nobody_can_and_staff_read_how_to_name_somebody(
    database_url: str, tmp_path: Path
) -> None:
    change = (
        f'{_PLAN.format("matai-growth")}\napprovers = ["ana"]',
        _PLAN.format("ongoing-support"),
    )
    async with under(database_url, tmp_path, clients=change) as live:
        await at(live, FRIDAY)
        ts = await asked(live)
        said = await estimate(live, "2h Less")
        assert "*nobody of theirs is named to approve it*. Name somebody: type `/support setup`" in said
        post = (await estimates(live, ts))[-1]
        assert "Nobody of yours is named to approve it yet." in post["text"]
        await live.press("ana", post, "approve")
        assert (await live.texts("#acme", ts))[-1].startswith("Nobody of yours is named to approve estimates")
        assert button_texts((await estimates(live, ts))[-1]) == ["Approve", "Decline"]


async def test_two_clicks_at_once_approve_once(live: Live) -> None:
    ts = await asked(live)
    [post] = await estimates(live, ts)
    await asyncio.gather(*(live.press("ana", post, "approve") for _ in range(2)))
    assert sum("approved the estimate" in each for each in await live.card_lines(1)) == 1
    [which] = await ids(live)
    for language, said in {
        "en": "ana approved this estimate for ticket #1 already; nothing more is needed.",
        "es": "ana ya aprobó este presupuesto para el ticket #1; no hace falta nada más.",
        "pt": "ana já aprovou este orçamento do chamado #1; não é preciso mais nada.",
    }.items():
        assert await clicked(live, which, "bo", language) == said


async def test_a_click_on_what_is_over_is_answered_in_one_sentence(live: Live) -> None:
    ts = await asked(live)
    await estimate(live, "8h More")
    first, second = await ids(live)
    assert (await clicked(live, first)).startswith("A newer estimate for ticket #1 stands in the place")
    await decline(live, (await estimates(live, ts))[1])
    assert (await clicked(live, second)).startswith("ana declined this estimate for ticket #1.")
    await estimate(live, "9h More")
    third = (await ids(live))[-1]
    await live.command("sam", "/ticket", "resolve 1 Done")
    assert (await clicked(live, third)).startswith("Ticket #1 is resolved already.")
    await live.say("bo", "#acme", "The shop is empty")
    await live.command("sam", "/ticket", "reopen 1")
    assert await live.command("sam", "/ticket", "merge 1 into 2") == "#1 is part of #2 now."
    assert "is part of another one" in await clicked(live, third)
    assert await clicked(live, 999) != ""


async def test_a_declined_one_shows_why_and_a_changed_one_asks_again(live: Live) -> None:
    ts = await asked(live)
    await decline(live, (await estimates(live, ts))[0], "Too <!channel> dear")
    [post] = await estimates(live, ts)
    assert "❌ ana declined it on Fri, Nov 20" in post["text"]
    assert ">Too @channel dear" in post["text"]
    assert f"❌ Declined: {OFFER}" in shown(await live.card(1))
    sam = await mention(live, "sam")
    assert (await live.card_lines(1))[-1].endswith(f"{OFFER}\n>Too @channel dear\n{sam}")
    await estimate(live, "4h Less")
    await estimate(live, "3h Least")
    states = [each["text"].splitlines()[2] for each in await estimates(live, ts)]
    assert states[0].startswith("❌ ana declined it")
    assert states[1] == "A newer estimate stands in its place: see below."
    assert states[2].startswith("It can be approved by")


async def test_what_was_agreed_stands_until_another_is_agreed(live: Live) -> None:
    ts = await asked(live)
    await live.press("ana", (await estimates(live, ts))[0], "approve")
    await estimate(live, "10h More")
    card = shown(await live.card(1))
    assert f"✅ Approved by ana: {OFFER}\n⏳ Waits for approval: 10 h, $850 ($85 per hour)" in card
    await live.press("ana", (await estimates(live, ts))[1], "approve")
    first, second = await estimates(live, ts)
    assert "A newer estimate was approved in its place." in first["text"]
    assert "✅ ana approved it" in second["text"]
    assert "✅ Approved by ana: 10 h, $850 ($85 per hour)" in shown(await live.card(1))


async def reminders(live: Live, ts: str) -> list[str]:
    return [each for each in await live.texts("#acme", ts) if "a kind reminder: the estimate" in each]


async def test_it_is_reminded_of_once_after_two_business_days_and_expires_after_ten(live: Live) -> None:
    ts = await asked(live)
    await at(live, "24 17:29")
    assert await reminders(live, ts) == []
    await at(live, "24 17:32")
    [said] = await reminders(live, ts)
    ana = await mention(live, "ana")
    assert said == (
        f"{ana} a kind reminder: the estimate for ticket #1 ({OFFER}) waits for your answer until {UNTIL}."
    )
    await at(live, "12-07 17:29")
    assert button_texts((await estimates(live, ts))[0]) == ["Approve", "Decline"]
    await at(live, "12-07 17:32")
    [post] = await estimates(live, ts)
    assert f"It expired on {UNTIL} without an answer." in post["text"]
    assert button_texts(post) == []
    lines = [each for each in await live.card_lines(1) if "estimate" in each][1:]
    assert lines[0].startswith(f"The client's approvers were reminded of the estimate ({OFFER}).")
    assert lines[1].startswith(f"⌛ Nobody answered the estimate in time ({OFFER})")
    assert lines[1].endswith(await mention(live, "sam"))
    assert f"⌛ Expired unanswered: {OFFER}" in shown(await live.card(1))
    [which] = await ids(live)
    assert (await clicked(live, which)).startswith("This estimate for ticket #1 has expired.")
    await at(live, "12-20 12:00")
    assert len(await reminders(live, ts)) == 1


async def test_an_answer_ends_the_reminders_and_a_newer_one_begins_them_anew(live: Live) -> None:
    ts = await asked(live)
    await at(live, "23 12:00")
    await estimate(live, "3h Less")
    await at(live, "24 17:32")
    assert await reminders(live, ts) == []
    await at(live, "25 12:02")
    assert len(await reminders(live, ts)) == 1
    await live.press("ana", (await estimates(live, ts))[1], "approve")
    await at(live, "12-15 12:00")
    assert len(await reminders(live, ts)) == 1
    assert "✅ ana approved it" in (await estimates(live, ts))[1]["text"]


async def test_nothing_is_asked_while_the_ticket_is_resolved_and_again_once_it_is_open(live: Live) -> None:
    ts = await asked(live)
    await live.command("sam", "/ticket", "resolve 1 Done")
    [post] = await estimates(live, ts)
    assert "Ticket #1 is not open any more, so there is nothing to decide here." in post["text"]
    assert button_texts(post) == []
    await at(live, "25 12:00")
    assert await reminders(live, ts) == []
    await live.command("sam", "/ticket", "reopen 1")
    [post] = await estimates(live, ts)
    assert button_texts(post) == ["Approve", "Decline"]
    assert len(await reminders(live, ts)) == 1, "which was due meanwhile"
    assert "(Late: this was due to be said" in next(
        each for each in await live.card_lines(1) if "were reminded of" in each
    )
    await live.press("ana", (await live.replies("#acme", ts))[0], "not_an_issue")
    await at(live, "12-08 12:00")
    assert f"It expired on {UNTIL}" not in (await estimates(live, ts))[0]["text"]
    assert button_texts((await estimates(live, ts))[0]) == []


async def test_what_expired_while_the_bot_was_off_says_so_and_comes_once(
    database_url: str, tmp_path: Path
) -> None:
    clients = demo_clients_file(tmp_path)
    clients.write_text(clients.read_text(encoding="utf-8").replace(*TWO), encoding="utf-8")
    async with slack(friday()) as sandbox:
        async with desk(sandbox, database_url, clients) as live:
            await at(live, FRIDAY)
            ts = await asked(live)
        sandbox.clock.move_to(sandbox.clock.now().replace(month=12, day=20))
        for _ in range(2):
            async with desk(sandbox, database_url, clients) as live:
                await live.advance(minutes=2)
                assert await reminders(live, ts) == []
                assert f"It expired on {UNTIL}" in (await estimates(live, ts))[0]["text"]
                [line] = [each for each in await live.card_lines(1) if "Nobody answered" in each]
        assert "\n(Late: this was due to be said " in line


async def test_an_answer_ends_a_wait_on_the_client(live: Live) -> None:
    ts = await asked(live)
    await live.advance(minutes=1)
    await live.press("sam", await live.card(1), "wait_for_client")
    assert "· waiting on client ·" in (await live.card(1))["text"]
    await live.press("ana", (await estimates(live, ts))[0], "approve")
    assert "· open ·" in (await live.card(1))["text"]


async def test_the_form_behind_more_asks_for_the_same_and_says_what_is_wrong_beside_the_field(
    live: Live,
) -> None:
    ts = await asked(live)
    await live.press("sam", await live.card(1), "ask_more")
    await live.press_in_view("sam", await live.view("sam"), "ask_estimate")
    view = shown(await live.view("sam"))
    assert "Acme Orders is asked to approve this in their thread. Who may: ana." in view
    assert "Leave it empty: the plan charges $85 per hour." in view
    refused = await live.submit("sam", text="Export", hours="six", price="a lot")
    assert refused["errors"] == {
        "hours": "Write how long it takes, as in 6h, 1.5h, 1h30 or 45m.",
        "price": (
            "Write a flat fee as in 500, or a rate as in 90/h, with the currency where it is not the plan's."
        ),
    }
    await live.submit("sam", text="Export to <!channel>", hours="1h30", price="")
    post = (await estimates(live, ts))[-1]
    assert "*1 h 30 min, $127.50 ($85 per hour)*" in post["text"]
    assert post["text"].endswith(">Export to @channel")
    assert await estimate(live, "") == ""
    assert "How long it takes" in shown(await live.view("sam"))


async def test_staff_are_warned_once_each_as_approved_hours_are_used_up(live: Live) -> None:
    ts = await asked(live)
    assert await used(live, 400) == 0, "nothing is approved"
    await live.press("ana", (await estimates(live, ts))[0], "approve")
    assert [await used(live, minutes) for minutes in (287, 288, 300, 360, 400, 290)] == [0, 1, 1, 2, 2, 2]
    near, passed = (await live.card_lines(1))[-2:]
    sam = await mention(live, "sam")
    assert near.startswith("🟠 #1: 4 h 48 min of the 6 h that the client approved are used up.")
    assert passed.startswith("🔴 #1: 6 h are used, and the client approved 6 h.")
    assert near.endswith(sam)
    assert passed.endswith(sam)
    await estimate(live, "10h More")
    await live.press("ana", (await estimates(live, ts))[1], "approve")
    assert [await used(live, minutes) for minutes in (400, 700)] == [0, 1]


async def used(live: Live, minutes: int) -> int:
    """Say that so much work was done; return how often staff were warned since the latest approval."""
    async with live.bot.desk.transaction() as store:
        ticket = await store.tickets.lock(1)
        assert ticket is not None
        now = live.bot.desk.clock.now()
        await estimating.warn_if_past(live.bot.desk, store, ticket, minutes, at=now)
    await live.settle()
    lines = await live.card_lines(1)
    since = max([at for at, line in enumerate(lines) if "approved the estimate" in line], default=0)
    return sum(line.startswith(("🟠 #1: ", "🔴 #1: ")) and "approved" in line for line in lines[since:])


async def test_a_client_answers_in_their_own_language(database_url: str, tmp_path: Path) -> None:
    change = ('plan = "apendice-b"', 'plan = "ongoing-support"')
    async with under(database_url, tmp_path, clients=change) as live:
        await at(live, FRIDAY)
        ts = await live.say("rui", "#banco-litoral", "Preciso de um relatório novo")
        await live.command("sam", "/ticket", "kind 1 additional work")
        await estimate(live, "1h30 Um relatório por filial")
        post = (await live.replies("#banco-litoral", ts))[-1]
        said = post["text"].replace("\xa0", " ").splitlines()
        assert said[:2] == [
            "Um orçamento para o chamado #1.",
            "O que é preciso: *1 h 30 min, US$ 127,50 (US$ 85 por hora)*",
        ]
        assert said[4] == ">Um relatório por filial"
        assert button_texts(post) == ["Aprovar", "Recusar"]
        await live.press("rui", post, "decline_estimate")
        assert "Recusar o orçamento" in str(await live.view("rui"))
        await live.submit("rui", reason="Caro demais")
        post = (await live.replies("#banco-litoral", ts))[-1]
        assert "❌ rui recusou em" in post["text"]


async def test_a_plan_without_a_rate_takes_a_flat_fee_and_another_kind_none(
    database_url: str, tmp_path: Path
) -> None:
    """Matai names no rate, Macktez not even a currency; what Matai counts on its hours has no price."""
    async with under(database_url, tmp_path) as live:
        await at(live, FRIDAY)
        ts = await live.say("ana", "#acme", "Please add a shop")
        assert (await estimate(live, "6h Shop")).startswith("Such work is included in the plan")
        await live.command("sam", "/ticket", "kind 1 major enhancement")
        assert (await estimate(live, "6h Shop")).startswith("The plan names no rate for such work.")
        assert "$500, a flat fee" in await estimate(live, "$500 flat Shop")
        await live.command("sam", "/ticket", "kind 1 minor enhancement")
        assert "2 h of your monthly hours" in await estimate(live, "2h Shop")
        await live.press("ana", (await estimates(live, ts))[-1], "approve")
        assert "✅ Approved by ana: 2 h of your monthly hours" in shown(await live.card(1))


async def test_under_apendice_b_there_is_nothing_to_approve(live: Live) -> None:
    await live.say("rui", "#banco-litoral", "O sistema parou")
    assert (await estimate(live, "2h Relatório")).startswith("Such work is included in the plan")


async def test_under_macktez_the_currency_is_named(database_url: str, tmp_path: Path) -> None:
    change = ('plan = "matai-growth"', 'plan = "macktez-managed"')
    async with under(database_url, tmp_path, clients=change) as live:
        await at(live, FRIDAY)
        ts = await live.say("ana", "#acme", "We need a new laptop")
        await live.command("sam", "/ticket", "kind 1 service request")
        assert (await estimate(live, "flat 500 Laptop")).startswith("The plan names no currency.")
        assert "$500, a flat fee, for 3 h" in await estimate(live, "3h $500 flat Laptop")
        await live.press("ana", (await estimates(live, ts))[-1], "approve")
        assert "✅ ana approved it" in (await estimates(live, ts))[-1]["text"]
