"""Questions to the bot: answered in the thread, in the client's language, about that client alone."""

from tests.live import Live, shown

STUCK = "Orders are stuck since 7am"


async def asked(live: Live, user: str, channel: str, text: str) -> str:
    """Ask the bot, and return all that its one answer in the thread shows; only files may follow it."""
    ts = await live.say(user, channel, text)
    answer, *files = await live.replies(channel, ts)
    assert all("image" in {block["type"] for block in each["blocks"]} for each in files)
    return f"{answer['text']}\n{shown(answer)}"


async def test_a_client_asks_for_the_state_of_its_own_tickets(live: Live) -> None:
    assert "no open tickets" in await asked(live, "ana", "#acme", "@Hourglass status")
    await live.say("ana", "#acme", STUCK)
    await live.say("rui", "#banco-litoral", "O relatório não chegou")
    await live.command("sam", "/ticket", "claim 1")
    await live.command("sam", "/ticket", "note 1 they never update the worker")

    listed = await asked(live, "bo", "#acme", "@Hourglass what's the status of our tickets?")
    assert STUCK in listed
    assert "relatório" not in listed
    one = await asked(live, "ana", "#acme", "@Hourglass status #1, please")
    assert "sam" in one
    assert "never update" not in one
    for number in ("2", "999"):
        refusal = await asked(live, "ana", "#acme", f"@Hourglass status {number}")
        assert f"no ticket #{number} in this channel" in refusal
    assert len(await live.cards()) == 2


async def test_the_questions_are_understood_and_answered_in_the_clients_language(modes: Live) -> None:
    for text, answer in (
        ("@Hourglass status", "chamados abertos"),
        ("@Hourglass quais são os chamados? status", "chamado"),
        ("@Hourglass ajuda", "pergunto se abro um chamado"),
        ("@Hourglass quantas horas temos?", "não tem horas mensais"),
        ("@Hourglass resumo", "Sua semana de suporte"),
    ):
        assert answer in await asked(modes, "rui", "#banco-litoral", text), text
    for text, answer in (
        ("@Hourglass estado", "tickets abiertos"),
        ("@Hourglass estado 142", "#142"),
        ("@Hourglass ayuda", "emoji :ticket:"),
        ("@Hourglass ¿cuántas horas nos quedan?", "no tiene horas mensuales"),
    ):
        assert answer in await asked(modes, "gia", "#globex", text), text
    assert "opens a ticket" in await asked(modes, "ana", "#acme", "@Hourglass help")
    assert "Your week in support" in await asked(modes, "ana", "#acme", "@Hourglass digest")
    assert await modes.cards() == []


async def test_staff_see_one_client_in_its_channel_and_all_in_triage(live: Live) -> None:
    await live.say("ana", "#acme", STUCK)
    await live.say("rui", "#banco-litoral", "O relatório não chegou")
    in_channel = await asked(live, "sam", "#acme", "@Hourglass status")
    assert STUCK in in_channel
    assert "relatório" not in in_channel
    await live.say("sam", "#acme", "@Hourglass status 2")
    assert "2" in (await live.whispers("sam"))[-1]

    in_triage = await asked(live, "sam", "#triage", "@Hourglass status")
    assert STUCK in in_triage
    assert "relatório" in in_triage
    assert "relatório" in await asked(live, "sam", "#triage", "@Hourglass status 2")
    assert "/ticket" in await asked(live, "sam", "#triage", "@Hourglass help")
    assert "Hours of all clients" in await asked(live, "kim", "#triage", "@Hourglass hours")
    assert len(await live.cards()) == 2


async def test_a_mention_that_only_begins_like_a_question_is_a_report(live: Live) -> None:
    texts = ["help, nothing works", "status page is down", "hours are booked wrongly", "digest mails bounce"]
    for text in texts:
        await live.say("ana", "#acme", f"@Hourglass {text}")
    assert [card["text"].rsplit(" · ", 1)[1] for card in await live.cards()] == texts


async def test_a_question_in_a_tickets_thread_is_answered_there_and_ends_no_wait(live: Live) -> None:
    ts = await live.say("ana", "#acme", STUCK)
    await live.command("sam", "/ticket", "wait 1")
    await live.say("ana", "#acme", "@Hourglass status 1", ts)
    assert STUCK in (await live.texts("#acme", ts))[-1]
    assert " waiting on client " in (await live.card(1))["text"]
    await live.say("ana", "#acme", "@Hourglass any news?", ts)
    assert " open " in (await live.card(1))["text"]
    assert len(await live.cards()) == 1


async def test_a_direct_message_says_where_to_write(live: Live) -> None:
    await live.say("rui", "#banco-litoral", "O relatório não chegou")
    words = {
        "ana": "Write in the channel",
        "rui": "Escreva no canal",
        "sam": "/ticket list mine",
        "max": "/hours all",
    }
    for user, word in words.items():
        ts = await live.say(user, f"@{user}", "Orders are stuck")
        await live.post("edit", channel=f"@{user}", ts=ts, text="Orders are stuck!")
        await live.settle()
        [answer] = [each for each in await live.messages(f"@{user}") if "bot_id" in each]
        assert word in answer["text"], user
        assert "Invite me" not in answer["text"], "its channels are set up"
        assert ("/digest" in answer["text"]) == (user == "max")
    assert len(await live.cards()) == 1
