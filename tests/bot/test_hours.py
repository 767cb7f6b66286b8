"""Hours in chat: what a client and staff are told who ask, what is told unasked, and what managers change.

Acme has Matai Growth: five hours a month from the fifth, and at most ten after a grant.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from bot.sandbox import demo_world
from bot.shipped import demo_clients
from tests.bot.test_timekeeping import count_as
from tests.databases import ON_SQLITE
from tests.live import Live, demo, desk, shown, slack
from tests.looking import rows

pytestmark = ON_SQLITE

# A Thursday morning in New York, the first day of a month of Acme's.
NOW: Final = datetime(2026, 11, 5, 15, 0, tzinfo=UTC)
ALERT: Final = "`/hours acme` shows all about it."


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    async with demo(database_url, tmp_path, starts_at=NOW) as live:
        await enhancement(live, "ana", "#acme")
        yield live


@asynccontextmanager
async def declared(
    database_url: str, folder: Path, changes: Mapping[str, str], starts_at: datetime = NOW
) -> AsyncIterator[Live]:
    """The demo world with other words in its clients file."""
    text = demo_clients()
    for as_shipped, changed in changes.items():
        assert as_shipped in text
        text = text.replace(as_shipped, changed)
    (folder / "clients.toml").write_text(text, encoding="utf-8")
    world = demo_world().model_copy(update={"starts_at": starts_at})
    async with slack(world) as sandbox, desk(sandbox, database_url, folder / "clients.toml") as live:
        yield live


async def enhancement(live: Live, user: str, channel: str) -> None:
    """The first ticket, on something that the plan's hours pay for."""
    await live.say(user, channel, "Please add a column to the export")
    await live.command("sam", "/ticket", "claim 1")
    await count_as(live, "minor_enhancement")


async def work(live: Live, spent: str, number: int = 1) -> None:
    assert (await live.command("sam", "/ticket", f"log {number} {spent} Worked on it")).startswith("Logged")


async def ask(live: Live, user: str = "ana", channel: str = "#acme", text: str = "hours") -> list[str]:
    """The lines of the answer to a question for hours."""
    ts = await live.say(user, channel, f"@Hourglass {text}")
    answer, *pictures = await live.replies(channel, ts)
    assert all([block["type"] for block in each["blocks"]] == ["image"] for each in pictures)
    told, blocks = str(answer["text"]), shown(answer).replace("*", "")
    assert all(line in blocks for line in told.replace("*", "").splitlines())
    return told.splitlines()


async def to(live: Live, moment: str) -> None:
    """Let time go on to a moment, in UTC."""
    await live.post("clock", to=f"{moment.replace(' ', 'T')}:00+00:00")
    await live.settle()


async def told_manager(live: Live) -> list[str]:
    """The alerts that the account manager has had, each without its second line."""
    return [text.splitlines()[0] for text in await live.told("max") if text.endswith("shows all about it.")]


async def told_client(live: Live, channel: str = "#acme") -> list[str]:
    told = [text for text in await live.texts(channel) if text.endswith("to see all about it.")]
    return [text.splitlines()[0] for text in told]


async def test_a_client_reads_what_is_used_and_left(live: Live) -> None:
    assert await ask(live) == [
        "Hours, Nov 5 \N{EN DASH} Dec 4",
        "░░░░░░░░░░  *0 min* of 5 h used (0 %), *5 h left*",
        "• Nothing expires with this month: what is not used is carried over",
        "• 5 h more come on Saturday, December 5",
    ]
    await work(live, "1h40")
    assert (await ask(live))[1] == "▓▓▓▓░░░░░░  *1 h 45 min* of 5 h used (35 %), *3 h 15 min left*"
    await to(live, "2026-11-19 15:00")
    assert "• At this pace, 3 h 30 min of 5 h will be used by Friday, December 4" in await ask(live, "bo")


async def test_a_client_reads_nothing_of_others_nor_who_worked_how_long(live: Live) -> None:
    await work(live, "1h40")
    await live.command("max", "/hours", "adjust acme +1h Because sam was slow")
    said = "\n".join(await ask(live))
    for hidden in ("sam", "slow", "max", "1 h 40 min", "Banco", "Globex", "Worked on it"):
        assert hidden not in said
    assert "• Among them 1 h that the team added" in said


async def test_three_months_of_matai_growth_with_rollover_to_twice_the_hours(live: Live) -> None:
    await work(live, "1h40")
    await to(live, "2026-12-05 04:59")
    assert (await ask(live))[0] == "Hours, Nov 5 \N{EN DASH} Dec 4"
    await to(live, "2026-12-05 05:00")
    assert await ask(live) == [
        "Hours, Dec 5 \N{EN DASH} Jan 4",
        "░░░░░░░░░░  *0 min* of 8 h 15 min used (0 %), *8 h 15 min left*",
        "• 3 h 15 min carried over from November 5",
        "• 5 h left of 5 h granted on December 5",
        "• 3 h 15 min from November 5 expire if they are not used by Monday, January 4",
        "• 5 h more come on Tuesday, January 5",
    ]
    await to(live, "2026-12-05 15:00")
    await work(live, "1h")
    assert "• 2 h 15 min left of 3 h 15 min carried over from November 5" in await ask(live), (
        "the oldest first"
    )
    await to(live, "2026-12-29 13:59")
    assert (await told_manager(live), await told_client(live)) == ([], [])
    await to(live, "2026-12-29 14:00")
    assert await told_manager(live) == [
        "*Acme Orders*: 2 h 15 min expire if they are not used by Monday, January 4."
    ]
    assert await told_client(live) == [
        "2 h 15 min of your hours expire if they are not used by Monday, January 4."
    ]
    await work(live, "15m")
    await to(live, "2027-01-05 05:00")
    assert (await ask(live))[:5] == [
        "Hours, Jan 5 \N{EN DASH} Feb 4",
        "░░░░░░░░░░  *0 min* of 10 h used (0 %), *10 h left*",
        "• 5 h carried over from December 5",
        "• 5 h left of 5 h granted on January 5",
        "• 5 h from December 5 expire if they are not used by Thursday, February 4",
    ]
    assert len(await told_manager(live)) == len(await told_client(live)) == 1, "told once"
    await to(live, "2027-02-05 05:00")
    assert len(await told_manager(live)) == len(await told_client(live)) == 2, "and once in the next month"
    found = await rows(live.bot.desk.database, "SELECT kind, lot, minutes FROM ledger WHERE kind = 'expiry'")
    assert sorted((each["lot"], each["minutes"]) for each in found) == [
        ("2026-11-05", -120),
        ("2026-12-05", -300),
    ]


async def test_each_alert_is_told_once_and_of_several_the_highest(live: Live) -> None:
    await work(live, "3h")
    assert (await told_manager(live), await told_client(live)) == ([], [])
    await to(live, "2026-11-15 13:59")
    assert await told_manager(live) == [], "a third of the month is to be over before a pace is told"
    await to(live, "2026-11-15 14:00")
    pace = "at this month's pace 8 h 15 min of 5 h will be used by Friday, December 4."
    assert await told_manager(live) == [f"*Acme Orders*: {pace}"]
    await work(live, "1h")
    await work(live, "15m")
    near = "80 % of this month's hours: 4 h of 5 h"
    assert [each for each in await told_manager(live) if near in each] == (await told_manager(live))[1:]
    await work(live, "2h")
    assert (await told_manager(live))[2:] == [
        "*Acme Orders* has used more than this month's hours: 6 h 15 min of 5 h, 1 h 15 min too many."
    ], "not that they are used up"
    assert [each.partition(":")[0] for each in await told_client(live)] == [
        "At this month's pace you will use 8 h 15 min of your 5 h by Friday, December 4.",
        "You have used 80 % of this month's hours",
        "You have used more than this month's hours",
    ]
    await live.command("max", "/hours", "adjust acme +2h Credit")
    await work(live, "1h")
    assert len(await told_manager(live)) == 3, "what was told is not told again, nor what lies below it"


async def test_used_up_is_told_where_nothing_is_left(live: Live) -> None:
    await work(live, "5h")
    assert await told_manager(live) == ["*Acme Orders* has used up this month's hours: all of 5 h."]
    assert (await ask(live))[1] == "▓▓▓▓▓▓▓▓▓▓  *5 h* of 5 h used (100 %), *0 min left*"
    await work(live, "15m")
    assert (await ask(live))[1] == (
        "▓▓▓▓▓▓▓▓▓▓  *5 h 15 min* of 5 h used (105 %), *15 min more than there was*"
    )


async def test_without_an_account_manager_triage_is_told(database_url: str, tmp_path: Path) -> None:
    changes = {'account_manager = "max"\napprovers = ["ana"]': 'approvers = ["ana"]'}
    async with declared(database_url, tmp_path, changes) as live:
        await enhancement(live, "ana", "#acme")
        await work(live, "5h")
        assert [text for text in await live.texts("#triage") if text.endswith(ALERT)] == [
            f"*Acme Orders* has used up this month's hours: all of 5 h.\n{ALERT}"
        ]


LAST: Final = "segunda-feira, 30 de novembro"
ONGOING: Final = {'plan = "aetherlink-enterprise"': 'plan = "ongoing-support"'}


async def test_ongoing_support_has_calls_and_a_rate(database_url: str, tmp_path: Path) -> None:
    async with declared(database_url, tmp_path, ONGOING) as live:
        await live.say("gia", "#globex", "The export looks odd")
        assert await ask(live, "gia", "#globex") == [
            "Hours, Oct 31 \N{EN DASH} Nov 29",
            "The plan *Ongoing Support* has no monthly hours to use up. What its kinds of work cost:",
            "• Issue: included",
            "• Consulting and optimization: included",
            "• Additional work: billed separately, $85.00 an hour, once you have approved the estimate",
            "By phone this month: ░░░░░░░░░░  0 min of 10 h, 10 h left",
        ]
        await work(live, "7h50 phone")
        assert (await ask(live, "gia", "#globex"))[-1] == (
            "By phone this month: ▓▓▓▓▓▓▓▓░░  8 h of 10 h, 2 h left"
        )
        await count_as(live, "out_of_scope")
        assert (await ask(live, "gia", "#globex"))[-2:] == [
            "Billed beside the plan this month: 8 h at $85.00 an hour, $680.00",
            "Of what is billed, nobody has approved 8 h",
        ]
        assert "0 min of 10 h" in "".join(await ask(live, "gia", "#globex")), "it is billed by itself now"
        await count_as(live, "incident")
        await work(live, "3h phone")
        assert await told_manager(live) == [
            "*Globex* has used most of this month's hours by phone: 8 h of 10 h.",
            "*Globex* has used more than this month's hours by phone: 11 h of 10 h, 1 h too many.",
        ]
        assert await told_client(live, "#globex") == [], "calls are the account manager's"
        await to(live, "2026-11-30 23:30")
        assert "0 min of 10 h, 10 h left" in (await ask(live, "gia", "#globex"))[-1], "a new month in Berlin"


async def test_macktez_tells_what_is_billed_after_hours(database_url: str, tmp_path: Path) -> None:
    changes = {'plan = "aetherlink-enterprise"': 'plan = "macktez-managed"'}
    async with declared(database_url, tmp_path, changes) as live:
        await live.say("gia", "#globex", "The export looks odd")
        said = await ask(live, "gia", "#globex")
        assert "has no monthly hours" in said[1]
        assert any("after hours billed separately" in line for line in said), said
        await work(live, "1h after hours")
        assert (await ask(live, "gia", "#globex"))[-1] == (
            "Billed beside the plan this month: 1 h, for which no price is set yet"
        )


async def test_apendice_b_answers_in_portuguese(live: Live) -> None:
    assert await ask(live, "rui", "#banco-litoral", "quantas horas temos?") == [
        "Horas, 1 \N{EN DASH} 30 de nov.",
        "O plano *Apêndice B - Suporte* não tem horas mensais a consumir. O que custa cada tipo de trabalho:",
        "• Problema técnico: incluído",
        "• Consulta: incluído",
        "Por telefone neste mês: 0 min, sem limite",
    ]


async def test_growth_in_portuguese_and_spanish(database_url: str, tmp_path: Path) -> None:
    changes = {
        'plan = "apendice-b"': 'plan = "matai-growth"',
        'plan = "aetherlink-enterprise"': 'plan = "matai-growth"',
        'time_zone = "Europe/Berlin"\nlanguage = "en"': 'time_zone = "Europe/Berlin"\nlanguage = "es"',
    }
    async with declared(database_url, tmp_path, changes) as live:
        await enhancement(live, "rui", "#banco-litoral")
        await work(live, "4h10")
        assert (await ask(live, "rui", "#banco-litoral", "horas"))[1:3] == [
            "▓▓▓▓▓▓▓▓░░  *4 h 15 min* de 5 h usadas (85 %), *restam 45 min*",
            "• Nada expira com este mês: o que não for usado passa para o seguinte",
        ]
        assert (await live.texts("#banco-litoral"))[-2].splitlines() == [
            f"Vocês usaram 85 % das horas deste mês: 4 h 15 min de 5 h. Restam 45 min até {LAST}.",
            "Mencione-me com `horas` para ver tudo.",
        ]
        assert (await ask(live, "gia", "#globex", "horas"))[1] == (
            "░░░░░░░░░░  *0 min* de 5 h usadas (0 %), *quedan 5 h*"
        )


async def test_staff_see_a_client_and_all(database_url: str, tmp_path: Path) -> None:
    async with declared(database_url, tmp_path, ONGOING) as live:
        await enhancement(live, "ana", "#acme")
        await work(live, "1h40")
        here = (await live.command("sam", "/hours", channel="#acme")).splitlines()
        assert here[:2] == [
            "Acme Orders · Matai Growth · Nov 5 \N{EN DASH} Dec 4",
            "▓▓▓▓░░░░░░  *1 h 45 min* of 5 h used (35 %), *3 h 15 min left*",
        ]
        for typed in ("acme", "Acme Orders", "show ACME"):
            assert (await live.command("sam", "/hours", typed)).splitlines() == here
        await work(live, "3h15")
        every = (await live.command("max", "/hours", "all")).splitlines()
        assert every == [
            "Hours of all clients",
            "*Acme Orders* · Matai Growth",
            "▓▓▓▓▓▓▓▓▓▓  *5 h* of 5 h used (100 %), *0 min left*",
            "*Globex* · Ongoing Support",
            "No monthly hours",
            "phone 0 min of 10 h",
            "*Banco Litoral* · Apêndice B - Suporte",
            "No monthly hours",
        ]
        assert (await live.command("sam", "/hours")).splitlines() == every, "where no client is at hand"
        assert (await ask(live, "sam", "#triage")) == every


@pytest.mark.parametrize(
    ("user", "typed", "said"),
    [
        ("sam", "globx", "`globx` is no client that I know. Did you mean `globex`?"),
        ("sam", "al", "`al` is no client that I know. Did you mean `all`?"),
        ("sam", "bogus", "`bogus` names neither a client nor anything that I can do here."),
        ("sam", "bogus", "Words: show, all, adjust, statement, help. Clients: acme, banco-litoral, globex."),
        ("sam", "adjust acme +2h Credit", "Ask a manager or an admin."),
        ("max", "adjust", "Something is missing: whose hours, by how much and why"),
        ("max", "adjust acme +2h", "Something is missing: why you change the hours."),
        ("max", "adjust acme 2h Credit", "`acme 2h Credit` is no change of hours."),
        (
            "max",
            "adjust globex +2h Credit",
            "(AetherLink Enterprise) has no monthly hours",
        ),
        ("max", "adjust acm +2h Credit", "Did you mean `acme`?"),
        ("sam", "help", "`/hours adjust CLIENT +2h WHY`"),
    ],
)
async def test_what_cannot_be_done_says_what_can(live: Live, user: str, typed: str, said: str) -> None:
    assert said in await live.command(user, "/hours", typed)
    assert (await ask(live))[1].endswith("*5 h left*")


async def test_a_manager_changes_hours_and_triage_is_told(live: Live) -> None:
    answer = await live.command("max", "/hours", "adjust acme +2h Credit for the <outage>")
    assert "gave *Acme Orders* 2 h. Reason: Credit for the &lt;outage&gt;" in answer
    assert (await live.texts("#triage"))[-1] == answer
    await live.command("max", "/hours", "adjust -45m Counted twice", channel="#acme")
    assert (await ask(live))[1:4] == [
        "░░░░░░░░░░  *0 min* of 6 h 15 min used (0 %), *6 h 15 min left*",
        "• Among them 2 h that the team added",
        "• Not among them 45 min that the team took off",
    ]
    [given, taken] = await rows(
        live.bot.desk.database,
        "SELECT minutes, reason, month FROM ledger WHERE kind = 'adjustment' ORDER BY made_at, id",
    )
    assert (given["minutes"], taken["minutes"], taken["reason"]) == (120, -45, "Counted twice")
    assert given["month"] == "2026-11-05"


async def test_what_a_manager_gave_is_never_called_granted(live: Live) -> None:
    await work(live, "5h")
    await live.command("max", "/hours", "adjust acme +30m They waited")
    await to(live, "2026-12-05 05:00")
    await live.command("max", "/hours", "adjust acme +1h They waited again")
    answer = await ask(live)
    assert "• 30 min carried over from November 5" in answer
    assert "• 6 h left of 6 h: 5 h granted on December 5, 1 h added by the team" in answer


async def test_a_pause_is_told_with_the_hours_and_why_the_month_lasts_on(live: Live) -> None:
    await live.command("max", "/support", "pause acme 1 month from 2026-11-10")
    said = (
        "The plan is paused from Tuesday, November 10 to Thursday, December 10;"
        " this month goes on until Monday, January 4 because of it"
    )
    assert said in await ask(live)
    assert said in await live.command("sam", "/hours", "acme")
    assert f"{said}." in await live.command("sam", "/hours", "statement acme 2026-11")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("statement acme 2026-13", "`2026-13` is no month that I know. Write one as in `2026-10`"),
        ("statement acme nov", "`acme` is a client, but I do not know what `nov` means after it."),
        ("statement Acme Orders next year", "but I do not know what `next year` means after it."),
        ("Acme Order", "Did you mean `acme`?"),
    ],
)
async def test_what_is_not_understood_of_a_request_is_named(live: Live, typed: str, says: str) -> None:
    assert says in await live.command("sam", "/hours", typed)
