"""What staff type: each verb of `/ticket`, with and without its number, and what is typed wrongly."""

import asyncio

from tests.databases import ON_SQLITE
from tests.live import Live, shown

pytestmark = ON_SQLITE

REPORT = "Order processing automation is not running since 7am"


async def ask(live: Live, user: str, text: str, channel: str = "#triage") -> str:
    """Type `/ticket` and return what its sender reads."""
    return await live.command(user, "/ticket", text, channel)


async def test_each_verb_changes_the_card_and_says_so_to_its_sender_alone(live: Live) -> None:
    await live.say("ana", "#acme", REPORT)
    before = len(await live.messages("#triage"))
    typed = [
        ("claim 1", "You have #1 now.", "· sam ·"),
        ("assign 1 @kim", "kim has #1 now.", "· kim ·"),
        ("assign 1 me", "sam has #1 now.", "· sam ·"),
        ("severity 1 critical", "#1 is critical now.", "· critical ·"),
        ("wait 1", "#1 waits for the client now.", "· waiting on client ·"),
        ("wait 1 third party", "#1 waits for a third party now.", "· waiting on third party ·"),
        ("resume 1", "#1 is in progress again.", "· open ·"),
        ("note 1 the vendor is *slow* <!channel>", "Your note is on #1.", "· open ·"),
        ("resolve 1 Restarted it.", "#1 is resolved.", "· resolved ·"),
        ("reopen 1", "#1 is open again.", "· open ·"),
        ("1 claim", "You have #1 already.", "· open ·"),
        ("#1 resolve Replaced it.", "#1 is resolved.", "· resolved ·"),
    ]
    for text, answer, on_card in typed:
        assert answer in await ask(live, "sam", text), text
        assert on_card in (await live.card(1))["text"], text
    assert len(await live.messages("#triage")) == before
    said = "\n".join(await live.card_lines(1))
    for line in (
        "sam claimed",
        "sam gave the ticket to kim",
        "noted",
        "waits for a third party",
        "Replaced it.",
    ):
        assert line in said, line
    assert "<!channel>" not in said
    assert all("vendor" not in text for text in await live.texts("#acme"))


OWED = "The client's last message has no answer yet."


async def test_who_waits_though_the_client_waits_for_an_answer_is_told_so(live: Live) -> None:
    ts = await live.say("ana", "#acme", REPORT)
    assert OWED in await ask(live, "sam", "wait 1")
    assert (await live.card_lines(1))[-1].endswith(OWED), "who pressed the button instead reads it there"
    await ask(live, "sam", "resume 1")
    await live.say("sam", "#acme", "Which queue?", ts)
    assert OWED not in await ask(live, "sam", "wait 1")
    assert (await live.card_lines(1))[-1] == "sam waits for the client."
    await live.say("ana", "#acme", "The one of Berlin", ts)
    assert OWED in await ask(live, "sam", "wait 1 third_party")
    await ask(live, "sam", "resume 1")
    await live.say("ana", "#acme", "thanks", ts)
    await live.say("sam", "#acme", "On it", ts)
    assert OWED not in await ask(live, "sam", "wait 1")


async def test_what_we_opened_for_a_client_waits_for_them_without_a_word_of_theirs(live: Live) -> None:
    await ask(live, "sam", "new The report of June is wrong", "#acme")
    assert OWED not in await ask(live, "sam", "wait 1")


async def test_the_form_behind_more_says_so_too(live: Live) -> None:
    await live.say("ana", "#acme", REPORT)
    await live.press("sam", await live.card(1), "ask_more")
    await live.press_in_view("sam", await live.view("sam"), "wait_for_third_party")
    assert OWED in shown(await live.view("sam"))


async def test_a_number_says_which_ticket_and_a_page_says_all_about_it(live: Live) -> None:
    await live.say("ana", "#acme", REPORT)
    await ask(live, "sam", "note 1 Ask the vendor.")
    for typed in ("1", "#1", "show 1", "show #1", "1 show"):
        page = await ask(live, "kim", typed)
        assert REPORT in page, typed
        assert "Ask the vendor." in page, typed
    for typed in (
        "show 7",
        "7",
        "claim 7",
        "note 7 hello",
        "resolve 7",
        "severity 7",
        "merge 7 into 1",
        "split 7",
    ):
        assert "There is no ticket #7." in await ask(live, "sam", typed), typed


async def test_the_number_may_be_left_out_where_one_ticket_is_open(live: Live) -> None:
    assert "`/ticket list` shows the open ones" in await ask(live, "sam", "claim", "#acme")
    ts = await live.say("ana", "#acme", REPORT)
    assert "You have #1 now." in await live.command("sam", "/claim", "", "#acme")
    assert REPORT in await ask(live, "sam", "show", "#acme")
    assert "#1 is high now." in await ask(live, "sam", "severity high", "#acme")
    assert "kim has #1 now." in await ask(live, "sam", "assign @kim", "#acme")
    assert "Your note is on #1." in await ask(live, "sam", "note it is the queue again", "#acme")
    # What is no number is never taken for "the one that is open".
    assert "`14O` is no ticket number" in await ask(live, "sam", "resume 14O", "#acme")
    assert "`/ticket list` shows the open ones" in await ask(live, "sam", "claim", "#triage")
    await live.say("bo", "#acme", "The label printer prints nothing but stripes")
    refusal = await ask(live, "sam", "wait", "#acme")
    assert "Say its number: `/ticket wait 1`" in refusal
    assert "#1, #2" in refusal
    await ask(live, "sam", "resolve 2 New labels.")
    assert "#1 is resolved." in await live.command("sam", "/resolve", "Restarted the queue.", "#acme")
    assert "Restarted the queue." in shown((await live.replies("#acme", ts))[-1])


async def test_what_is_typed_wrongly_is_answered_with_the_nearest_right_thing(live: Live) -> None:
    await live.say("ana", "#acme", REPORT)
    nearest = {
        "clam 1": "Did you mean `claim`?",
        "close 1": "Did you mean `resolve`?",
        "sevrity 1 high": "Did you mean `severity`?",
        "severity 1 hihg": "Did you mean `high`?",
        "severity 1 urgent": "Did you mean `critical`?",
        "wait 1 thrid party": "Did you mean `third_party`?",
        "wait 1 banana": "`banana` is nobody that a ticket can wait for. "
        "Write `/ticket wait 142 client`, or `/ticket wait 142 third_party`.",
        "list unclamed": "Did you mean `unclaimed`?",
        "list acmee": "Did you mean `acme`?",
        "1 resolv it works": "Did you mean `resolve`?",
        "xyzzy": "is no command that I know. Choose from: new, list",
        "claim 1 @kim": "is no word that I know",
        "assign 1 @nobody": "I know nobody called nobody",
        "assign 1 ana": "I know nobody called",
        "assign 1 @ana": "I know nobody called ana",
        "assign 1 @gus": "I know nobody called gus",
        "assign 1 @Hourglass": "I know nobody called",
        "merge 1 into": "no other open ticket",
        "merge 1 into x": "both numbers",
        "merge 1 into 1": "into itself",
        "resume 1": "waits for nobody",
        "reopen 1": "nothing to reopen",
    }
    for typed, said in nearest.items():
        answer = await ask(live, "sam", typed)
        modals = (await live.get("views", user="sam"))["modals"]
        assert said in answer + "".join(shown(view) for view in modals), (typed, answer)
    assert "· new · unclaimed ·" in (await live.card(1))["text"]
    assert await ask(live, "sam", "") == await ask(live, "sam", "help")
    for verb in ("new", "list", "show", "claim", "assign", "severity", "wait", "resume", "resolve", "reopen"):
        assert f"/ticket {verb}" in await ask(live, "sam", "help"), verb


async def test_a_colleague_outside_triage_cannot_be_given_a_ticket(live: Live) -> None:
    await live.say("ana", "#acme", REPORT)
    await live.post("member", channel="#triage", user="kim", **{"in": False})
    await live.settle()
    assert "I know nobody called kim who works on tickets" in await ask(live, "sam", "assign 1 @kim")
    for typed in (
        "1",
        "list",
        "claim 1",
        "assign 1 me",
        "note 1 hello",
        "resolve 1 done",
        "new Hello",
        "split 1",
        "help",
    ):
        refusal = await ask(live, "kim", typed, "#acme")
        assert refusal.startswith("Only the support team can "), (typed, refusal)
    assert "· new · unclaimed ·" in (await live.card(1))["text"]
    refused = await live.post("command", user="ana", channel="#acme", command="/ticket", text="claim 1")
    assert refused["error"] == "not_allowed"


async def test_lists_say_what_there_is_and_what_there_is_not(live: Live) -> None:
    empty = {
        "list": "No ticket is open.",
        "list open": "No ticket is open.",
        "list mine": "You have no ticket.",
        "list unclaimed": "Every open ticket has somebody.",
        "list acme": "Acme Orders has no open ticket.",
        "list client acme": "Acme Orders has no open ticket.",
        "list Banco Litoral": "Banco Litoral has no open ticket.",
    }
    for typed, said in empty.items():
        assert said in await ask(live, "sam", typed), typed
    assert "Acme Orders has no open ticket." in await ask(live, "sam", "list client", "#acme")
    await live.say("ana", "#acme", REPORT)
    await live.say("rui", "#banco-litoral", "O relatório não abre")
    await ask(live, "sam", "claim 1")
    listed = {
        "list": (True, True),
        "list mine": (True, False),
        "list unclaimed": (False, True),
        "list acme": (True, False),
        "list Banco Litoral": (False, True),
    }
    for typed, (first, second) in listed.items():
        answer = await ask(live, "sam", typed)
        assert ("Order processing" in answer, "relatório" in answer) == (first, second), typed
    await ask(live, "sam", "resolve 1 done")
    assert "Order processing" not in await ask(live, "sam", "list")


async def test_new_opens_a_ticket_in_a_clients_channel_and_asks_for_the_rest_elsewhere(live: Live) -> None:
    assert "#1 is open." in await ask(live, "sam", "new The night report is <empty> & late", "#acme")
    head = (await live.messages("#acme"))[-1]
    assert "The night report is &lt;empty&gt; &amp; late" in head["text"]
    assert "Acme Orders" in (await live.card(1))["text"]
    await live.say("ana", "#acme", "Yes, since Monday", thread_ts=head["ts"])
    assert "Yes, since Monday" in "\n".join(await live.card_lines(1))

    await ask(live, "sam", "new Passwords expire", "#triage")
    form = await live.view("sam")
    assert "Passwords expire" in str(form["blocks"])
    channel = next(each["id"] for each in (await live.get("world"))["channels"] if each["name"] == "globex")
    assert (await live.submit("sam", channel=channel, severity="high"))["ok"]
    assert "· Globex · high ·" in (await live.card(2))["text"]

    await ask(live, "sam", "new", "#acme")
    refused = await live.submit("sam")
    assert not refused["ok"]
    assert "text" in refused["errors"]


async def test_what_needs_words_is_asked_for_in_a_form(live: Live) -> None:
    ts = await live.say("ana", "#acme", REPORT)
    for typed, callback in (
        ("note 1", "note_modal"),
        ("assign 1", "assign_modal"),
        ("severity 1", "severity_modal"),
        ("resolve 1", "resolve_modal"),
    ):
        assert await ask(live, "sam", typed) == ""
        view = await live.view("sam")
        assert view["callback_id"] == callback
        await live.post("close", user="sam", view_id=view["id"])
    assert await live.command("sam", "/resolve", "1") == ""
    assert (await live.submit("sam", summary="Restarted it."))["ok"]
    assert "Restarted it." in shown((await live.replies("#acme", ts))[-1])
    # Nobody is asked to write what would then be refused.
    assert "already resolved" in await live.command("sam", "/resolve", "1")
    assert "already resolved" in await ask(live, "sam", "assign 1")


async def test_merging_and_splitting_by_command(live: Live) -> None:
    first = await live.say("ana", "#acme", REPORT)
    await live.say("bo", "#acme", "Orders do not arrive in the warehouse either")
    await live.say("gus", "#acme", "The shop shows no stock")
    await live.say("gia", "#globex", "Login fails for everybody")
    assert "two clients" in await ask(live, "sam", "merge 4 into 1")
    assert "#1 is part of #2 now." in await ask(live, "sam", "merge 1 into 2")
    assert "#2 is part of #3 now." in await ask(live, "sam", "merge 2 3")
    # The chain holds: what is said in the first thread reaches the ticket that stayed.
    await live.say("ana", "#acme", "Any news about the orders?", thread_ts=first)
    assert "Any news about the orders?" in "\n".join(await live.card_lines(3))
    assert "was cancelled" in await ask(live, "sam", "merge 1 into 3")
    assert "itself part of another ticket" in await ask(live, "sam", "merge 3 into 2")
    assert "was cancelled" in await ask(live, "sam", "claim 1")

    await ask(live, "sam", "split 3")
    [options] = [
        block["element"]["options"] for block in (await live.view("sam"))["blocks"] if "element" in block
    ]
    news = next(each["value"] for each in options if "Any news" in each["text"]["text"])
    assert (await live.submit("sam", message=news))["ok"]
    assert "Any news about the orders?" in (await live.card(5))["text"]
    await ask(live, "sam", "resolve 3 done")
    await ask(live, "sam", "split 5")
    assert "nothing to split off" in shown(await live.view("sam"))


async def test_of_two_people_who_claim_at_the_same_moment_one_gets_it(live: Live) -> None:
    numbers = range(1, 21)
    for number in numbers:
        await ask(live, "max", f"new Report {number} is late", "#acme")

    async def race(number: int) -> None:
        said = dict(
            zip(
                ("sam", "kim"),
                await asyncio.gather(
                    ask(live, "sam", f"claim {number}"), live.command("kim", "/claim", f"{number}")
                ),
                strict=True,
            )
        )
        [winner] = [user for user, text in said.items() if text == f"You have #{number} now."]
        [loser] = {"sam", "kim"} - {winner}
        assert said[loser].startswith(f"{winner} has #{number} already.")
        assert f"· {winner} ·" in (await live.card(number))["text"]

    for number in numbers:
        await race(number)
