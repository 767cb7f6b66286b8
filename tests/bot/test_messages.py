"""What becomes of replies, edits and deletions, and of what was said before a channel was set up."""

from bot.domain.folding import fold
from tests.databases import ON_SQLITE
from tests.live import Json, Live, button_texts, shown
from tests.looking import former_texts

pytestmark = ON_SQLITE

STUCK = "Orders are stuck since 7am"


async def cards(live: Live) -> list[str]:
    return [each["text"] for each in await live.cards()]


async def test_a_reply_after_resolve_reopens_and_a_courtesy_does_not(live: Live) -> None:
    ts = await live.say("ana", "#acme", STUCK)
    await live.command("sam", "/ticket", "resolve 1 Restarted the worker")
    await live.say("ana", "#acme", "Great, thanks a lot!", ts)
    assert " resolved " in (await live.card(1))["text"]
    await live.advance(days=2)
    await live.say("ana", "#acme", "It is stuck again", ts)
    assert " open " in (await live.card(1))["text"]
    assert "open again" in (await live.texts("#acme", ts))[-1]


async def test_a_reply_after_the_window_opens_a_linked_ticket_that_has_the_thread_then(live: Live) -> None:
    ts = await live.say("ana", "#acme", STUCK)
    await live.command("sam", "/ticket", "resolve 1 Restarted the worker")
    await live.advance(days=8)
    assert " closed " in (await live.card(1))["text"]
    await live.say("ana", "#acme", "thanks again!", ts)
    assert len(await cards(live)) == 1

    await live.say("ana", "#acme", "The same thing happens with invoices", ts)
    assert "Ticket #2 is open" in (await live.texts("#acme", ts))[-1]
    assert "follows #1" in shown(await live.card(2))
    await live.say("ana", "#acme", "All invoices of today", ts)
    await live.say("sam", "#acme", "I see it", ts)
    assert "All invoices of today" in "\n".join(await live.card_lines(2))
    assert " open " in (await live.card(2))["text"]
    assert " closed " in (await live.card(1))["text"]
    assert len(await cards(live)) == 2


async def test_what_is_said_in_a_merged_tickets_thread_reaches_the_one_that_stays(live: Live) -> None:
    first = await live.say("ana", "#acme", STUCK)
    second = await live.say("bo", "#acme", "The label printer is offline")
    await live.command("sam", "/ticket", "merge 2 into 1")
    assert f"p{first.replace('.', '')}|#1>" in shown(await live.card(2)), "the card links to where it goes on"
    await live.command("sam", "/ticket", "wait 1")
    await live.say("bo", "#acme", "It printed until noon", second)
    assert " open " in (await live.card(1))["text"]
    await live.say("kim", "#acme", "Thanks, looking", second)
    await live.post("edit", channel="#acme", ts=second, text="The label printer is dead")
    await live.settle()
    lines = "\n".join(await live.card_lines(1))
    assert "It printed until noon" in lines
    assert "The label printer is dead" in lines
    assert STUCK in (await live.card(1))["text"]
    await live.post("delete", channel="#acme", ts=second)
    await live.settle()
    assert "label printer" not in str([await live.card(1), await live.card(2)])
    assert STUCK in (await live.card(1))["text"]
    assert first != second


async def test_a_dismissed_ticket_comes_back_when_the_client_has_more_to_say_or_somebody_calls_for_it(
    live: Live,
) -> None:
    ts = await live.say("ana", "#acme", STUCK)
    for back in ("It was not our firewall after all", "@Hourglass it happened again", "ticket"):
        [answer, *_] = await live.replies("#acme", ts)
        await live.press("ana", answer, "not_an_issue")
        await live.say("ana", "#acme", "ok, thanks!", ts)
        await live.say("ana", "#acme", "@Hourglass thanks!", ts)
        assert " cancelled " in (await live.card(1))["text"]
        if back == "ticket":
            await live.post("reaction", channel="#acme", user="bo", ts=ts, name=back)
            await live.settle()
        else:
            await live.say("ana", "#acme", back, ts)
        assert " new " in (await live.card(1))["text"]
    assert len(await cards(live)) == 1


async def test_what_is_said_long_after_a_ticket_was_dismissed_opens_one_that_follows_it(live: Live) -> None:
    ts = await live.say("ana", "#acme", STUCK)
    [answer] = await live.replies("#acme", ts)
    await live.press("ana", answer, "not_an_issue")
    await live.advance(days=8)
    await live.say("ana", "#acme", "Now the invoices are stuck", ts)
    assert " cancelled " in (await live.card(1))["text"]
    assert "follows #1" in shown(await live.card(2))


async def test_what_was_said_before_a_ticket_was_resolved_but_comes_after_it_reopens_nothing(
    live: Live,
) -> None:
    ts = await live.say("ana", "#acme", STUCK)
    said = (await live.messages("#acme"))[-1]
    await live.advance(minutes=2)
    await live.command("sam", "/ticket", "resolve 1 Restarted the worker")
    seconds = int(ts.partition(".")[0])
    late = {name: said[name] for name in ("type", "user", "team", "channel")}
    late |= {"channel_type": "channel", "thread_ts": ts, "text": "214 of them"}
    await live.post("event", event={**late, "ts": f"{seconds + 30}.000100"})
    await live.settle()
    assert " resolved " in (await live.card(1))["text"]
    assert "214 of them" in "\n".join(await live.card_lines(1))


async def test_edits_are_kept_and_the_title_follows_the_first_message(live: Live) -> None:
    ts = await live.say("ana", "#acme", "Ordres are stuk")
    reply = await live.say("ana", "#acme", "since nine", ts)
    for edited, text in ((ts, STUCK), (reply, "since seven")):
        await live.post("edit", channel="#acme", ts=edited, text=text)
    await live.settle()
    assert (await live.card(1))["text"].endswith(STUCK)
    lines = "\n".join(await live.card_lines(1))
    assert lines.count("ana edited a message:") == 2
    assert "since seven" in lines
    [thread] = [each for each in await live.messages("#acme") if each["ts"] == ts]
    assert await former_texts(live.bot.desk.database, thread["channel"], ts) == ["Ordres are stuk"]


async def test_a_courtesy_that_is_edited_into_a_report_becomes_a_ticket(live: Live) -> None:
    ts = await live.say("ana", "#acme", "Good morning")
    await live.post("edit", channel="#acme", ts=ts, text="Good morning, the order import fails")
    await live.settle()
    assert "the order import fails" in (await live.card(1))["text"]
    await live.post("edit", channel="#acme", ts=ts, text="Good morning, the order import fails again")
    await live.settle()
    assert len(await cards(live)) == 1


async def test_a_deleted_message_leaves_a_tombstone_and_the_ticket_stays(live: Live) -> None:
    ts = await live.say("ana", "#acme", STUCK)
    secret = await live.say("ana", "#acme", "the password is hunter2", ts)
    await live.post("delete", channel="#acme", ts=secret)
    await live.post("delete", channel="#acme", ts=ts)
    await live.settle()
    assert " new " in (await live.card(1))["text"]
    assert "(deleted)" in shown(await live.card(1))
    assert sum("ana deleted a message" in line for line in await live.card_lines(1)) == 2
    assert "hunter2" not in await live.command("sam", "/ticket", "show 1")
    assert STUCK not in str([await live.messages("#triage"), await live.messages("#acme")])
    async with live.bot.desk.database.reading() as store:
        log = await store.tickets.events(1)
        assert STUCK not in str(log)
        assert fold(log) == await store.tickets.get(1)

    await live.say("ana", "#acme", "It is the north warehouse", ts)
    await live.say("sam", "#acme", "On it", ts)
    assert " open " in (await live.card(1))["text"]


async def test_a_message_deleted_before_we_answer_leaves_a_ticket_whose_lost_thread_is_told_once(
    live: Live,
) -> None:
    ts = await live.begin("ana", "#acme", STUCK)
    await live.post("delete", channel="#acme", ts=ts)
    await live.settle()
    await live.command("sam", "/ticket", "claim 1")
    await live.command("sam", "/ticket", "resolve 1 Nothing to do")
    assert " resolved " in (await live.card(1))["text"]
    told = [text for text in await live.texts("#triage") if "was deleted, and its thread with it" in text]
    assert len(told) == 1
    assert not [text for text in await live.texts("#triage") if "could not send" in text]


async def test_slacks_own_tombstone_is_a_deletion(live: Live) -> None:
    ts = await live.say("ana", "#acme", STUCK)
    said = (await live.messages("#acme"))[-1]
    before = {name: said[name] for name in ("type", "user", "text", "ts", "team")}
    tombstone = {"type": "message", "subtype": "tombstone", "ts": ts, "thread_ts": ts, "user": "USLACKBOT"}
    gone = {
        "type": "message",
        "subtype": "message_changed",
        "channel": said["channel"],
        "ts": "1900000000.000100",
    }
    now = {**tombstone, "text": "This message was deleted.", "hidden": True}
    await live.post("event", event={**gone, "message": now, "previous_message": before})
    await live.settle()
    assert "ana deleted a message" in "\n".join(await live.card_lines(1))
    assert "(message deleted)" in (await live.card(1))["text"]


async def test_a_message_that_is_split_off_takes_its_own_thread_along(live: Live) -> None:
    ts = await live.say("ana", "#acme", STUCK)
    other = await live.say("ana", "#acme", "The label printer is offline")
    card = await live.card(1)
    assert len(await cards(live)) == 1
    await live.press("sam", card, "ask_more")
    await live.press_in_view("sam", await live.view("sam"), "ask_split")
    view = await live.view("sam")
    [value] = [each["value"] for each in offered(view, "message") if each["value"].endswith(other)]
    assert (await live.submit("sam", message=value))["ok"]
    assert "label printer" in (await live.card(2))["text"]
    assert "Ticket #2 is open" in (await live.texts("#acme", other))[-1]
    await live.say("ana", "#acme", "The green one", other)
    assert "The green one" in "\n".join(await live.card_lines(2))
    await live.say("ana", "#acme", "214 orders", ts)
    assert "214 orders" in "\n".join(await live.card_lines(1))


def offered(view: Json, name: str) -> list[Json]:
    """The options of a modal's field."""
    found: list[Json] = next(
        each["element"]["options"] for each in view["blocks"] if each.get("block_id") == name
    )
    return found


async def test_what_was_said_before_the_set_up_becomes_tickets_as_it_reads_then(live: Live) -> None:
    await live.post("channel", name="acme-eu", client_team="Acme Orders")
    for user in ("ana", "sam", "Hourglass"):
        await live.post("member", channel="acme-eu", user=user, by="sam", **{"in": True})
    await live.settle()
    say = live.say
    first = await say("ana", "#acme-eu", "Exports are emty")
    await say("ana", "#acme-eu", "since Monday", first)
    await say("sam", "#acme-eu", "Hello Ana", first)
    gone = await say("ana", "#acme-eu", "wrong channel, sorry for that")
    await say("ana", "#acme-eu", "thanks!")
    asked = await say("ana", "#acme-eu", "@Hourglass status")
    assert "not set up yet" in (await live.texts("#acme-eu", asked))[-1]
    await live.post("edit", channel="#acme-eu", ts=first, text="Exports are empty")
    await live.post("delete", channel="#acme-eu", ts=gone)
    await live.settle()
    assert await cards(live) == []

    offer = next(
        each for each in await live.messages("#triage") if "Set up this channel" in button_texts(each)
    )
    await live.press("sam", offer, "ask_setup")
    facts = {"plan": "matai-growth", "time_zone": "Europe/Berlin", "language": "en"}
    assert (await live.submit("sam", client="Acme Europe", **facts))["ok"]
    assert [text.rsplit(" · ", 1)[1] for text in await cards(live)] == ["Exports are empty"]
    assert "1 more message" in shown(await live.card(1))
    assert "Ticket #1 is open" in "\n".join(await live.texts("#acme-eu", first))
