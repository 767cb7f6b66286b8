"""Estimates: staff propose, and the client's approver answers in the thread.

Acme is under Ongoing Support here, which bills additional work at $85 an hour once ana, its approver, has
approved. It is Friday 20 November 2026, 17:30 in New York, which the client's times are in.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from bot.shipped import demo_clients
from tests.bot.estimated import (
    CHANGE,
    OFFER,
    UNTIL,
    asked,
    clicked,
    decline,
    estimate,
    estimates,
    ids,
    mention,
)
from tests.bot.walks import FRIDAY, at, under
from tests.databases import ON_SQLITE
from tests.live import Live, button_texts, shown

pytestmark = ON_SQLITE

_PLAN: Final = 'plan = "{}"\ntime_zone = "America/New_York"\nlanguage = "en"\naccount_manager = "max"'


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """Acme under Ongoing Support on that Friday, and a bot at work."""
    async with under(database_url, tmp_path, clients=CHANGE) as live:
        await at(live, FRIDAY)
        yield live


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
        "The client was asked to approve 2 h, $170.00 ($85.00 an hour) for #1. It can be approved by ana."
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
    bo = await mention(live, "bo")
    assert (await live.texts("#acme", ts))[-1] == (
        f"{bo} This estimate for ticket #1 can be approved or declined by ana."
    )
    await live.press("sam", post, "approve")
    assert (await live.whispers("sam"))[-1] == (
        "You work for the support team, and only the client can approve or decline an estimate."
    )
    assert button_texts((await estimates(live, ts))[0]) == ["Approve", "Decline"]


async def test_whoever_presses_in_vain_is_told_once_and_by_name(live: Live) -> None:
    ts = await asked(live)
    [post] = await estimates(live, ts)
    for action in ("approve", "decline_estimate", "approve"):
        await live.press("bo", post, action)
    assert [await mention(live, "bo") in each for each in await refusals(live, ts)] == [True]
    await estimate(live, "4h Less")
    await live.press("bo", (await estimates(live, ts))[1], "approve")
    assert len(await refusals(live, ts)) == 2, "another estimate"


async def refusals(live: Live, ts: str) -> list[str]:
    """What stands in the client's thread of presses that nothing came of."""
    return [each for each in await live.texts("#acme", ts) if "can be approved or declined by" in each]


async def test_where_nobody_is_named_nobody_can_and_staff_read_how_to_name_somebody(
    database_url: str, tmp_path: Path
) -> None:
    acme, change = demo_clients().partition("[[clients]]")[2].partition("[[clients]]")[0], CHANGE
    unnamed = acme.replace(*change).replace('approvers = ["ana"]\n', "")
    async with under(database_url, tmp_path, clients=(acme, unnamed)) as live:
        await at(live, FRIDAY)
        ts = await asked(live)
        said = await estimate(live, "2h Less")
        assert "*nobody of theirs is named to approve it*. Name somebody: type `/support setup`" in said
        post = (await estimates(live, ts))[-1]
        assert "Nobody of yours is named to approve it yet." in post["text"]
        await live.press("ana", post, "approve")
        assert "> Nobody of yours is named to approve estimates" in (await live.texts("#acme", ts))[-1]
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


async def test_the_very_same_estimate_is_not_asked_twice(live: Live) -> None:
    ts = await asked(live)
    said = "This very estimate for #1 waits for the client's answer already. It can be approved by ana."
    assert (await estimate(live, '6h "Export to PDF"')).startswith(said)
    assert (await estimate(live, "6h Export to PDF", "kim")).startswith(said)
    assert button_texts((await estimates(live, ts))[0]) == ["Approve", "Decline"]
    assert len(await ids(live)) == 1
    assert "was asked to approve" in await estimate(live, "6h Export to PDF and CSV")
    await decline(live, (await estimates(live, ts))[1])
    assert "was asked to approve" in await estimate(live, "6h Export to PDF and CSV"), "once declined"


async def test_the_same_estimate_typed_twice_at_once_is_asked_once(live: Live) -> None:
    ts = await asked(live)
    said = await asyncio.gather(*(estimate(live, "8h More") for _ in range(2)))
    assert "waits for the client's answer already" in "".join(said)
    assert len(await estimates(live, ts)) == len(await ids(live)) == 2


async def test_a_click_on_what_is_over_is_answered_in_one_sentence(live: Live) -> None:
    ts = await asked(live)
    await live.advance(minutes=6)
    await live.say("bo", "#acme", "The shop is empty")
    await estimate(live, "8h More")
    first, second = await ids(live)
    assert (await clicked(live, first)).startswith("A newer estimate for ticket #1 stands in the place")
    await decline(live, (await estimates(live, ts))[1])
    assert (await clicked(live, second)).startswith("ana declined this estimate for ticket #1.")
    await estimate(live, "9h More")
    third = (await ids(live))[-1]
    await live.command("sam", "/ticket", "resolve 1 Done")
    assert (await clicked(live, third)).startswith("Ticket #1 is resolved already.")
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
    assert f"✅ Approved by ana: {OFFER}\n⏳ Waits for approval: 10 h, $850.00 ($85.00 an hour)" in card
    await live.press("ana", (await estimates(live, ts))[1], "approve")
    first, second = await estimates(live, ts)
    assert "A newer estimate was approved in its place." in first["text"]
    assert "✅ ana approved it" in second["text"]
    assert "✅ Approved by ana: 10 h, $850.00 ($85.00 an hour)" in shown(await live.card(1))


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
    assert "Leave it empty: the plan charges $85.00 an hour." in view
    refused = await live.submit("sam", text="Export", hours="six", price="a lot")
    assert refused["errors"] == {
        "hours": "Write how long it takes, as in 6h, 1.5h, 1h30 or 45m.",
        "price": (
            "Write a flat fee as in 500, or a rate as in 90/h, with the currency where it is not the plan's."
        ),
    }
    refused = await live.submit("sam", text="Export", hours="1:75", price="")
    assert list(refused["errors"]) == ["hours"]
    assert "59 minutes" in refused["errors"]["hours"]
    await live.submit("sam", text="Export to <!channel>", hours="1:30", price="")
    post = (await estimates(live, ts))[-1]
    assert "*1 h 30 min, $127.50 ($85.00 an hour)*" in post["text"]
    assert post["text"].endswith(">Export to @channel")
    assert await estimate(live, "") == ""
    assert "How long it takes" in shown(await live.view("sam"))


async def test_staff_are_warned_once_each_as_approved_hours_are_used_up(live: Live) -> None:
    ts = await asked(live)
    await live.advance(minutes=1)
    assert await warnings(live, "3h") == 0, "nothing is approved"
    await live.press("ana", (await estimates(live, ts))[0], "approve")
    assert [await warnings(live, each) for each in ("1h30", "30m", "1h", "30m")] == [0, 1, 2, 2]
    near, passed = await warned(live)
    sam = await mention(live, "sam")
    assert near.startswith("🟠 #1: 5 h of the 6 h that the client approved are used up.")
    assert passed.startswith("🔴 #1: 6 h are used, and the client approved 6 h.")
    assert near.endswith(sam)
    assert passed.endswith(sam)
    await estimate(live, "10h All of it")
    await live.press("ana", (await estimates(live, ts))[1], "approve")
    assert [await warnings(live, each) for each in ("1h", "30m", "4h")] == [2, 3, 4], "it covers all of it"


async def test_work_logged_before_it_was_proposed_is_no_part_of_an_estimate(live: Live) -> None:
    ts = await live.say("ana", "#acme", "Please add an export")
    await live.command("sam", "/ticket", "claim 1")
    await live.command("sam", "/ticket", "kind 1 additional work")
    assert await warnings(live, "4h") == 0
    await live.advance(minutes=1)
    assert "*4 h* logged before it are not part of it" in await estimate(live, "3h Something new")
    await live.press("ana", (await estimates(live, ts))[0], "approve")
    assert await warned(live) == []
    assert [await warnings(live, each) for each in ("2h", "30m", "30m")] == [0, 1, 2]


async def test_staff_are_warned_with_the_approval_of_what_was_worked_while_it_was_waited_for(
    live: Live,
) -> None:
    ts = await asked(live)
    await live.advance(minutes=1)
    assert await warnings(live, "7h") == 0
    await live.press("ana", (await estimates(live, ts))[0], "approve")
    [passed] = await warned(live)
    assert passed.startswith("🔴 #1: 7 h are used, and the client approved 6 h.")


async def warnings(live: Live, spent: str) -> int:
    """Log so much work; return how often staff were warned by then."""
    assert (await live.command("sam", "/ticket", f"log 1 {spent} Built it")).startswith("Logged")
    return len(await warned(live))


async def warned(live: Live) -> list[str]:
    lines = await live.card_lines(1)
    return [each for each in lines if each.startswith(("🟠 #1: ", "🔴 #1: ")) and "approved" in each]


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
            "O que é preciso: *1 h 30 min, US$ 127,50 (US$ 85,00 por hora)*",
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
        assert (await estimate(live, "6h Shop")).startswith(
            "Neither the plan nor the clients file names a rate"
        )
        assert "$500.00, a flat fee" in await estimate(live, "$500 flat Shop")
        await live.command("sam", "/ticket", "kind 1 minor enhancement")
        assert "2 h of the client's monthly hours" in await estimate(live, "2h Shop")
        await live.press("ana", (await estimates(live, ts))[-1], "approve")
        assert "✅ Approved by ana: 2 h of the client's monthly hours" in shown(await live.card(1))


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
        assert "$500.00, a flat fee, for 3 h" in await estimate(live, "3h $500 flat Laptop")
        await live.press("ana", (await estimates(live, ts))[-1], "approve")
        assert "✅ ana approved it" in (await estimates(live, ts))[-1]["text"]
