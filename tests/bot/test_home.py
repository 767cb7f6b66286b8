"""App Home: what staff find there, and what others do."""

from tests.bot.test_setup import leave
from tests.live import Json, Live, button_texts, shown


async def home(live: Live, user: str) -> Json:
    view: Json = (await live.post("home", user=user))["view"]
    return view


async def shown_home(live: Live, user: str) -> Json:
    """What somebody's App Home shows now, without opening it again."""
    view: Json = (await live.get("views", user=user))["home"]
    return view


async def test_home_is_friendly_while_there_is_nothing(live: Live) -> None:
    text = shown(await home(live, "sam"))
    for words in (
        "You have none. Take one below.",
        "Every open ticket has somebody.",
        "No client owes an answer.",
    ):
        assert words in text
    await leave(live, "#triage", "kim")
    stranger = await home(live, "kim")
    assert "I turn messages in your support channels into tickets" in shown(stranger)
    assert button_texts(stranger) == []


async def test_a_ticket_is_claimed_from_home_which_shows_so_at_once(live: Live) -> None:
    await live.say("ana", "#acme", "Orders are <!channel> stuck & *late*")
    await live.say("rui", "#banco-litoral", "Os pagamentos falham")
    view = await home(live, "sam")
    assert button_texts(view) == ["Claim", "Claim"]
    assert "<!channel>" not in shown(view)
    older = next(each for each in view["blocks"] if "Orders are" in shown({"blocks": [each]}))
    await live.press_in_view("sam", view, "claim", block_id=older["block_id"])
    view = await shown_home(live, "sam")
    assert button_texts(view).count("Claim") == 1
    assert shown(view).index("Orders are") < shown(view).index("Os pagamentos")
    assert "· sam ·" in (await live.card(1))["text"]

    # Somebody whose Home is out of date is told who has it.
    stale = await home(live, "kim")
    await live.command("sam", "/claim", "2")
    await live.press_in_view("kim", stale, "claim")
    assert button_texts(await shown_home(live, "kim")).count("Claim") == 0
    told = [call["args"]["text"] for call in (await live.get("calls", method="chat.postMessage"))["calls"]]
    assert any("sam has #2 already" in text for text in told)
    await live.command("sam", "/ticket", "wait 1")
    assert "Waiting on client" in shown(await home(live, "kim"))
    assert "No client owes an answer." not in shown(await home(live, "kim"))
