"""App Home: what staff find there, and what others do."""

import asyncio
import json
from dataclasses import replace

from bot.domain.desks import Client
from tests.bot.test_setup import leave
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Json, Live, button_texts, shown

pytestmark = ON_SQLITE

NAMED = 3
"""A ticket's `block_id` names its part, its number and its latest event."""


async def home(live: Live, user: str) -> Json:
    view: Json = (await live.post("home", user=user))["view"]
    return view


async def shown_home(live: Live, user: str) -> Json:
    """What somebody's App Home shows once the bot is done, without opening it again."""
    await live.settle()
    view: Json = (await live.get("views", user=user))["home"]
    return view


def row_of(view: Json, part: str, number: int) -> str:
    """The `block_id` of a ticket's buttons in a part."""
    ids = [str(each.get("block_id", "")) for each in view["blocks"]]
    return next(each for each in ids if each.startswith(f"{part}:{number}:"))


def rows_in(view: Json, part: str) -> list[int]:
    """The numbers of the tickets that a part shows, in order."""
    ids = [str(each.get("block_id", "")).split(":") for each in view["blocks"]]
    return [int(each[1]) for each in ids if each[0] == part and len(each) == NAMED]


async def turned(live: Live, view: Json, action_id: str, value: str) -> Json:
    """App Home once Sam has picked something there."""
    assert (await live.press_in_view("sam", view, action_id, value))["ok"]
    return await shown_home(live, "sam")


@ON_BOTH
async def test_home_is_friendly_while_there_is_nothing(live: Live) -> None:
    text = shown(await home(live, "sam"))
    for words in (
        "You have none, and every open ticket has somebody.",
        "Every open ticket has somebody.",
        "Nothing is due today, and no promise is broken.",
        "No client owes an answer.",
        "No client has used 80 % of its hours.",
        "On call now",
    ):
        assert words in text
    await leave(live, "#triage", "kim")
    stranger = await home(live, "kim")
    assert "You are in no triage channel" in shown(stranger)
    assert button_texts(stranger) == []


async def test_a_ticket_is_claimed_from_home_which_shows_so_at_once(live: Live) -> None:
    await live.say("ana", "#acme", "Orders are <!channel> stuck & *late*")
    await live.say("rui", "#banco-litoral", "Os pagamentos falham")
    view = await home(live, "sam")
    assert rows_in(view, "unclaimed") == [1, 2]
    assert "<!channel>" not in shown(view)
    await live.press_in_view("sam", view, "claim", block_id=row_of(view, "unclaimed", 1))
    view = await shown_home(live, "sam")
    assert (rows_in(view, "mine"), rows_in(view, "unclaimed")) == ([1], [2])
    assert "· sam ·" in (await live.card(1))["text"]

    # Somebody whose Home is out of date is told who has it.
    stale = await home(live, "kim")
    await live.command("sam", "/claim", "2")
    await live.press_in_view("kim", stale, "claim", block_id=row_of(stale, "unclaimed", 2))
    assert rows_in(await shown_home(live, "kim"), "unclaimed") == []
    told = [call["args"]["text"] for call in (await live.get("calls", method="chat.postMessage"))["calls"]]
    assert any("sam has #2 already" in text for text in told)
    await live.command("sam", "/ticket", "wait 1")
    assert rows_in(await home(live, "kim"), "waiting") == [1]


async def test_a_double_click_claims_once_and_is_explained(live: Live) -> None:
    await live.say("ana", "#acme", "Orders are stuck")
    view = await home(live, "sam")
    block_id = row_of(view, "unclaimed", 1)
    presses = [live.press_in_view("sam", view, "claim", block_id=block_id) for _ in range(2)]
    await asyncio.gather(*presses)
    assert rows_in(await shown_home(live, "sam"), "mine") == [1]
    assert len([line for line in await live.card_lines(1) if "claimed the ticket" in line]) == 1
    assert any("#1" in text for text in await live.told("sam"))


async def test_what_is_filled_in_from_home_shows_there_at_once(live: Live) -> None:
    await live.say("ana", "#acme", "Orders are stuck")
    await live.say("rui", "#banco-litoral", "Os pagamentos falham")
    for number in ("1", "2"):
        await live.command("sam", "/claim", number)
    view = await home(live, "sam")
    assert rows_in(view, "mine") == [1, 2]
    await live.press_in_view("sam", view, "ask_resolve", block_id=row_of(view, "mine", 1))
    await live.submit("sam", summary="Restarted it")
    view = await shown_home(live, "sam")
    assert rows_in(view, "mine") == [2]

    # The form of a stale Home is refused with its reason, and Home shows how things stand.
    await live.command("sam", "/resolve", "2 Done")
    await live.press_in_view("sam", view, "ask_resolve", block_id=row_of(view, "mine", 2))
    assert rows_in(await shown_home(live, "sam"), "mine") == []
    assert any("#2" in text for text in await live.told("sam"))


async def test_what_is_done_by_more_shows_in_home_at_once(live: Live) -> None:
    await live.say("ana", "#acme", "Orders are stuck")
    await live.command("sam", "/claim", "1")
    view = await home(live, "sam")
    await live.press_in_view("sam", view, "ask_more", block_id=row_of(view, "mine", 1))
    await live.press_in_view("sam", await live.view("sam"), "wait_for_client")
    assert rows_in(await shown_home(live, "sam"), "waiting") == [1]
    view = await shown_home(live, "sam")
    await live.press_in_view("sam", view, "ask_more", block_id=row_of(view, "mine", 1))
    await live.press_in_view("sam", await live.view("sam"), "ask_assign")
    kim = next(each["id"] for each in (await live.get("world"))["users"] if each["name"] == "kim")
    await live.submit("sam", assignee=kim)
    assert rows_in(await shown_home(live, "sam"), "mine") == []


async def test_time_is_logged_from_home(live: Live) -> None:
    await live.say("ana", "#acme", "Orders are stuck")
    await live.command("sam", "/claim", "1")
    view = await home(live, "sam")
    await live.press_in_view("sam", view, "ask_log", block_id=row_of(view, "mine", 1))
    await live.submit("sam", spent="90m", work="Looked into it")
    assert "1 h 30 min" in await live.command("sam", "/ticket", "time 1")


async def test_sixty_tickets_are_paged_and_filtered_and_home_keeps_what_was_chosen(live: Live) -> None:
    for number in range(30):
        await live.begin("ana", "#acme", f"@Hourglass Thing {number} is broken")
        await live.begin("rui", "#banco-litoral", f"@Hourglass Falha {number}")
    await live.settle()
    view = await home(live, "sam")
    assert len(rows_in(view, "unclaimed")) == 5
    assert "Unclaimed: 60" in shown(view)
    view = await turned(live, view, "home_part", "unclaimed:0")
    assert len(rows_in(view, "unclaimed")) == 20
    seen = rows_in(view, "unclaimed")
    for page in ("unclaimed:1", "unclaimed:2"):
        view = await turned(live, view, "home_on", page)
        seen += rows_in(view, "unclaimed")
    assert seen == sorted(set(seen))
    assert len(seen) == 60
    view = await turned(live, view, "home_client", "acme")
    assert "1 to 20 of 30" in shown(view)
    worst = rows_in(view, "unclaimed")[3]
    await live.command("sam", "/ticket", f"severity {worst} critical")
    view = await turned(live, view, "home_severity", "critical")
    assert rows_in(view, "unclaimed") == [worst]
    again = await home(live, "sam")
    assert rows_in(again, "unclaimed") == rows_in(view, "unclaimed")
    view = await turned(live, await turned(live, again, "home_severity", "*"), "home_client", "*")
    assert len(rows_in(view, "unclaimed")) == 20
    view = await turned(live, view, "home_part", "all:0")
    assert len(rows_in(view, "unclaimed")) == 5


async def test_what_is_due_today_is_at_risk_the_nearest_first_and_then_what_was_missed(
    december: Live,
) -> None:
    live = december
    await live.say("ana", "#acme", "Everything is down")
    await live.command("sam", "/ticket", "severity 1 critical")
    await live.command("sam", "/claim", "1")
    assert rows_in(await home(live, "kim"), "at_risk") == [1]
    await live.advance(days=2)
    await live.say("ana", "#acme", "Everything is down again")
    await live.command("sam", "/ticket", "severity 2 critical")
    view = await home(live, "kim")
    assert rows_in(view, "at_risk") == [2, 1]
    assert "was due" in shown(view)
    await live.command("sam", "/resolve", "1 Done")
    assert rows_in(await home(live, "kim"), "at_risk") == [2]


async def test_managers_see_clients_and_this_week_too(live: Live) -> None:
    await live.say("ana", "#acme", "Orders are stuck")
    assert "This week so far" not in shown(await home(live, "sam"))
    view = await home(live, "max")
    text = shown(view)
    assert "This week so far" in text
    assert "1 open ticket" in text
    pressed = await live.post("action", user="max", view_id=view["id"], action_id="home_client", value="acme")
    assert pressed["ok"]
    view = await shown_home(live, "max")
    assert "Clients: 1" in shown(view)


async def test_home_is_taken_with_500_clients(live: Live) -> None:
    await live.say("ana", "#acme", "Orders are stuck")
    async with live.bot.desk.database.transaction() as store:
        acme = await store.clients.get("acme")
        assert isinstance(acme, Client)
        await store.clients.put(*[replace(acme, id=f"c{n}", name=f"Client {n}") for n in range(500)])
    view = await home(live, "max")
    assert "Clients: 50" in shown(view)
    view_id = {"view_id": view["id"], "user": "max"}
    await live.post("action", action_id="home_part", value="clients:0", block_id="turn:clients", **view_id)
    assert "1 to 20 of 50" in shown(await shown_home(live, "max"))


@ON_BOTH
async def test_hours_near_the_limit_are_seen_and_nobody_else_s(december: Live) -> None:
    live = december
    await live.say("ana", "#acme", "Orders are stuck")
    await live.command("sam", "/ticket", "kind 1 minor enhancement")
    await live.advance(hours=6)  # within the hours of Acme's plan
    await live.command("sam", "/ticket", "log 1 4h15m Mended the shop")
    text = shown(await home(live, "sam"))
    assert "Hours near the limit: 1" in text
    assert "*Acme Orders* · Matai Growth" in text
    assert "of 5 h used (85 %)" in text


@ON_BOTH
async def test_who_works_on_tickets_no_more_sees_none_of_them_after_a_press(live: Live) -> None:
    await live.say("ana", "#acme", "Orders are stuck")
    view = await home(live, "kim")
    await leave(live, "#triage", "kim")
    await live.press_in_view("kim", view, "home_severity", "medium")
    assert "Orders are stuck" not in shown(await shown_home(live, "kim"))
    assert "You are in no triage channel" in shown(await shown_home(live, "kim"))


async def test_a_press_in_home_is_answered_before_the_page_which_follows(live: Live) -> None:
    view = await home(live, "sam")
    await live.fault("views.publish", "slow", count=1, seconds=1)
    for severity in ("critical", "high", "low"):
        place = {"view_id": view["id"], "action_id": "home_severity", "value": severity}
        assert (await live.post("action", user="sam", **place))["ok"]
    assert live.bot.desk.homes, "the page is still on its way"
    await live.settle()
    carried = (await shown_home(live, "sam"))["private_metadata"]
    assert json.loads(carried)[-1] == "low", "the last of those that were picked"
