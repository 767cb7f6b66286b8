"""Digests on request, through the sandbox: who gets which, where it goes, and what is behind each number.

The demo clients' weeks are those of New York, São Paulo and Berlin; it is November 9, 2026, a Monday.
"""

from datetime import UTC, datetime
from typing import Final

import pytest

from bot.domain.digest_questions import Question
from bot.domain.digest_text import Where
from bot.domain.digests import Reader, Wanted
from bot.domain.people import Person, Role
from bot.errors import NotAllowedError
from bot.services import digest_figures, digests
from tests.bot.asked import WEEK, Asked
from tests.bot.satisfied import asked, questions
from tests.bot.test_today import crowd
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Json, Live, elements, shown

pytestmark = ON_SQLITE

MONDAY: Final = datetime(2026, 11, 9, 15, 0, tzinfo=UTC)


@pytest.fixture
def starts_at() -> datetime:
    return MONDAY


async def at(live: Live, moment: str) -> None:
    """Let time go on to a moment of November 2026, in UTC."""
    await live.post("clock", to=f"2026-11-{moment.replace(' ', 'T')}:00+00:00")
    await live.settle()


async def two_weeks(live: Live) -> None:
    """One ticket in the first week, resolved; three in the second, of which one waited and was resolved."""
    await live.say("ana", "#acme", "Order sync is down")
    await live.command("sam", "/resolve", "1 Restarted it")
    await at(live, "17 15:00")
    for text in ("The export looks odd", "Rows are missing", "It is slow"):
        await live.say("ana", "#acme", text)
        await live.advance(minutes=10)
    await live.command("sam", "/ticket", "severity 2 high")
    await live.command("sam", "/ticket", "kind 2 incident")
    await live.command("sam", "/resolve", "2 Done")
    await live.say("rui", "#banco-litoral", "O relatório não abre")
    await at(live, "23 15:00")


async def digest(live: Live, user: str, text: str = "", channel: str = "#triage") -> Json:
    """The answer to `/digest`, with its blocks."""
    answer = await live.post("command", user=user, channel=channel, command="/digest", text=text)
    assert answer["ok"], answer
    response: Json = answer["responses"][0]
    return response


async def pick(live: Live, user: str, message: Json, value: str) -> Json:
    """Pick from the menu of a digest that offers *value*, and return the modal that opens."""
    block = next(each for each in message["blocks"] if value in _values(each))
    place = {"channel": message["channel"], "ts": message["ts"], "block_id": block["block_id"]}
    await live.post("action", user=user, action_id="open_figure", value=value, **place)
    await live.settle()
    return await live.view(user)


def _values(block: Json) -> list[str]:
    return [str(each["value"]) for each in block.get("accessory", {}).get("options", ())]


async def last(live: Live, channel: str, thread_ts: str | None = None) -> Json:
    return (await live.messages(channel, thread_ts))[-1]


async def test_a_manager_reads_of_all_clients_and_nobody_else_does(live: Live) -> None:
    await two_weeks(live)
    before = await live.texts("#triage")
    said = (await digest(live, "max"))["text"]
    assert said.startswith("*Digest of all clients: Nov 16 – 22, 2026*")  # noqa: RUF001 - as dates are written
    assert "Opened: *4* ▲ 3 more" in said
    assert "*Banco Litoral*: " in said
    assert await live.texts("#triage") == before, "nobody else sees it"


@ON_BOTH
async def test_in_a_clients_channel_it_is_about_that_client_and_a_name_outweighs_it(live: Live) -> None:
    await two_weeks(live)
    own = (await digest(live, "max", "week", "#acme"))["text"]
    assert own.startswith("*Digest of Acme Orders: Nov 16")
    assert "Opened: *3* ▲ 2 more" in own
    assert "*Hours*" in own
    other = (await digest(live, "max", "banco-litoral", "#acme"))["text"]
    assert other.startswith("*Digest of Banco Litoral: ")
    assert (await digest(live, "max", "all", "#acme"))["text"].startswith("*Digest of all clients: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("month", "*Digest of all clients: Oct 1"),
        ("2026-11", "*Digest of all clients: Nov 1"),
        ("last 30 days", "*Digest of all clients: Oct 25"),
        ("acme quarter", "*Digest of Acme Orders: Jul 1"),
        ("2027-01", "That time begins on 2027-01-01, and is still to come."),
        ("2026-13", "Months go from `2026-01` to `2026-12`."),
        ("2026-q5", "Quarters go from `2026-q1` to `2026-q4`."),
        ("2026-w54", "Weeks go from `2026-w01` to `2026-w53`"),
        ("last 0 days", "`last 0 days` is no time to report on. Write from `last 1 day` to `last 366 days`."),
        ("last 367 days", "Write from `last 1 day` to `last 366 days`."),
        ("acmee", "Did you mean `acme`?"),
        ("help", "`/digest schedule"),
    ],
)
async def test_what_can_be_typed(live: Live, text: str, said: str) -> None:
    await at(live, "23 15:00")
    assert said in (await digest(live, "max", text))["text"]


async def test_a_clients_numbers_among_all_open_its_own_figures_and_their_tickets(live: Live) -> None:
    await two_weeks(live)
    message = await digest(live, "max", "week all")
    [button] = [
        each for each in elements(message) if each.get("text", {}).get("text") == "Client by client: 2"
    ]
    place = {"channel": message["channel"], "ts": message["ts"]}
    await live.post("action", user="max", action_id="open_list", value=button["value"], **place)
    await live.settle()
    rows = await live.view("max")
    assert "*Acme Orders*: " in shown(rows)
    own = next(each for each in rows["blocks"] if _opens(each, "client|acme|0"))
    await live.press_in_view("max", rows, "open_list", own["accessory"]["value"], own["block_id"])
    figures = await live.view("max")
    assert "Digest of Acme Orders: Nov 16" in shown(figures)
    assert "Opened: *3* ▲ 2 more" in shown(figures)
    block = next(each for each in figures["blocks"] if "opened||0" in _values(each))
    await live.press_in_view("max", figures, "open_figure", "opened||0", block["block_id"])
    listed = shown(await live.view("max"))
    assert "*Opened*" in listed
    assert "The export looks odd" in listed
    assert "relatório" not in listed, "that is of another client"


def _opens(block: Json, what: str) -> bool:
    value: str = block.get("accessory", {}).get("value", "")
    return value.endswith(what)


async def test_engineers_are_told_who_can(live: Live) -> None:
    for text in ("", "here", "dm", "schedule"):
        assert "Ask a manager or an admin." in (await digest(live, "sam", text))["text"]


async def test_here_posts_it_for_all_in_a_triage_channel(live: Live) -> None:
    await two_weeks(live)
    assert "posted here" in (await digest(live, "max", "here"))["text"]
    await live.settle()
    assert (await last(live, "#triage"))["text"].startswith("*Digest of all clients: ")


async def test_here_posts_the_clients_own_edition_in_a_clients_channel_and_no_other(live: Live) -> None:
    await two_weeks(live)
    before = await live.texts("#acme")
    for text in ("all here", "globex here"):
        assert "would read of others" in (await digest(live, "max", text, "#acme"))["text"]
    await live.settle()
    assert await live.texts("#acme") == before
    await digest(live, "max", "here", "#banco-litoral")
    await live.settle()
    said = (await last(live, "#banco-litoral"))["text"]
    assert said.startswith("*Sua semana de suporte, 16 – 22 de nov. de 2026*")  # noqa: RUF001
    assert "Acme" not in said


async def test_dm_sends_it_to_who_asked(live: Live) -> None:
    await two_weeks(live)
    assert "directly" in (await digest(live, "max", "dm"))["text"]
    await live.settle()
    assert (await live.told("max"))[-1].startswith("*Digest of all clients: ")


async def test_what_takes_long_is_announced_and_comes_directly(live: Live) -> None:
    await two_weeks(live)
    asked = await manager(live)
    wanted = Wanted(Reader.MANAGER, WEEK)
    request = await asked.request(asked.channels["triage"])
    said = await digests.ask(asked.desk, request, wanted, Where.ALONE, soon_seconds=0)
    assert said.text == "I am working on it. The digest comes to you directly in a moment."
    await live.settle()
    assert (await live.told("max"))[-1].startswith("*Digest of all clients: ")


async def manager(live: Live) -> Asked:
    world = await live.get("world")
    channels = {each["name"]: each["id"] for each in world["channels"] if each.get("name")}
    [max_id] = [each["id"] for each in world["users"] if each["name"] == "max"]
    return Asked(live, Person(max_id, Role.MANAGER), channels, {})


@pytest.mark.parametrize("charts", ["light"])
async def test_a_clients_people_get_their_own_edition_in_their_language(live: Live) -> None:
    await two_weeks(live)
    ts = await live.say("rui", "#banco-litoral", "@Hourglass resumo da semana")
    answer, pictures = await live.texts("#banco-litoral", ts)
    assert pictures.startswith("*Sua semana de suporte, 16")
    assert answer.startswith("*Sua semana de suporte, 16")
    assert "Abertos: *1*, ▲ 1 a mais" in answer
    for word in ("Acme", "Globex", "opened", "third"):
        assert word not in answer, word
    ts = await live.say("rui", "#banco-litoral", "@Hourglass resumo do mês, por favor")
    answer, files = await live.texts("#banco-litoral", ts)
    assert "report-banco-litoral-2026-10.pdf" in files
    assert answer.startswith("*Seu mês de suporte, 1")
    assert len(await live.cards()) == 5, "no question opened a ticket"


async def test_in_triage_a_mention_is_for_managers(live: Live) -> None:
    await two_weeks(live)
    ts = await live.say("max", "#triage", "@Hourglass digest")
    assert (await live.texts("#triage", ts))[0].startswith("*Digest of all clients: ")
    ts = await live.say("sam", "#triage", "@Hourglass digest")
    assert not [text for text in await live.texts("#triage", ts) if text.startswith("*Digest")]


async def test_each_number_opens_the_tickets_behind_it(live: Live) -> None:
    await two_weeks(live)
    await digest(live, "max", "here")
    await live.settle()
    message = await last(live, "#triage")
    values = [value for block in message["blocks"] for value in _values(block)]
    assert {"opened||0", "resolved||0", "backlog||0", "kind|incident|0"} <= set(values)
    for value, numbers in (
        ("opened||0", ["#2", "#3", "#4", "#5"]),
        ("resolved||0", ["#2"]),
        ("kind|incident|0", ["#2"]),
    ):
        listed = shown(await pick(live, "max", message, value))
        assert [number for number in (f"#{n}" for n in range(1, 6)) if number in listed] == numbers, value


async def test_two_promises_on_one_ticket_are_listed_each_with_its_own_time(live: Live) -> None:
    ts = await live.say("gia", "#globex", "Our exports look odd")
    await live.say("sam", "#globex", "We look into it", ts)
    for days in (6, 9):
        await live.say("gia", "#globex", "Is there anything new?", ts)
        await live.advance(days=days)
        await live.say("sam", "#globex", "Not yet", ts)
    missed = shown(await pick(live, "max", await digest(live, "max", "this month globex"), "breaches||0"))
    assert ["144 h on us" in missed, "216 h on us" in missed] == [True, True], missed


async def test_the_list_is_as_it_was_when_the_digest_was_made(live: Live) -> None:
    await two_weeks(live)
    await digest(live, "max", "this week here")
    await live.settle()
    message = await last(live, "#triage")
    await live.say("gia", "#globex", "Our exports look odd")
    listed = shown(await pick(live, "max", message, "backlog||0"))
    assert "#3" in listed
    assert "#6" not in listed


async def test_engineers_and_the_clients_people_open_what_they_read(live: Live) -> None:
    await two_weeks(live)
    await digest(live, "max", "here")
    await digest(live, "max", "here", "#acme")
    await live.settle()
    assert "#2" in shown(await pick(live, "sam", await last(live, "#triage"), "opened||0"))
    own = await last(live, "#acme")
    listed = await pick(live, "bo", own, "opened||0")
    assert "#2" in shown(listed)
    assert "#5" not in shown(listed)
    await live.press("bo", own, "ask_measures")
    assert "What the numbers mean" in str(await live.view("bo"))


@pytest.mark.parametrize(
    ("reader", "client", "topic"),
    [
        pytest.param(Reader.MANAGER, "acme", "opened", id="the manager's edition"),
        pytest.param(Reader.MANAGER, "", "opened", id="that of all clients"),
        pytest.param(Reader.CLIENT, "", "opened", id="all clients, as if it were its own"),
        pytest.param(Reader.CLIENT, "globex", "opened", id="another client's"),
        pytest.param(Reader.CLIENT, "acme", "near_misses", id="a figure that clients do not read"),
        pytest.param(Reader.CLIENT, "acme", "clients", id="how clients stand"),
        pytest.param(Reader.CLIENT, "globex", "hours", id="another client's hours"),
        pytest.param(Reader.CLIENT, "globex", "asked", id="who was asked of another client"),
    ],
)
async def test_what_a_client_must_not_read_is_refused_at_the_click(
    live: Live, reader: Reader, client: str, topic: str
) -> None:
    asked = Asked(live, Person("U0ANA", Role.CLIENT, "acme"), {"acme": "C0"}, {})
    question = Question(Wanted(reader, WEEK, client), MONDAY, topic)
    with pytest.raises(NotAllowedError):
        await digest_figures.behind(asked.desk, await asked.request("C0"), question)
    if topic == "opened":
        with pytest.raises(NotAllowedError):
            await digest_figures.meaning(asked.desk, await asked.request("C0"), question)


async def test_long_lists_are_read_page_by_page(live: Live) -> None:
    await live.say("ana", "#acme", "The export looks odd")
    await crowd(live, of=1, count=40)
    await digest(live, "max", "this week here", "#acme")
    await live.settle()
    message = await last(live, "#acme")
    view = await pick(live, "bo", message, "opened||0")
    pages = [shown(view)]
    for _ in range(2):
        await live.press_in_view("bo", view, "page_on")
        view = await live.view("bo")
        pages.append(shown(view))
    assert ["Page 1 of 3" in pages[0], "Page 2 of 3" in pages[1], "Page 3 of 3" in pages[2]] == [True] * 3
    listed = {word for page in pages for word in page.split() if "|#" in word}
    assert len(listed) == 41
    assert {each["action_id"] for each in elements(view)} == {"page_back"}


async def test_satisfaction_is_told_and_what_was_said_is_a_click_away(live: Live) -> None:
    _, post = await asked(live)
    await live.press("ana", post, "rate_2")
    [given] = await questions(live, str(post["thread_ts"]))
    await live.press("ana", given, "ask_comment")
    await live.submit("ana", comment="It took <too> long")
    await at(live, "16 15:00")
    told = await digest(live, "max", "acme")
    assert "*Satisfaction*\n*2.0* of 5; 1 of 1 answered (100 %)" in told["text"]
    behind = shown(await pick(live, "max", told, "ratings||0"))
    assert "*Answers*, Nov 9" in behind
    assert "🙁 Bad · " in behind
    assert "It took &lt;too&gt; long" in behind, "managers read the comment"

    answer = await live.say("ana", "#acme", "<@hourglass> digest")
    [mine] = await live.replies("#acme", answer)
    assert "*Satisfaction*" in mine["text"]
    theirs = shown(await pick(live, "ana", mine, "ratings||0"))
    assert "🙁 Bad · " in theirs
    assert "too" not in theirs, "comments are for staff alone"


async def test_who_was_asked_is_a_click_away_too_and_stays_as_the_digest_found_it(live: Live) -> None:
    _, post = await asked(live)
    told = await digest(live, "max", "this week acme")
    assert "Nobody has answered yet; asked: 1" in told["text"]
    assert [each for block in told["blocks"] for each in _values(block) if "ratings" in each] == []
    listed = shown(await pick(live, "max", told, "asked||0"))
    assert "*Asked*" in listed
    assert listed.count("⏳ No answer yet · <") == 1
    await live.advance(minutes=1)
    await live.press("ana", post, "rate_2")
    later = await digest(live, "max", "this week acme")
    await live.advance(minutes=1)
    await live.press("ana", post, "rate_5")
    assert "⏳ No answer yet" in shown(await pick(live, "max", told, "asked||0")), "as it was then"
    for topic in ("asked||0", "ratings||0"):
        assert "🙁 Bad · <" in shown(await pick(live, "max", later, topic)), "what was changed since"
    newest = await digest(live, "max", "this week acme")
    assert "😀 Very good · <" in shown(await pick(live, "max", newest, "asked||0"))
    await at(live, "30 15:00")
    over = await digest(live, "max", "2026-11 acme")
    assert "*5.0* of 5; 1 of 1 answered" in over["text"]


async def test_who_never_answered_is_told_as_such_once_they_cannot_any_more(live: Live) -> None:
    await asked(live)
    await at(live, "16 20:00")
    told = await digest(live, "max", "acme")
    assert "– No answer · <" in shown(await pick(live, "max", told, "asked||0"))  # noqa: RUF001 - a dash as text has it
    answer = await live.say("ana", "#acme", "<@hourglass> digest")
    [mine] = await live.replies("#acme", answer)
    assert "– No answer · <" in shown(await pick(live, "ana", mine, "asked||0"))  # noqa: RUF001 - as above


async def test_a_digest_tells_the_hours_of_its_own_time(live: Live) -> None:
    await live.say("ana", "#acme", "Add a column, please")
    await live.command("sam", "/ticket", "kind 1 minor_enhancement")
    await live.command("sam", "/ticket", "log 1 2h Added it")
    now = shown(await digest(live, "max", "this month acme"))
    assert "*Hours*\n" in now
    assert "*2 h* of" in now
    await live.post("clock", to="2027-01-20T15:00:00+00:00")
    await live.settle()
    then = shown(await digest(live, "max", "2026-11 acme"))
    assert "*Hours* of the month from " in then
    assert "*2 h* of" in then
    assert "*0 min* of" in shown(await digest(live, "max", "this month acme"))

    quarter = await digest(live, "max", "2026-q4 acme")
    rows = [line for line in quarter["text"].splitlines() if line.startswith("From ")]
    months = [" ".join(row.split(":")[0].split()[1:]) for row in rows]
    assert ["*2 h* of" in row for row in rows].count(True) == 1
    assert len(set(months)) == len(rows) > 1
    [value] = [each for block in quarter["blocks"] for each in _values(block) if each.startswith("hours|")]
    listed = shown(await pick(live, "max", quarter, value))
    assert "*Hours used*" in listed
    assert "|#1> · 2 h · Add a column" in listed


async def test_hours_that_were_all_taken_are_told_as_used_up_everywhere(live: Live) -> None:
    assert "took 5 h" in await live.command("max", "/hours", "adjust acme -5h By agreement", "#acme")
    assert "(100 %)" in await live.command("max", "/hours", "acme")
    told = (await digest(live, "max", "this week acme"))["text"]
    assert "*0 min* of 0 min used (100 %)" in told
    everybody = (await digest(live, "max", "this week all"))["text"]
    assert "\n*Acme Orders*: hours used up (100 %) · 0 opened" in everybody


async def test_the_hours_behind_a_number_are_those_of_that_moment_and_their_readers_alone(live: Live) -> None:
    await live.say("ana", "#acme", "Add a column, please")
    await live.command("sam", "/ticket", "kind 1 minor_enhancement")
    await live.command("sam", "/ticket", "log 1 1h15 Added it")
    await live.advance(minutes=20)
    await live.say("ana", "#acme", "And another, please")
    await live.command("sam", "/ticket", "kind 2 minor_enhancement")
    await live.command("sam", "/ticket", "log 2 2h Added that")
    told = await digest(live, "max", "this month acme")
    await live.advance(minutes=1)
    await live.command("sam", "/ticket", "log 1 3h Mended it")
    [value] = [each for block in told["blocks"] for each in _values(block) if each.startswith("hours|")]
    rows = shown(await pick(live, "max", told, value)).splitlines()
    assert [row.split(" · ")[1] for row in rows if "|#" in row] == ["2 h", "1 h 15 min"]
    assert rows[0].endswith(": 3 h 15 min")
    await live.say("ana", "#acme", "<@hourglass> digest this month")
    asked_in = (await live.messages("#acme"))[-1]
    mine, *_ = await live.replies("#acme", asked_in["ts"])
    theirs = shown(await pick(live, "ana", mine, value))
    assert "4 h 15 min · Add a column" in theirs
    assert "Mended" not in theirs
