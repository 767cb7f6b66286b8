"""`/ticket find`: what staff find by words, from the moment it was said until it was deleted."""

import re

import pytest

from bot.services.wording import keep_up
from scheduled.keep_words import keep_words
from tests.databases import ON_SQLITE
from tests.live import Json, Live, button_texts, elements, shown


async def find(live: Live, typed: str, user: str = "sam") -> str:
    return await live.command(user, "/ticket", f"find {typed}")


async def found(live: Live, typed: str) -> list[int]:
    """The numbers of the tickets that are found, in order."""
    return numbers(await find(live, typed))


def numbers(said: str) -> list[int]:
    return [int(each) for each in re.findall(r"^\S+ \*(?:<\S+\|)?#(\d+)>?\*", said, re.MULTILINE)]


async def page(live: Live, typed: str = "") -> Json:
    """The page that sam has before him, once he typed, or as it stands."""
    if typed:
        await find(live, typed)
    whispers: list[Json] = (await live.get("ephemerals", user="sam"))["ephemerals"]
    triage = next(each["id"] for each in (await live.get("world"))["channels"] if each["name"] == "triage")
    return {"channel": triage, **whispers[-1]}


async def resolve(live: Live, number: int, summary: str) -> None:
    await live.command("sam", "/ticket", f"resolve {number} {summary}")


async def test_what_was_said_a_moment_ago_is_found_with_where_it_stands(live: Live) -> None:
    ts = await live.say("ana", "#acme", "The invoice export is stuck at 40 %")
    await live.say("ana", "#acme", "Since the upgrade to <7> & only at night", ts)
    said = await find(live, "upgrade night")
    assert numbers(said) == [1]
    assert "*1 ticket* has “upgrade night”." in said
    assert "Acme Orders · The invoice export is stuck at 40 %" in said
    assert "medium · new · unclaimed" in said
    assert ">Since the *upgrade* to &lt;7&gt; &amp; only at *night*" in said


async def test_the_title_comes_before_the_summary_and_both_before_what_was_said(live: Live) -> None:
    ts = await live.say("ana", "#acme", "Orders are late")
    await live.say("ana", "#acme", "The printer may have to do with it", ts)
    await live.say("rui", "#banco-litoral", "Nothing prints any more")
    await resolve(live, 2, "Changed the printer")
    await live.command("sam", "/ticket", "note 1 Their printer is old")
    await live.say("rui", "#banco-litoral", "Printer offline in Faro")
    assert await found(live, "printer") == [3, 2, 1]
    assert ">_summary_ · Changed the *printer*" in await find(live, "printer")
    assert ">_note_ · Their printer is *old*" in await find(live, "old")


async def test_words_that_begin_so_come_after_those_typed(live: Live) -> None:
    await live.say("ana", "#acme", "Invoice 7 is wrong")
    await live.say("rui", "#banco-litoral", "Two invoices are missing")
    assert await found(live, "invoice") == [1, 2]
    assert await found(live, "invo*") == [2, 1]
    assert await found(live, '"invoice"') == [1]


async def test_what_was_edited_or_deleted_is_not_found_by_its_former_words(live: Live) -> None:
    ts = await live.say("ana", "#acme", "The parser drops orders")
    reply = await live.say("ana", "#acme", "It began with the migration", ts)
    assert await found(live, "parser migration") == [1]
    await live.post("edit", channel="#acme", ts=ts, text="The importer drops orders")
    await live.post("delete", channel="#acme", ts=reply)
    await live.settle()
    assert [await found(live, word) for word in ("importer", "parser", "migration")] == [[1], [], []]
    await live.post("delete", channel="#acme", ts=ts)
    await live.settle()
    assert await found(live, "importer") == []


async def test_details_and_replies_are_found(live: Live) -> None:
    ts = await live.say("ana", "#acme", "Orders are late")
    answer = (await live.replies("#acme", ts))[0]
    await live.press("ana", answer, "add_details")
    await live.submit("ana", what="The conveyor halts", errors="E-4711")
    await live.press("sam", await live.card(1), "ask_reply")
    await live.submit("sam", reply="Please restart the gateway")
    await live.say("sam", "#acme", "And then the router", ts)
    for words in ("conveyor", "e-4711", "gateway", "router"):
        assert await found(live, words) == [1], words
    assert ">_details_ · *E-4711*" in await find(live, "e-4711")


async def test_merged_and_dismissed_tickets_say_so(live: Live) -> None:
    await live.say("ana", "#acme", "The scanner beeps")
    await live.say("bo", "#acme", "The scanner blinks")
    await live.say("rui", "#banco-litoral", "A scanner joke")
    await live.command("sam", "/ticket", "merge 2 into 1")
    await live.press("sam", await live.card(3), "ask_more")
    await live.press_in_view("sam", await live.view("sam"), "dismiss")
    said = await find(live, "scanner")
    assert numbers(said) == [3, 2, 1]
    assert "Not a request." in said
    assert re.search(r"Merged into <\S+\|#1>\.", said)
    assert await found(live, "blinks") == [2, 1], "what was said to the one is part of the other now"


@pytest.mark.parametrize(
    ("typed", "tickets"),
    [
        pytest.param("relatorio", [2], id="accents may be left out"),
        pytest.param("RELATÓRIO", [2], id="or typed, in any case"),
        pytest.param("sync orders", [1], id="all words, in any order"),
        pytest.param('"orders sync"', [1], id="exact words"),
        pytest.param('"sync orders"', [], id="exact words in another order"),
        pytest.param("“orders sync”", [1], id="quotes as a Mac types them"),
        pytest.param('"orders sy', [], id="a quotation without an end is exact too"),
        pytest.param("the -order", [3, 1], id="a word left out is the whole word"),
        pytest.param("the -orders", [3], id="without a word"),
        pytest.param('the -"orders sync"', [3], id="without exact words"),
        pytest.param("client:acme", [1], id="all of a client"),
        pytest.param('the client:"Acme Orders"', [1], id="a client by its name"),
        pytest.param("status:open", [3, 2], id="all of a status"),
        pytest.param("status:resolved sync", [1], id="words and a status"),
        pytest.param("status:new client:banco-litoral o", [2], id="all at once"),
        pytest.param("2", [2], id="a number"),
        pytest.param("#1", [1, 3], id="a number comes before what has it in its words"),
        pytest.param("e-mail", [3], id="a word with a hyphen"),
        pytest.param("x@a.test", [3], id="an address"),
    ],
)
@ON_SQLITE
async def test_what_can_be_typed(live: Live, typed: str, tickets: list[int]) -> None:
    await three(live)
    assert await found(live, typed) == tickets


async def three(live: Live) -> None:
    await live.say("ana", "#acme", "The orders sync stops")
    await live.say("rui", "#banco-litoral", "O relatório não chegou")
    await live.say("gia", "#globex", "The e-mail to x@a.test of Tuesday is 1 day late")
    await resolve(live, 1, "Restarted it")


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        '""',
        "-",
        "*",
        "( ) { } [ ]",
        "a AND",
        "NOT b",
        "a NEAR(b c, 2)",
        "title : x",
        "words:orders",
        "^orders",
        "orders + sync",
        "orders'; DROP TABLE tickets; --",
        "orders:*A & | ! <-> \\",
        "\x00orders\ud7ff",
        "\ue000c61636d65 \ue001orders",
        "<@U0ANA> <!channel> &amp; `x`",
        "🙂 中文 да हिन्दी",
        "orders " * 400,
        "x" * 3000,
        '"' + "orders " * 300,
        "status: client:",
    ],
)
async def test_whatever_is_typed_is_answered(live: Live, typed: str) -> None:
    await live.say("ana", "#acme", "The orders sync stops")
    said = await find(live, typed)
    assert re.search(
        r"ticket\*? (that )?ha(s|ve)|tickets\* have|No ticket has|is no status|Say what to look for", said
    ), said
    assert "<!channel>" not in said


@ON_SQLITE
async def test_who_types_nothing_or_finds_nothing_is_told_what_to_try(live: Live) -> None:
    assert "for example `/ticket find printer offline`" in await find(live, "")
    assert "Say what to look for too" in await find(live, "-paper")
    assert "No ticket has “unicorn”. Try fewer words" in await find(live, "unicorn")
    assert "`acne` is no client that I know. Did you mean `acme`?" in await find(live, "client:acne")
    assert "`opne` is no status that I know. Did you mean `open`?" in await find(live, "status:opne")
    assert "Only the first 500 characters count." in await find(live, "unicorn " * 100)


async def test_pages_are_turned_in_place(live: Live) -> None:
    for number in range(1, 13):
        await live.command("sam", "/ticket", f"new Printer {number} is offline", channel="#acme")
    first = await page(live, "printer")
    assert numbers(first["text"]) == list(range(12, 2, -1))
    assert "*12 tickets* have “printer”. Here are 1 to 10." in shown(first)
    assert button_texts(first) == ["Next"]
    await live.press("sam", first, "next_found")
    second = await page(live)
    assert (second["ts"], numbers(second["text"])) == (first["ts"], [2, 1])
    assert button_texts(second) == ["Previous"]
    await live.press("sam", second, "previous_found")
    assert (await page(live))["text"] == first["text"]


@ON_SQLITE
async def test_what_a_button_carries_is_searched_again_and_a_page_that_is_gone_is_the_last(
    live: Live,
) -> None:
    for number in range(1, 12):
        await live.command("sam", "/ticket", f"new Printer {number} is offline", channel="#acme")
    first = await page(live, "printer status:new")
    assert [each["value"] for each in elements(first)] == ["1:printer status:new"]
    await live.press("kim", await live.card(7), "claim")
    await live.press("sam", first, "next_found")
    assert numbers((await page(live))["text"]) == [11, 10, 9, 8, 6, 5, 4, 3, 2, 1]


async def test_words_are_put_down_while_nobody_looks(live: Live) -> None:
    await live.say("ana", "#acme", "The orders sync stops")
    desk = live.bot.desk
    async with desk.database.reading() as store:
        assert await store.tickets.has_unworded()
    await keep_words(desk, live.bot.pump.give_way)
    async with desk.database.reading() as store:
        assert not await store.tickets.has_unworded()
    await live.command("sam", "/ticket", "claim 1")
    async with desk.database.reading() as store:
        assert await store.tickets.has_unworded()
    assert await keep_up(desk)
    assert await found(live, "orders") == [1]


async def test_who_begins_again_finds_nothing_of_before(live: Live) -> None:
    await live.say("ana", "#acme", "The orders sync stops")
    assert await found(live, "orders") == [1]
    await live.bot.reset()
    assert await found(live, "orders") == []
