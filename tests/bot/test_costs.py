"""The kind of a ticket's work: staff say it, the client reads what it costs, and may see it differently.

Acme's plan, Matai Growth, counts small changes on monthly hours and bills large ones once they are approved.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from tests.bot.walks import FRIDAY, STARTS_AT, at, under
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Json, Live, button_texts, demo, shown

pytestmark = ON_SQLITE

MAJOR: Final = "“Major enhancements (may require additional fee)”"


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """The demo world on a Friday, shortly before the plan of Acme closes, and a bot at work in it."""
    async with demo(database_url, tmp_path, starts_at=STARTS_AT) as live:
        yield live


async def kind(live: Live, word: str, who: str = "sam") -> str:
    return await live.command(who, "/ticket", f"kind 1 {word}".strip())


async def told(live: Live, ts: str, channel: str = "#acme") -> list[Json]:
    """What the client reads in the thread, but for the first answer."""
    return (await live.replies(channel, ts))[1:]


async def mention(live: Live, name: str) -> str:
    return next(f"<@{each['id']}>" for each in (await live.get("world"))["users"] if each["name"] == name)


async def test_a_client_reads_what_it_costs_before_any_of_it_is_done(live: Live) -> None:
    ts = await live.say("ana", "#acme", "Please add a button")
    assert await kind(live, "minor_enhancement") == "#1: Minor enhancement."
    [said] = await told(live, ts)
    assert said["text"] == (
        "We take ticket #1 as: *Minor enhancement*.\n"
        "It counts on your monthly hours.\n"
        "Your plan says: “Minor enhancements (included, using monthly hours)”"
    )
    assert button_texts(said) == ["I see it differently"]
    assert (
        "Minor enhancement · monthly hours · “Minor enhancements (included, using monthly hours)”"
        in shown(await live.card(1))
    )
    assert "No estimate yet" not in shown(await live.card(1))


async def test_each_change_of_kind_is_one_line_and_takes_the_button_off_the_last(live: Live) -> None:
    ts = await live.say("ana", "#acme", "Please add a button")
    for word in ("minor enhancement", "MAJOR-enhancement", "Bug fix"):
        await kind(live, word)
    minor, major, bug = await told(live, ts)
    assert minor["text"].endswith("This holds no longer: see below.")
    assert major["text"] == (
        "We take ticket #1 as: *Major enhancement*.\n"
        "It is billed separately after you approve an estimate.\n"
        f"Your plan says: {MAJOR}\n"
        "This holds no longer: see below."
    )
    assert bug["text"].startswith("We take ticket #1 as: *Bug fix*.\nIt is included in your plan.")
    assert [button_texts(each) for each in (minor, major, bug)] == [[], [], []]
    await kind(live, "question")
    await kind(live, "incident")
    assert len(await told(live, ts)) == 5
    assert "Bug fix · included · “Bug fixes (included, no limit)”" in shown(await live.card(1))


async def test_of_what_is_included_from_the_beginning_no_client_is_told(live: Live) -> None:
    ts = await live.say("ana", "#acme", "The export stopped")
    assert await kind(live, "incident") == "#1: Incident."
    assert await told(live, ts) == []
    assert await kind(live, "incident", "kim") == "#1 is of that kind already."


async def test_what_is_billed_only_after_approval_says_so_on_the_card(live: Live) -> None:
    await live.say("ana", "#acme", "Please add a shop")
    await kind(live, "major enhancement")
    card = shown(await live.card(1))
    assert f"Major enhancement · billable · {MAJOR}" in card
    assert "No estimate yet, and this work needs one: `/ticket estimate 1 6h WHAT IS INCLUDED`" in card


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("minor_enhancment", "Did you mean `minor_enhancement`?"),
        ("bug fxi", "`bug fxi` is no kind of request that I know. Did you mean `incident`?"),
        ("qqqq", "Choose from: incident, question, minor_enhancement, major_enhancement."),
        ("solution design", "The plan Matai Growth offers no such work (Solution design). It offers:"),
    ],
)
async def test_a_word_that_names_no_kind_of_the_plan_is_answered(live: Live, word: str, answer: str) -> None:
    await live.say("ana", "#acme", "Please add a button")
    said = await kind(live, word)
    assert answer in said
    assert "set the kind" not in str(await live.card_lines(1))


async def test_without_a_word_and_by_the_cards_button_the_kind_is_asked_for(live: Live) -> None:
    await live.say("ana", "#acme", "Please add a button")
    assert await kind(live, "") == ""
    offered = next(each for each in (await live.view("sam"))["blocks"] if each["block_id"] == "kind")
    assert len(offered["element"]["options"]) == 4
    await live.submit("sam", kind="question")
    await live.press("kim", await live.card(1), "ask_kind")
    await live.submit("kim", kind="major_enhancement")
    assert [each for each in await live.card_lines(1) if "set the kind" in each] == [
        "sam set the kind of request: Question.",
        "kim set the kind of request: Major enhancement.",
    ]


async def test_work_that_costs_after_hours_says_both(database_url: str, tmp_path: Path) -> None:
    """Macktez includes incidents in hours, and bills them after them."""
    change = ('plan = "matai-growth"', 'plan = "macktez-managed"')
    async with under(database_url, tmp_path, clients=change) as live:
        await at(live, FRIDAY)
        ts = await live.say("ana", "#acme", "The server is down")
        await kind(live, "incident")
        [said] = await told(live, ts)
        assert said["text"].splitlines()[:3] == [
            "We take ticket #1 as: *Incident (break/fix)*.",
            "It is included in your plan.",
            "Done outside our opening hours, it is billed separately.",
        ]
        assert button_texts(said) == ["I see it differently"]
        card = shown(await live.card(1))
        assert "Incident (break/fix) · included · “Included in the monthly fee: incident response" in card
        assert "· after hours: billable" in card
        await kind(live, "Solution design")
        assert "billed separately after you approve an estimate" in (await told(live, ts))[1]["text"]


async def test_a_client_reads_it_in_their_own_language(database_url: str, tmp_path: Path) -> None:
    """Apêndice B includes all that it offers; under Ongoing Support the same client pays for the rest."""
    change = ('plan = "apendice-b"', 'plan = "ongoing-support"')
    async with under(database_url, tmp_path, clients=change) as live:
        await at(live, FRIDAY)
        ts = await live.say("rui", "#banco-litoral", "Preciso de um relatório novo")
        await kind(live, "additional work")
        [said] = await told(live, ts, "#banco-litoral")
        assert said["text"].replace("\xa0", " ") == (
            "Tratamos o chamado #1 como: *Algo fora do plano*.\n"
            "É cobrado a US$ 85,00 por hora, depois que você aprovar um orçamento."
        )
        assert button_texts(said) == ["Vejo de outro modo"]
        assert "Additional work · billed at $85.00 an hour" in shown(await live.card(1))


async def test_under_apendice_b_nothing_costs_and_nobody_is_told(live: Live) -> None:
    ts = await live.say("rui", "#banco-litoral", "O sistema parou")
    assert "It offers: Incident, Question." in await kind(live, "major enhancement")
    assert await kind(live, "problema técnico") == "#1: Incident."
    assert await kind(live, "consulta") == "#1: Question."
    assert await told(live, ts, "#banco-litoral") == []


async def contest(live: Live, ts: str, reason: str = "It worked last week") -> None:
    await live.press("ana", (await told(live, ts))[-1], "contest")
    await live.submit("ana", reason=reason)


async def test_a_client_who_sees_it_differently_reaches_the_account_manager(live: Live) -> None:
    ts = await live.say("ana", "#acme", "The export has no totals")
    await kind(live, "major enhancement")
    await live.press("ana", (await told(live, ts))[-1], "contest")
    assert "How do you see it?" in shown(await live.view("ana"))
    assert (await live.submit("ana", reason="  "))["errors"]["reason"]
    await live.submit("ana", reason="It worked <!channel> last week")
    said, heard = await told(live, ts)
    assert said["text"].endswith("You told us that you see it differently.")
    assert button_texts(said) == []
    assert heard["text"] == (
        "Thank you for telling us that you see ticket #1 differently. max has been told and answers you here."
    )
    assert (await live.card_lines(1))[-1] == (
        "🗣️ ana sees this ticket differently than as Major enhancement:\n"
        f">It worked @channel last week\n{await mention(live, 'max')}"
    )


async def test_a_second_word_of_the_kind_is_told_kindly(live: Live) -> None:
    ts = await live.say("ana", "#acme", "The export has no totals")
    await kind(live, "major enhancement")
    for who in ("ana", "bo"):
        await live.press(who, (await told(live, ts))[0], "contest")
    await live.submit("ana", reason="It worked last week")
    refused = await live.submit("bo", reason="I think so, too")
    assert refused["errors"]["reason"] == (
        "You told us already that you see ticket #1 differently. You get an answer in its thread."
    )
    await kind(live, "question")
    assert button_texts((await told(live, ts))[-1]) == ["I see it differently"]
    await live.press("ana", (await told(live, ts))[-1], "contest")
    await kind(live, "incident")
    late = await live.submit("ana", reason="It is a fault")
    assert "as another kind meanwhile" in late["errors"]["reason"]


async def test_where_nobody_manages_the_account_whoever_is_on_call_is_asked(
    database_url: str, tmp_path: Path
) -> None:
    change = ('account_manager = "max"\napprovers = ["ana"]', 'approvers = ["ana"]')
    async with under(database_url, tmp_path, clients=change) as live:
        await at(live, FRIDAY)
        ts = await live.say("ana", "#acme", "The export has no totals")
        await kind(live, "major enhancement", "kim")
        await contest(live, ts)
        assert (await live.card_lines(1))[-1].endswith(await mention(live, "sam"))
        assert "sam has been told" in (await told(live, ts))[-1]["text"]


async def test_saying_so_ends_a_wait_on_the_client(live: Live) -> None:
    ts = await live.say("ana", "#acme", "The export has no totals")
    await kind(live, "major enhancement")
    await live.advance(minutes=1)
    await live.press("sam", await live.card(1), "wait_for_client")
    assert "waiting on client" in (await live.card(1))["text"]
    said = [each for each in await told(live, ts) if button_texts(each) == ["I see it differently"]]
    await live.press("ana", said[0], "contest")
    await live.submit("ana", reason="It worked last week")
    assert "· open ·" in (await live.card(1))["text"]


@ON_BOTH
async def test_who_is_off_is_told_in_the_morning_even_of_a_ticket_that_is_resolved(live: Live) -> None:
    ts = await live.say("ana", "#acme", "The export has no totals")
    await live.command("max", "/oncall", "hours mon-fri 9-17 Europe/London")
    await kind(live, "major enhancement")
    await live.command("sam", "/ticket", "resolve 1 Done")
    said = [each for each in await told(live, ts) if button_texts(each) == ["I see it differently"]]
    await live.press("ana", said[0], "contest")
    await live.submit("ana", reason="It worked last week")
    assert (await live.card_lines(1))[-1].endswith("Told when their own day begins: max.")
    assert await live.told("max") == []
    await at(live, "23 04:01")
    [morning] = await live.told("max")
    assert "ana sees this ticket differently than as Major enhancement" in morning


async def test_staff_who_press_the_clients_button_are_told_that_it_is_theirs(live: Live) -> None:
    ts = await live.say("ana", "#acme", "The export has no totals")
    await kind(live, "major enhancement")
    await live.press("sam", (await told(live, ts))[-1], "contest")
    assert "only the client can say that they see it differently" in (await live.whispers("sam"))[-1]
