"""The whole road once: said by a client, claimed, answered, resolved, reopened, resolved again."""

from tests.live import Live, button_texts, elements, shown

REPORT = "Order processing automation is not running since 7am, orders are stuck"


async def test_a_report_is_answered_in_its_thread_and_put_on_a_card(live: Live) -> None:
    ts = await live.say("ana", "#acme", REPORT)

    [answer] = await live.replies("#acme", ts)
    assert answer["text"].startswith("Ticket #1 is open")
    assert {"Add details", "Not an issue"} <= set(button_texts(answer))
    [severity] = [each for each in elements(answer) if each["type"] == "static_select"]
    assert [each["value"] for each in severity["options"]] == ["critical", "high", "medium", "low"]
    card = await live.card(1)
    assert REPORT in card["text"]
    assert button_texts(card)[:5] == ["Claim", "Severity", "Kind", "Waiting on client", "Resolve"]


async def test_the_whole_road(live: Live) -> None:
    ts = await live.say("ana", "#acme", REPORT)
    [answer] = await live.replies("#acme", ts)

    await live.press("ana", answer, "choose_severity", "critical")
    [answer] = await live.replies("#acme", ts)
    assert "Critical" in shown(answer)
    assert "critical" in (await live.card(1))["text"]

    await live.press("ana", answer, "add_details")
    assert (await live.submit("ana", what="The order automation", since="7am", impact="No orders"))["ok"]
    assert "No orders" in shown(await live.card(1))

    assert "You have #1 now" in await live.command("sam", "/ticket", "claim 1")
    assert "Sam" in (await live.card(1))["text"] or "sam" in (await live.card(1))["text"]

    await live.say("sam", "#acme", "I see it, the queue is stuck. Restarting.", thread_ts=ts)
    assert "resolved" in await live.command("sam", "/ticket", "resolve 1 The queue was stuck; restarted it.")
    question = (await live.replies("#acme", ts))[-1]
    assert "The queue was stuck" in shown(question)
    assert button_texts(question) == ["It works", "Still broken"]

    await live.press("ana", question, "still_broken")
    assert " open " in (await live.card(1))["text"]
    assert "open again" in (await live.texts("#acme", ts))[-1]

    await live.command("sam", "/resolve", "1 Replaced the worker as well.")
    assert " resolved " in (await live.card(1))["text"]
    assert "Replaced the worker" in shown((await live.replies("#acme", ts))[-1])


async def test_status_shows_nothing_of_another_client(live: Live) -> None:
    await live.say("ana", "#acme", REPORT)

    ts = await live.say("rui", "#banco-litoral", "@Hourglass status")
    [answer] = await live.replies("#banco-litoral", ts)
    assert "Order processing" not in shown(answer) + answer["text"]
    ts = await live.say("rui", "#banco-litoral", "@Hourglass status 1")
    [answer] = await live.replies("#banco-litoral", ts)
    assert "Order processing" not in shown(answer) + answer["text"]
