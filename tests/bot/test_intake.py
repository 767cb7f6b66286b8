"""What becomes of what is said in a client's channel: a ticket, a part of one, a question, or nothing."""

import asyncio

from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Json, Live, button_texts, elements, shown

pytestmark = ON_SQLITE

STUCK = "Orders are stuck since 7am"


async def numbers(live: Live) -> list[int]:
    """The numbers of the tickets that have a card."""
    return [int(each["text"].split()[0].removeprefix("#")) for each in await live.cards()]


async def reactions(live: Live, channel: str, ts: str) -> set[str]:
    [said] = [each for each in await live.messages(channel) if each["ts"] == ts]
    return {each["name"] for each in said.get("reactions", ())}


async def test_courtesy_opens_nothing_in_three_languages_and_ends_no_wait(modes: Live) -> None:
    for text in ("thanks!", "ok", ":+1:", "¡Muchas gracias!", "obrigado", "bom dia", "<3 ok thanks"):
        await modes.say("ana", "#acme", text)
    assert await numbers(modes) == []

    ts = await modes.say("ana", "#acme", STUCK)
    await modes.command("sam", "/ticket", "claim 1")
    await modes.command("sam", "/ticket", "wait 1")
    for text in ("ok thanks", "gracias", "valeu!"):
        await modes.say("ana", "#acme", text, ts)
    assert " waiting on client " in (await modes.card(1))["text"]
    assert await numbers(modes) == [1]

    await modes.say("ana", "#acme", "It is the order queue of the north warehouse", ts)
    assert " open " in (await modes.card(1))["text"]


async def test_messages_close_together_join_and_others_open_their_own(modes: Live) -> None:
    await modes.say("ana", "#acme", STUCK)
    second = await modes.say("ana", "#acme", "The queue shows 214 of them")
    assert await numbers(modes) == [1]
    assert await reactions(modes, "#acme", second) == {"paperclip"}
    assert "214" in "\n".join(await modes.card_lines(1))

    await modes.say("bo", "#acme", "The label printer is offline")
    assert await numbers(modes) == [1, 2]
    await modes.advance(minutes=6)
    third = await modes.say("ana", "#acme", "The invoices have the wrong date")
    assert await numbers(modes) == [1, 2, 3]

    await modes.say("sam", "#acme", "Which invoices?", third)
    await modes.say("ana", "#acme", "And the reports are empty")
    assert await numbers(modes) == [1, 2, 3, 4]

    await modes.say("sam", "#acme", "We are looking at the reports, thank you")
    await modes.say("ana", "#acme", "The scanner is offline")
    assert await numbers(modes) == [1, 2, 3, 4, 5]

    await modes.say("ana", "#acme", "It is the second report", second)
    assert "second report" in "\n".join(await modes.card_lines(1))


async def test_what_staff_say_opens_nothing_and_guests_are_clients(modes: Live) -> None:
    await modes.say("sam", "#acme", "We update the order service at noon, everything may be down")
    await modes.say("ada", "#acme", "Welcome, everybody")
    assert await numbers(modes) == []

    ts = await modes.say("gus", "#acme", STUCK)
    [answer] = await modes.replies("#acme", ts)
    await modes.press("gus", answer, "choose_severity", "high")
    card = await modes.card(1)
    assert "Acme Orders · high" in card["text"]
    assert "gus" in shown(card)


async def test_asking_first_takes_in_what_was_said_before_the_answer(modes: Live) -> None:
    ts = await modes.say("rui", "#banco-litoral", "O relatório de ontem não chegou")
    [question] = await modes.replies("#banco-litoral", ts)
    assert len(button_texts(question)) == 2
    await modes.say("rui", "#banco-litoral", "É o relatório de vendas", ts)
    await modes.say("sam", "#banco-litoral", "Vou ver", ts)
    await modes.post("edit", channel="#banco-litoral", ts=ts, text="O relatório de hoje não chegou")
    assert await numbers(modes) == []

    await asyncio.gather(*(modes.press("rui", question, "open_ticket") for _ in range(2)))
    assert await numbers(modes) == [1]
    assert "relatório de hoje" in (await modes.card(1))["text"]
    question, *_, opened = await modes.replies("#banco-litoral", ts)
    assert button_texts(question) == []
    assert "#1" in opened["text"]
    page = await modes.command("sam", "/ticket", "show 1")
    assert "Banco Litoral" in page
    ts_asked = await modes.say("rui", "#banco-litoral", "@Hourglass status 1")
    [state] = await modes.replies("#banco-litoral", ts_asked)
    assert "2 mensagens" in shown(state)

    await modes.say("rui", "#banco-litoral", "Falta também o de ontem", ts)
    assert "Falta também" in "\n".join(await modes.card_lines(1))


@ON_BOTH
async def test_no_thanks_opens_nothing_and_a_deleted_message_is_asked_about_no_more(modes: Live) -> None:
    first = await modes.say("rui", "#banco-litoral", "O painel está mais lento")
    second = await modes.say("rui", "#banco-litoral", "E o outro painel também")
    [question] = await modes.replies("#banco-litoral", first)
    await modes.press("rui", question, "open_no_ticket")
    [question] = await modes.replies("#banco-litoral", first)
    assert button_texts(question) == []

    await modes.post("delete", channel="#banco-litoral", ts=second)
    await modes.settle()
    [question] = await modes.replies("#banco-litoral", second)
    assert button_texts(question) == []
    assert await numbers(modes) == []


async def test_what_is_said_right_after_a_question_is_not_asked_about_and_goes_where_that_goes(
    asking: Live,
) -> None:
    first = await asking.say("rui", "#banco-litoral", "O painel está mais lento")
    second = await asking.say("rui", "#banco-litoral", "E o relatório não abre")
    await asking.say("rui", "#banco-litoral", "O de vendas", second)
    assert (
        await asking.replies("#banco-litoral", second)
        == (await asking.messages("#banco-litoral", second))[1:2]
    )
    [question] = await asking.replies("#banco-litoral", first)
    await asking.press("rui", question, "open_ticket")
    assert "2 more messages" in shown(await asking.card(1))
    assert await reactions(asking, "#banco-litoral", second) == {"paperclip"}
    await asking.say("rui", "#banco-litoral", "Desde ontem")
    assert "3 more messages" in shown(await asking.card(1))

    await asking.advance(minutes=6)
    third = await asking.say("rui", "#banco-litoral", "O login falha")
    fourth = await asking.say("rui", "#banco-litoral", "Também no celular")
    fifth = await asking.say("rui", "#banco-litoral", "E no tablet")
    await asking.post("delete", channel="#banco-litoral", ts=third)
    await asking.settle()
    [question] = await asking.replies("#banco-litoral", fourth)
    await asking.press("rui", question, "open_no_ticket")
    assert await asking.replies("#banco-litoral", fifth) == []
    sixth = await asking.say("rui", "#banco-litoral", "O relógio está errado")
    assert len(await asking.replies("#banco-litoral", sixth)) == 1
    assert await numbers(asking) == [1]


async def test_in_manual_mode_somebody_has_to_ask(modes: Live) -> None:
    first = await modes.say("gia", "#globex", "El informe llega vacío")
    await modes.say("gia", "#globex", "desde ayer", first)
    second = await modes.say("gia", "#globex", "La exportación tarda mucho")
    third = await modes.say("gia", "#globex", "El panel no carga")
    assert await numbers(modes) == []

    for person in ("gia", "kim"):
        await modes.post("reaction", channel="#globex", user=person, ts=first, name="ticket")
    await modes.settle()
    assert await numbers(modes) == [1]
    assert "informe llega" in (await modes.card(1))["text"]
    assert "1 more message" in shown(await modes.card(1))
    assert await reactions(modes, "#globex", first) >= {"ticket", "paperclip"}

    await shortcut(modes, "sam", second)
    await shortcut(modes, "sam", second)
    assert [line.split()[-1] for line in await modes.whispers("sam")] == ["open.", "already."]
    assert await numbers(modes) == [1, 2]

    await modes.say("gia", "#globex", "@Hourglass por favor", third)
    await modes.say("gia", "#globex", "@Hourglass", third)
    assert "panel no carga" in (await modes.card(3))["text"]
    await modes.say("gia", "#globex", "@Hourglass el correo no sale")
    assert (await modes.card(4))["text"].endswith("· el correo no sale")
    await modes.say("sam", "#globex", "@Hourglass Gia called: the VPN is down")
    assert await numbers(modes) == [1, 2, 3, 4, 5]
    assert "@" not in (await modes.card(5))["text"]


async def shortcut(live: Live, user: str, ts: str) -> None:
    await live.post("shortcut", user=user, callback_id="ticket_from_message", channel="#globex", ts=ts)
    await live.settle()


async def test_a_mention_of_courtesy_opens_nothing_and_any_other_does(modes: Live) -> None:
    await modes.say("ana", "#acme", "@Hourglass thanks!")
    assert await numbers(modes) == []
    bare = await modes.say("ana", "#acme", "@Hourglass")
    [answer] = await modes.replies("#acme", bare)
    assert "@hourglass status" in shown(answer)
    await modes.say("ana", "#acme", "@Hourglass help, the order sync is broken")
    await modes.say("ana", "#acme", "@Hourglass status page is down")
    assert await numbers(modes) == [1, 2]


async def test_files_are_listed_with_name_type_and_link(modes: Live) -> None:
    picture = {"name": "queue.png", "mimetype": "image/png", "content": "x"}
    ts = await modes.say("ana", "#acme", files=[picture])
    assert "queue.png" in (await modes.card(1))["text"]
    log = {"name": "worker.log", "mimetype": "text/plain", "content": "x"}
    await modes.say("bo", "#acme", "the log", ts, files=[log])
    line = next(each for each in await modes.card_lines(1) if "worker.log" in each)
    assert "text/plain" in line
    assert f"<{modes.sandbox.url}/files/" in line
    broadcast = await modes.say("ana", "#acme", "It is the north warehouse", ts, broadcast=True)
    assert broadcast
    assert "north warehouse" in "\n".join(await modes.card_lines(1))
    assert await numbers(modes) == [1]


async def test_severity_words_preselect_and_never_decide_and_it_is_asked_again_once(modes: Live) -> None:
    ts = await modes.say("gia", "#globex", "@Hourglass Es urgente: no llega ningún pedido")
    [answer] = await modes.replies("#globex", ts)
    [select] = [each for each in elements(answer) if each["type"] == "static_select"]
    assert select["initial_option"]["value"] == "critical"
    assert "(not chosen yet)" in shown(await modes.card(1))

    await modes.advance(minutes=11)
    _, again = await modes.replies("#globex", ts)
    assert [each for each in elements(again) if each["type"] == "static_select"]
    await modes.advance(hours=3)
    assert len(await modes.replies("#globex", ts)) == 2
    assert "(not chosen yet)" in shown(await modes.card(1))

    await modes.press("gia", answer, "choose_severity", "low")
    _, again = await modes.replies("#globex", ts)
    assert elements(again) == []
    assert " low " in (await modes.card(1))["text"]

    ts = await modes.say("ana", "#acme", STUCK)
    [answer] = await modes.replies("#acme", ts)
    await modes.press("ana", answer, "choose_severity", "high")
    await modes.advance(minutes=20)
    assert len(await modes.replies("#acme", ts)) == 1


def raw(said: Json, **more: object) -> Json:
    """A message as an event of its own."""
    kept = {name: said[name] for name in ("type", "user", "text", "ts", "team")}
    return {**kept, "channel": said["channel"], "channel_type": "channel", **more}


async def test_the_same_event_twice_and_a_mention_as_two_events_are_one_ticket(modes: Live) -> None:
    ts = await modes.say("ana", "#acme", "@Hourglass the importer fails")
    said = (await modes.messages("#acme"))[-1]
    for event in (raw(said), raw(said, type="app_mention"), raw(said)):
        for _ in range(2):
            await modes.post("event", event=event, event_id="Ev-AGAIN")
    await modes.settle()
    assert await numbers(modes) == [1]
    assert len(await modes.replies("#acme", ts)) == 1


async def test_events_that_overtake_each_other_end_as_if_they_had_not(modes: Live) -> None:
    world = await modes.get("world")
    ids = {user["name"]: user["id"] for user in world["users"]}
    place = {"channel": next(each["id"] for each in world["channels"] if each["name"] == "acme")}
    head, reply, answer = "1772440000.000100", "1772440030.000100", "1772440060.000100"
    said = {"type": "message", "channel_type": "channel", "user": ids["ana"], **place}

    await modes.post(
        "event", event={**said, "ts": answer, "thread_ts": head, "text": "Looking", "user": ids["sam"]}
    )
    await modes.post("event", event={**said, "ts": reply, "thread_ts": head, "text": "214 of them"})
    changed = {**said, "subtype": "message_changed", "ts": "1772440090.000100"}
    before, now = ({**said, "ts": head, "text": text} for text in ("Orders stuk", "Orders are stuck"))
    await modes.post("event", event={**changed, "message": now, "previous_message": before})
    await modes.post("event", event=before)
    gone = "1772440100.000100"
    await modes.post(
        "event",
        event={
            **said,
            "subtype": "message_deleted",
            "ts": gone,
            "deleted_ts": "1772440095.000100",
            "previous_message": {**said, "ts": "1772440095.000100", "text": "never mind, wrong channel"},
        },
    )
    await modes.post("event", event={**said, "ts": "1772440095.000100", "text": "never mind, wrong channel"})
    await modes.settle()

    assert await numbers(modes) == [1]
    card = await modes.card(1)
    assert "Orders are stuck" in card["text"]
    assert " open " in card["text"]
    assert "1 more message" in shown(card)
    assert "214 of them" in "\n".join(await modes.card_lines(1))


async def test_what_is_no_persons_word_is_let_be(modes: Live) -> None:
    ts = await modes.say("ana", "#acme", STUCK)
    said = (await modes.messages("#acme"))[-1]
    bot = raw(
        said, ts="1790000000.000100", subtype="bot_message", bot_id="B0OTHER", text="Nightly import failed"
    )
    joined = raw(said, ts="1790000001.000100", subtype="channel_join", text="has joined the channel")
    shown_link = {**said, "text": STUCK, "attachments": [{"title": "A page"}]}
    unfurled = raw(
        said, subtype="message_changed", message=shown_link, previous_message=said, ts="1790000002.000100"
    )
    me = raw(
        said, ts="1790000900.000100", subtype="me_message", text="cannot print labels", user=said["user"]
    )
    for event in (bot, joined, unfurled, me):
        await modes.post("event", event=event)
    await modes.settle()
    assert await numbers(modes) == [1, 2]
    assert "cannot print labels" in (await modes.card(2))["text"]
    assert len(await modes.replies("#acme", ts)) == 1
