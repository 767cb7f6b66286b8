"""What is pressed: on the card, behind More, and in the client's thread, once, twice, and too late."""

import asyncio

from tests.databases import ON_SQLITE
from tests.live import Json, Live, button_texts, shown

pytestmark = ON_SQLITE

REPORT = "Order processing automation is not running since 7am"


async def reported(live: Live, text: str = REPORT) -> tuple[str, Json]:
    """Have ana report something; return the thread and our first answer in it."""
    ts = await live.say("ana", "#acme", text)
    return ts, (await live.replies("#acme", ts))[0]


async def first_answer(live: Live, ts: str) -> Json:
    return (await live.replies("#acme", ts))[0]


async def more(live: Live, user: str, action_id: str, number: int = 1) -> Json:
    """Press a button behind More; return the modal that is on top then."""
    await live.press(user, await live.card(number), "ask_more")
    await live.press_in_view(user, await live.view(user), action_id)
    return await live.view(user)


async def modals(live: Live, user: str) -> list[Json]:
    found: list[Json] = (await live.get("views", user=user))["modals"]
    return found


async def test_the_cards_own_buttons(live: Live) -> None:
    ts, _ = await reported(live)
    card = await live.card(1)
    assert button_texts(card) == [
        "Claim",
        "Severity",
        "Kind",
        "Waiting on client",
        "Resolve",
        "Reply to client",
        "More",
    ]
    await live.press("sam", card, "claim")
    await live.press("sam", await live.card(1), "wait_for_client")
    card = await live.card(1)
    assert button_texts(card) == ["Severity", "Kind", "Resume", "Resolve", "Reply to client", "More"]
    assert "· waiting on client · sam ·" in card["text"]
    await live.press("sam", card, "resume")
    assert "· open · sam ·" in (await live.card(1))["text"]
    await live.command("sam", "/ticket", "resolve 1 Restarted it.")
    card = await live.card(1)
    assert button_texts(card) == ["Reopen", "More"]
    await live.press("kim", card, "reopen")
    assert "· open · sam ·" in (await live.card(1))["text"]
    said = "\n".join(await live.texts("#acme", ts))
    for word in (
        "sam is looking into it",
        "need an answer from you",
        "working on ticket #1 again",
        "open again",
    ):
        assert word in said, word


async def test_a_second_click_on_a_card_that_has_moved_on_is_explained_to_the_one_who_clicked(
    live: Live,
) -> None:
    await reported(live)
    card = await live.card(1)
    await asyncio.gather(live.press("sam", card, "claim"), live.press("kim", card, "claim"))
    whispers = {user: await live.whispers(user) for user in ("sam", "kim")}
    [loser] = [user for user, heard in whispers.items() if heard]
    [winner] = {"sam", "kim"} - {loser}
    assert whispers[loser][0].startswith(f"{winner} has #1 already.")


async def test_a_double_click_does_it_once(live: Live) -> None:
    ts, _ = await reported(live)
    answer = await first_answer(live, ts)
    await asyncio.gather(*(live.press("ana", answer, "not_an_issue") for _ in range(2)))
    assert sum("not a request" in line for line in await live.card_lines(1)) == 1


async def test_what_more_does_at_once_shows_its_outcome_there(live: Live) -> None:
    await reported(live)
    outcomes = {
        "wait_for_third_party": "#1 waits for a third party now.",
        "wait_for_client": "#1 waits for the client now.",
        "resume": "#1 is in progress again.",
        "dismiss": "#1 is set aside as not a request.",
    }
    for action_id, said in outcomes.items():
        view = await more(live, "sam", action_id)
        assert said in shown(view), action_id
        assert view.get("submit") is None
        await live.post("close", user="sam", view_id=view["id"])
    card = await live.card(1)
    assert button_texts(card) == ["It is a request"]
    await live.press("sam", card, "restore")
    assert "· open ·" in (await live.card(1))["text"]


async def test_what_more_cannot_do_any_longer_is_said_there_too(live: Live) -> None:
    await reported(live)
    await live.press("sam", await live.card(1), "ask_more")
    opened = await live.view("sam")
    await live.command("kim", "/ticket", "resolve 1 done")
    await live.press_in_view("sam", opened, "wait_for_client")
    assert "#1 is already resolved." in shown(await live.view("sam"))
    assert await live.whispers("sam") == []


async def test_every_form_behind_more_closes_all_when_it_is_sent(live: Live) -> None:
    ts, _ = await reported(live)
    await live.say("ana", "#acme", "And the invoices are missing", thread_ts=ts)
    await live.say("gus", "#acme", "The shop shows no stock")
    people = {each["name"]: each["id"] for each in (await live.get("world"))["users"]}
    forms: dict[str, tuple[Json, str]] = {
        "ask_reply": ({"reply": "We restart it <!channel> & look"}, "· open ·"),
        "ask_assign": ({"assignee": people["kim"]}, "· kim ·"),
        "ask_note": ({"note": "The vendor knows."}, "· open ·"),
        "ask_kind": ({"kind": "incident"}, "· open ·"),
    }
    for action_id, (fields, on_card) in forms.items():
        view = await more(live, "sam", action_id)
        assert view["previous_view_id"], action_id
        assert (await live.submit("sam", **fields))["ok"], action_id
        assert await modals(live, "sam") == [], action_id
        assert on_card in (await live.card(1))["text"], action_id
    split = await more(live, "sam", "ask_split")
    [options] = [block["element"]["options"] for block in split["blocks"] if "element" in block]
    assert [each["text"]["text"] for each in options] == ["ana: And the invoices are missing"]
    assert (await live.submit("sam", message=options[0]["value"]))["ok"]
    assert "And the invoices are missing" in (await live.card(3))["text"]
    await more(live, "sam", "ask_merge")
    assert (await live.submit("sam", into="2"))["ok"]
    assert await modals(live, "sam") == []
    assert button_texts(await live.card(1)) == []
    reply = next(text for text in await live.texts("#acme", ts) if "We restart it" in text)
    assert reply == "*sam:* We restart it @channel &amp; look"
    assert "We restart it" in await live.command("sam", "/ticket", "show 1")


async def test_errors_stand_beside_their_fields_and_the_same_can_be_sent_again(live: Live) -> None:
    await reported(live)
    people = {each["name"]: each["id"] for each in (await live.get("world"))["users"]}
    await live.press("sam", await live.card(1), "ask_resolve")
    refused = await live.submit("sam", summary="  ")
    assert refused["errors"] == {
        "summary": "Something is missing: the summary: what was wrong and what was done."
    }
    await live.command("kim", "/ticket", "resolve 1 I was quicker.")
    refused = await live.submit("sam", summary="Restarted it.")
    assert "already resolved" in refused["errors"]["summary"]
    await live.command("kim", "/ticket", "reopen 1")
    # The very same words: no second click, since nothing came of the first.
    assert (await live.submit("sam", summary="Restarted it."))["ok"]
    assert "· resolved ·" in (await live.card(1))["text"]
    await live.command("kim", "/ticket", "reopen 1")
    await more(live, "sam", "ask_assign")
    for person in ("ana", "gus"):
        refused = await live.submit("sam", assignee=people[person])
        assert f"I know nobody called {person} who works on tickets" in refused["errors"]["assignee"]


async def test_an_impatient_second_submit_resolves_once(live: Live) -> None:
    ts, _ = await reported(live)
    await live.press("sam", await live.card(1), "ask_resolve")
    view = await live.view("sam")
    values = {"summary": {"summary": "Restarted the queue."}}

    async def send() -> int:
        call = f"{live.sandbox.url}/control/submit"
        body = {"user": "sam", "view_id": view["id"], "values": values}
        async with live.session.post(call, json=body) as response:
            return response.status

    assert 200 in await asyncio.gather(send(), send())
    await live.settle()
    questions = [text for text in await live.texts("#acme", ts) if "Does it work for you?" in text]
    assert len(questions) == 1
    assert sum("resolved the ticket" in line for line in await live.card_lines(1)) == 1


async def test_the_clients_first_choice_counts_and_a_later_one_is_a_wish(live: Live) -> None:
    ts, answer = await reported(live)
    await live.press("ana", answer, "choose_severity", "low")
    assert "· low ·" in (await live.card(1))["text"]
    await live.press("bo", await first_answer(live, ts), "choose_severity", "critical")
    card = await live.card(1)
    assert "· low ·" in card["text"]
    assert {"Set to critical", "Keep low"} <= set(button_texts(card))
    assert "You asked for *Critical*" in (await live.texts("#acme", ts))[-1]
    await live.press("ana", await first_answer(live, ts), "choose_severity", "critical")
    assert "You asked for that already" in (await live.texts("#acme", ts))[-1]
    await live.press("sam", card, "keep_severity")
    assert "stays *Low*" in (await live.texts("#acme", ts))[-1]
    assert "Keep low" not in button_texts(await live.card(1))
    await live.press("ana", await first_answer(live, ts), "choose_severity", "high")
    await live.press("sam", await live.card(1), "grant_severity")
    assert "· high ·" in (await live.card(1))["text"]
    assert "is now *High*" in (await live.texts("#acme", ts))[-1]
    await live.press("sam", await live.card(1), "ask_severity")
    assert (await live.submit("sam", severity="medium"))["ok"]
    assert "· medium ·" in (await live.card(1))["text"]


async def test_answers_that_come_after_the_end_are_sensible(live: Live) -> None:
    """Nobody is asked how bad it was once it is resolved; who still sees the question may answer it.

    That is while Slack takes no edit of ours.
    """
    ts, answer = await reported(live)
    await live.fault("chat.update", "rate_limited", 10, seconds=60)
    await live.command("sam", "/ticket", "resolve 1 Restarted it.")
    await live.press("ana", answer, "choose_severity", "high")
    await live.advance(minutes=15)
    assert "· high · resolved ·" in (await live.card(1))["text"]
    await live.press("ana", await first_answer(live, ts), "add_details")
    assert (await live.submit("ana", impact="No orders"))["ok"]
    card = await live.card(1)
    assert "No orders" in shown(card)
    assert "· resolved ·" in card["text"]
    await live.advance(days=8)
    assert "· closed ·" in (await live.card(1))["text"]
    closed = await first_answer(live, ts)
    assert button_texts(closed) == []


async def test_details_twice_empty_and_completed(live: Live) -> None:
    ts, answer = await reported(live)
    await live.press("ana", answer, "add_details")
    for _ in range(2):
        refused = await live.submit("ana")
        assert refused["errors"] == {"what": "Please write something first: at least one answer is needed."}
    assert (await live.submit("ana", what="The queue", since="7am", kind="question"))["ok"]
    assert "The team has your details." in shown(await first_answer(live, ts))
    await live.press("bo", await first_answer(live, ts), "add_details")
    assert "7am" in str((await live.view("bo"))["blocks"])
    assert (await live.submit("bo", impact="*No* orders & <b>"))["ok"]
    card = shown(await live.card(1))
    assert "7am" in card
    assert "&lt;b&gt;" in card


async def test_not_an_issue_and_open_it_after_all(live: Live) -> None:
    ts, answer = await reported(live)
    await live.press("ana", answer, "not_an_issue")
    assert "· cancelled ·" in (await live.card(1))["text"]
    answer = await first_answer(live, ts)
    assert button_texts(answer) == ["Open it after all"]
    await live.press("bo", answer, "open_after_all")
    assert "· new ·" in (await live.card(1))["text"]
    assert "Not an issue" in button_texts(await first_answer(live, ts))


async def test_it_works_and_still_broken(live: Live) -> None:
    ts, _ = await reported(live)
    await live.command("sam", "/ticket", "resolve 1 Restarted it.")
    question = (await live.replies("#acme", ts))[-1]
    # Staff cannot say for the client that it works.
    await live.press("sam", question, "it_works")
    assert "only the client can" in (await live.whispers("sam"))[-1]
    await live.press("ana", question, "it_works")
    assert "The client said that it works." in shown(await live.card(1))
    await live.say("bo", "#acme", "It stopped again", thread_ts=ts)
    assert "· open ·" in (await live.card(1))["text"]
    await live.command("sam", "/ticket", "resolve 1 Replaced it.")
    question = (await live.replies("#acme", ts))[-1]
    await live.advance(days=8)
    assert button_texts((await live.messages("#acme", ts))[-1]) == []
    assert "· closed ·" in (await live.card(1))["text"]
    assert question["ts"] == (await live.messages("#acme", ts))[-1]["ts"]


async def test_the_cards_thread_is_internal_and_the_clients_thread_is_public(live: Live) -> None:
    ts, _ = await reported(live)
    card = await live.card(1)
    before = await live.texts("#acme", ts)
    await live.say("sam", "#triage", "Their server is a mess @Hourglass", thread_ts=card["ts"])
    await live.say("sam", "#triage", "status of this?", thread_ts=card["ts"])
    assert await live.texts("#acme", ts) == before
    assert "· new ·" in (await live.card(1))["text"]
    await live.say("sam", "#acme", "We are on it", thread_ts=ts)
    assert "· open ·" in (await live.card(1))["text"]
    assert "sam replied to the client" in (await live.card_lines(1))[-1]
    assert "We are on it" in await live.command("kim", "/ticket", "show 1")


async def test_a_ticket_is_claimed_in_app_home_which_then_shows_it(live: Live) -> None:
    await reported(live)
    home = (await live.post("home", user="sam"))["view"]
    await live.press_in_view("sam", home, "claim")
    assert "· sam ·" in (await live.card(1))["text"]
    now = (await live.get("views", user="sam"))["home"]
    assert "Claim" not in button_texts(now)


async def test_who_is_mentioned_in_a_title_is_named(live: Live) -> None:
    await live.command("sam", "/ticket", "list")  # so that he is known
    await live.say("ana", "#acme", "@Hourglass the import is broken, as @sam said")
    assert "the import is broken, as @sam said" in (await live.card(1))["text"]
    assert "the import is broken, as @sam said" in await live.command("kim", "/ticket", "list open")
    assert "the import is broken, as @sam said" in str((await live.card(1))["blocks"])
