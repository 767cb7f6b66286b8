"""Tickets that somebody asks for by hand, and messages that came while Hourglass was not there."""

import re
from typing import Final

from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Json, Live, button_texts, shown

pytestmark = ON_SQLITE

NOTIFIES: Final = re.compile(r"<@|<!(?:channel|here|everyone|subteam)")


async def react(live: Live, user: str, channel: str, ts: str, name: str = "ticket") -> None:
    await live.post("reaction", channel=channel, user=user, ts=ts, name=name)
    await live.settle()


async def member(live: Live, channel: str, user: str, *, joins: bool) -> None:
    await live.post("member", channel=channel, user=user, **{"in": joins})
    await live.settle()


async def test_a_colleague_outside_support_may_call_for_a_ticket_and_no_more(modes: Live) -> None:
    await member(modes, "#triage", "kim", joins=False)
    said = await modes.say("gia", "#globex", "El panel no carga")
    await react(modes, "kim", "#globex", said)
    await react(modes, "kim", "#globex", said, "eyes")
    assert "El panel no carga" in (await modes.card(1))["text"]

    await modes.say("kim", "#globex", "Somebody will look into it", said)
    assert " new " in (await modes.card(1))["text"]
    await modes.say("kim", "#globex", "@Hourglass status")
    assert "El panel" not in "\n".join(await modes.whispers("kim"))
    await modes.say("kim", "#globex", "@Hourglass the VPN of Globex is down")
    assert len(await modes.cards()) == 2


async def test_the_emoji_takes_a_message_in_as_its_authors_word_whoever_puts_it_there(live: Live) -> None:
    await member(live, "#triage", "kim", joins=False)
    ts = await live.say("ana", "#acme", "Orders are stuck")
    await live.command("sam", "/ticket", "wait 1")
    said = await live.say("kim", "#acme", "I told them by phone", ts)
    for person in ("kim", "ana"):
        await react(live, person, "#acme", said)
    assert " waiting on client " in (await live.card(1))["text"]

    [answer, *_] = await live.replies("#acme", ts)
    await live.press("ana", answer, "not_an_issue")
    for message in (ts, said):
        await react(live, "kim", "#acme", message)
    assert " cancelled " in (await live.card(1))["text"]
    await react(live, "bo", "#acme", said)
    assert " waiting on client " in (await live.card(1))["text"]


async def test_what_an_emoji_takes_in_was_said_before_the_wait_and_does_not_end_it(live: Live) -> None:
    head = await live.say("sam", "#acme", "We update the portal at noon")
    await live.say("ana", "#acme", "Thanks", head)
    answer = await live.say("ana", "#acme", "Since then nobody can log in", head)
    later = await live.say("ana", "#acme", "Error 403", head)
    await react(live, "ana", "#acme", later)
    await live.command("sam", "/ticket", "wait 1")
    await react(live, "sam", "#acme", answer)
    assert " waiting on client " in (await live.card(1))["text"]
    line = next(each for each in await live.card_lines(1) if "Since then nobody" in each)
    assert line.startswith("ana ")


async def test_an_emoji_on_our_own_words_or_in_triage_opens_nothing(modes: Live) -> None:
    ts = await modes.say("rui", "#banco-litoral", "O painel está mais lento")
    [question] = await modes.replies("#banco-litoral", ts)
    await react(modes, "rui", "#banco-litoral", question["ts"])
    internal = await modes.say("sam", "#triage", "Who is on call?")
    await react(modes, "sam", "#triage", internal)
    courtesy = await modes.say("rui", "#banco-litoral", "obrigado", ts)
    await react(modes, "rui", "#banco-litoral", courtesy, "eyes")
    assert await modes.cards() == []

    await react(modes, "sam", "#banco-litoral", ts)
    [question, *_] = await modes.replies("#banco-litoral", ts)
    assert button_texts(question) == []
    assert len(await modes.cards()) == 1


@ON_BOTH
async def test_where_joining_is_off_each_message_stands_for_itself(modes: Live) -> None:
    first = await modes.say("rui", "#banco-litoral", "O painel está mais lento")
    [question] = await modes.replies("#banco-litoral", first)
    await modes.press("rui", question, "open_ticket")
    second = await modes.say("rui", "#banco-litoral", "O relatório não chegou")
    [question] = await modes.replies("#banco-litoral", second)
    assert len(button_texts(question)) == 2
    assert len(await modes.cards()) == 1


async def test_a_reply_can_become_a_ticket_and_takes_what_follows_along(modes: Live) -> None:
    head = await modes.say("sam", "#globex", "We updated the portal today")
    await modes.say("gia", "#globex", "Gracias", head)
    report = await modes.say("gia", "#globex", "Desde entonces no puedo entrar", head)
    await modes.say("gia", "#globex", "Error 403", head)
    await react(modes, "gia", "#globex", report)
    assert (await modes.card(1))["text"].endswith("Desde entonces no puedo entrar")
    assert "1 more message" in shown(await modes.card(1))
    await modes.say("gia", "#globex", "Y mi colega tampoco", head)
    assert "Y mi colega tampoco" in "\n".join(await modes.card_lines(1))
    assert any("#1" in text for text in await modes.texts("#globex", head))


async def test_who_calls_in_a_thread_of_ours_means_what_they_say_there(modes: Live) -> None:
    head = await modes.say("sam", "#acme", "Good morning, we update the portal at noon")
    await modes.say("ana", "#acme", "Thanks", head)
    await modes.say("ana", "#acme", "@Hourglass since then nobody can log in", head)
    await modes.say("ana", "#acme", "Error 403", head)
    card = await modes.card(1)
    assert card["text"].endswith("since then nobody can log in")
    assert "ana" in shown(card)
    assert "Error 403" in "\n".join(await modes.card_lines(1))


async def test_what_was_said_before_we_came_can_become_a_ticket_with_its_replies(live: Live) -> None:
    await live.post("channel", name="globex-labs", client_team="Globex")
    for user in ("gia", "sam"):
        await live.post("member", channel="globex-labs", user=user, **{"in": True})
    old = await live.say("gia", "#globex-labs", "The scale shows nonsense")
    await live.say("gia", "#globex-labs", "Only the left one", old)
    await live.say("sam", "#globex-labs", "Noted", old)
    other = await live.say("gia", "#globex-labs", "The door sensor is dead")
    await live.say("gia", "#globex-labs", "The blue door", other)
    await member(live, "globex-labs", "Hourglass", joins=True)
    await set_up(live)
    assert await live.cards() == []

    await react(live, "gia", "#globex-labs", old)
    assert "The scale shows nonsense" in (await live.card(1))["text"]
    assert "1 more message" in shown(await live.card(1))
    await live.say("gia", "#globex-labs", "@Hourglass please", other)
    assert "The door sensor is dead" in (await live.card(2))["text"]
    assert "2 more messages" in shown(await live.card(2))


async def set_up(live: Live) -> None:
    offer = next(
        each for each in await live.messages("#triage") if "Set up this channel" in button_texts(each)
    )
    await live.press("sam", offer, "ask_setup")
    facts = {"plan": "matai-growth", "time_zone": "Europe/Berlin", "language": "en"}
    assert (await live.submit("sam", client="Globex Labs", **facts))["ok"]


@ON_BOTH
async def test_a_message_that_overtakes_the_invitation_is_kept(live: Live) -> None:
    await live.post("channel", name="globex-labs", client_team="Globex")
    for user in ("gia", "sam"):
        await live.post("member", channel="globex-labs", user=user, **{"in": True})
    ts = await live.say("gia", "#globex-labs", "The scale shows nonsense")
    said: Json = next(each for each in await live.messages("#globex-labs") if each["ts"] == ts)
    await live.post("event", event={**said, "channel_type": "channel"})
    await live.settle()
    await member(live, "globex-labs", "Hourglass", joins=True)
    await set_up(live)
    assert "The scale shows nonsense" in (await live.card(1))["text"]


async def test_hostile_words_stay_words(live: Live) -> None:
    text = "@channel *everything* & <script>alert(1)</script> `is` <@U123> down @sam"
    ts = await live.say("ana", "#acme", text)
    await live.say("ana", "#acme", "@everyone look: " + "x" * 3900, ts)
    everything = [*await live.messages("#triage"), *await live.replies("#acme", ts)]
    everything += await live.messages("#triage", (await live.card(1))["ts"])
    for each in everything:
        words = each["text"] + shown(each)
        if "bot_id" in each:
            assert NOTIFIES.search(words) is None
    assert "&amp; &lt;script&gt;" in (await live.card(1))["text"]
