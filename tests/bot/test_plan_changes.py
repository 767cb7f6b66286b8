"""A client takes another plan in mid-month: its hours change as the plan says, and both sides are told.

Acme's contract began on a 5th of January in New York under Matai Growth, 5 hours a month. It is January 20:
16 of this month's 31 days are left.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from bot.sandbox import Sandbox, demo_world
from bot.services.ledger_check import check_ledgers
from bot.shipped import demo_clients
from tests.bot.test_billing import statements, table
from tests.databases import ON_BOTH, ON_SQLITE, FreshUrl
from tests.live import Live, desk, slack
from tests.looking import rows

pytestmark = ON_SQLITE

NOW: Final = datetime(2027, 1, 20, 15, 0, tzinfo=UTC)
UP: Final = ('plan = "matai-growth"', 'plan = "matai-transformation"')
ENTRIES: Final = "SELECT * FROM ledger WHERE client = 'acme' ORDER BY month, kind, id"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with slack(demo_world().model_copy(update={"starts_at": NOW})) as sandbox:
        yield sandbox


def clients(folder: Path, *changes: tuple[str, str]) -> Path:
    """The demo world's clients file, with something else in it."""
    path, text = folder / "clients.toml", demo_clients()
    for as_shipped, changed in changes:
        assert as_shipped in text
        text = text.replace(as_shipped, changed)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
async def live(sandbox: Sandbox, database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    async with desk(sandbox, database_url, clients(tmp_path)) as running:
        await running.settle()
        yield running


async def move(live: Live, plan: str, who: str = "max") -> str:
    said = await live.command(who, "/support", f"plan acme to {plan}")
    await live.settle()
    return said


async def entries(live: Live) -> list[tuple[str, str, int]]:
    """What stands in Acme's ledger: the month, the kind and the minutes of each line."""
    found = await rows(live.bot.desk.database, ENTRIES)
    undone = {each["reverses"] for each in found}
    return [
        (each["month"], each["kind"], each["minutes"])
        for each in found
        if each["id"] not in undone and each["kind"] != "reversal"
    ]


async def findings(live: Live) -> list[object]:
    async with live.bot.desk.database.reading() as store:
        checked = await check_ledgers(store, live.bot.desk.promises)
    return [finding for each in checked for finding in each.findings]


async def hours(live: Live) -> str:
    """What Acme reads of its hours."""
    ts = await live.say("ana", "#acme", "@Hourglass hours")
    return (await live.texts("#acme", ts))[0]


async def told_client(live: Live) -> list[str]:
    return [text for text in await live.texts("#acme") if "Your support plan is" in text]


async def told_manager(live: Live) -> list[str]:
    return [text for text in await live.told("max") if "*Acme Orders*" in text and "instead of" in text]


async def to(live: Live, moment: str) -> None:
    await live.post("clock", to=f"{moment.replace(' ', 'T')}:00+00:00")
    await live.settle()


UPGRADED: Final = [("2027-01-05", "change", 155), ("2027-01-05", "grant", 300)]
OPEN_TICKETS: Final = (
    "Open tickets keep what they were promised when they were opened; "
    "`/ticket replan N matai-transformation` moves one."
)
SHARE: Final = (
    "This month has 7 h 35 min instead of 5 h: 10 h a month count for 16 of its 31 days, from today on."
)


async def test_an_upgrade_adds_its_share_of_the_month_and_all_are_told(live: Live) -> None:
    said = await move(live, "matai-transformation", "ada")
    assert said.splitlines() == [
        "*Acme Orders* is under *Matai Transformation* now; until today it was *Matai Growth*.",
        SHARE,
        "7 h 35 min are left.",
        "The client is told in their channel.",
        OPEN_TICKETS,
        "If a clients file declares them, change the plan there too: a start goes by the file.",
    ]
    assert await told_client(live) == [f"Your support plan is *Matai Transformation* now. {SHARE}"]
    assert [text for text in await live.told("max") if "has moved" in text] == [
        f"ada has moved *Acme Orders* from Matai Growth to *Matai Transformation*. {SHARE}"
    ]
    assert await entries(live) == UPGRADED
    answer = await hours(live)
    assert "of 7 h 35 min used" in answer
    assert (
        "2 h 35 min of them since Matai Transformation from January 20 (16 of the month's 31 days)" in answer
    )
    assert "10 h more come on Friday, February 5" in answer
    assert await findings(live) == []
    await to(live, "2027-02-05 06:00")
    assert (await entries(live))[2:] == [("2027-02-05", "grant", 600), ("2027-02-05", "rollover", 455)]
    assert await findings(live) == []


@pytest.mark.parametrize(("edition", "ending"), [("", "-internal.csv"), (" client", ".csv")])
async def test_a_statement_shows_the_change_in_both_editions(live: Live, edition: str, ending: str) -> None:
    await move(live, "matai-transformation")
    answer = await live.command("max", "/hours", f"statement acme 2027-01{edition}")
    assert "Matai Transformation from Jan 20, 2027 (16 of 31 days): +2 h 35 min" in answer
    assert "Left: 7 h 35 min" in answer
    await live.settle()
    grant, change = await table(live, (await statements(live))[-1], f"statement-acme-2027-01-05{ending}")
    assert (grant["Line"], grant["Minutes of the plan's hours"]) == ("month's hours", "300")
    assert (change["Line"], change["Minutes of the plan's hours"]) == ("change of plan", "155")
    assert (change["Day"], change["What was done"]) == (
        "2027-01-20",
        "Matai Transformation from Jan 20, 2027 (16 of 31 days)",
    )


@ON_BOTH
async def test_a_change_that_is_taken_back_on_the_same_day_leaves_nothing_over(live: Live) -> None:
    await move(live, "matai-transformation")
    back = await move(live, "matai-growth")
    assert (
        "An earlier change of today no longer counts: this month has 5 h again, instead of 7 h 35 min."
        in back
    )
    assert "The hours stay as they are: 5 h a month." in back
    assert await entries(live) == [("2027-01-05", "grant", 300)]
    assert "already" in await move(live, "matai-growth")
    assert len(await told_client(live)) == 2
    assert "since Matai" not in await hours(live)
    assert await findings(live) == []


async def test_fewer_hours_count_from_the_next_month_on(live: Live) -> None:
    said = await move(live, "matai-efficiency")
    assert "This month keeps its 5 h; 2 h a month count from Friday, February 5 on." in said
    assert "Matai Efficiency was taken on January 20" in await hours(live)
    await to(live, "2027-02-05 06:00")
    assert (await entries(live))[2:] == [
        ("2027-02-05", "expiry", -180),
        ("2027-02-05", "grant", 120),
        ("2027-02-05", "rollover", 300),
    ]
    assert await findings(live) == []


async def test_a_plan_without_hours_leaves_the_month_its_own_and_one_with_hours_brings_its_share(
    live: Live,
) -> None:
    said = await move(live, "ongoing-support")
    assert "This month keeps its 5 h; from Friday, February 5 on there are no monthly hours." in said
    answer = await hours(live)
    assert "*5 h left*" in answer
    assert "5 h from January 5 expire if they are not used by Thursday, February 4" in answer
    assert "has no monthly hours" in answer
    assert "5 h left" in await live.command("sam", "/hours", "all")
    await to(live, "2027-02-10 15:00")
    assert (await entries(live))[2:] == [("2027-02-05", "expiry", -300), ("2027-02-05", "rollover", 300)]
    assert "has no monthly hours" in await hours(live)
    # 23 of the 28 days from February 5 on.
    assert "This month has 4 h 7 min instead of 0 min" in await move(live, "Matai Growth")
    await to(live, "2027-03-05 06:00")
    assert ("2027-02-05", "change", 247) in await entries(live)
    assert (await entries(live))[-2:] == [
        ("2027-03-05", "grant", 300),
        ("2027-03-05", "rollover", 247),
    ]
    assert await findings(live) == []


async def test_hours_that_an_upgrade_brings_are_told_of_again_when_they_run_out(live: Live) -> None:
    await live.say("ana", "#acme", "Please add a field to the report")
    await live.command("sam", "/ticket", "kind 1 minor_enhancement")
    await live.command("sam", "/ticket", "log 1 5h Built it")
    await live.settle()
    assert len([text for text in await live.texts("#acme") if "used up" in text]) == 1
    await move(live, "matai-transformation")
    await live.command("sam", "/ticket", "log 1 2h15 More of it")
    await live.settle()
    told = [text.splitlines()[0] for text in await live.texts("#acme") if "You have used 96 %" in text]
    assert [text.partition(". ")[0] for text in told] == [
        "You have used 96 % of this month's hours: 7 h 15 min of 7 h 35 min"
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("plan acme to gold", "is no plan that I know"),
        (
            "plan acme matai-transformation",
            "`to` before the plan, as in `/support plan acme to matai-growth`",
        ),
        ("plan acme Matai Transformation with after-hours", "Something is missing: the word `to`"),
        ("plan matai-transformation", "Something is missing: the word `to`"),
        ("plan acme matai-growht", "Did you mean `matai-growth`?"),
        ("plan acmee to matai-growth", "Did you mean `acme`?"),
        ("plan acme to matai-efficiency with tea", "is no add-on that I know"),
        ("plan acme to apendice-b with tea", "has no add-ons"),
        ("plan acme", "*Acme Orders* is under *Matai Growth*. It grants 5 h a month."),
        ("plan banco-litoral", "It grants no monthly hours."),
    ],
)
async def test_what_changes_nothing_is_explained(live: Live, text: str, says: str) -> None:
    assert says in await live.command("max", "/support", text)
    assert await entries(live) == [("2027-01-05", "grant", 300)]
    assert await told_client(live) == []


@pytest.mark.parametrize(
    ("text", "plan", "addons"),
    [
        ("plan Acme Orders to Matai Efficiency", "matai-efficiency", "[]"),
        ("plan acme to Matai Efficiency with after-hours", "matai-efficiency", '["after-hours"]'),
        ("plan acme to matai-growth with after-hours", "matai-growth", '["after-hours"]'),
        ("plan acme with after-hours", "matai-growth", '["after-hours"]'),
    ],
)
async def test_a_plan_is_named_as_people_name_it(live: Live, text: str, plan: str, addons: str) -> None:
    await live.command("max", "/support", text)
    [acme] = await rows(live.bot.desk.database, "SELECT plan, addons FROM clients WHERE id = 'acme'")
    assert (acme["plan"], acme["addons"]) == (plan, addons)


@pytest.mark.parametrize("name", ["Road to Rome", "Tea with Milk"])
async def test_a_clients_name_may_have_the_words_that_part_a_command(
    sandbox: Sandbox, database_url: str, tmp_path: Path, name: str
) -> None:
    async with desk(sandbox, database_url, clients(tmp_path, ('"Acme Orders"', f'"{name}"'))) as live:
        await live.settle()
        said = await live.command("max", "/support", f"plan {name}")
        assert f"*{name}* is under *Matai Growth*." in said
        said = await live.command("max", "/support", f"plan {name} to matai-transformation with after-hours")
        assert f"*{name}* is under *Matai Transformation + After-hours support* now" in said


async def test_add_ons_stay_unless_others_are_named(live: Live) -> None:
    await live.command("max", "/support", "plan acme to matai-growth with after-hours")
    said = await live.command("max", "/support", "plan acme to matai-transformation")
    assert "is under *Matai Transformation + After-hours support* now" in said
    said = await live.command("max", "/support", "plan acme without add-ons")
    assert "is under *Matai Transformation* now" in said


async def test_only_managers_change_plans(live: Live) -> None:
    for who in ("sam", "kim"):
        assert "cannot move a client to another plan" in await move(live, "matai-transformation", who)
    await live.command("sam", "/support", "setup", channel="#acme")
    refused = await live.submit("sam", plan="matai-transformation")
    assert "Only managers and admins" in refused["errors"]["plan"]
    assert (await live.submit("sam", plan="matai-growth", join_minutes="7"))["ok"]
    await live.command("max", "/support", "setup", channel="#acme")
    assert (await live.submit("max", plan="matai-transformation"))["ok"]
    await live.settle()
    assert await entries(live) == UPGRADED
    assert len(await told_client(live)) == 1


@ON_BOTH
async def test_a_plan_that_the_file_has_named_for_weeks_counts_from_the_day_of_the_start(
    sandbox: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with desk(sandbox, database_url, clients(tmp_path)) as live:
        await live.settle()
    sandbox.clock.move_to(datetime(2027, 3, 20, 15, tzinfo=UTC))
    for _ in range(2):
        async with desk(sandbox, database_url, clients(tmp_path, UP)) as live:
            await live.settle()
            await asyncio.gather(*(live.bot.tick() for _ in range(3)))
            assert (await entries(live))[-5:] == [
                # 16 of the 31 days from March 5 on.
                ("2027-03-05", "change", 155),
                ("2027-03-05", "expiry", -300),
                ("2027-03-05", "grant", 300),
                ("2027-03-05", "rollover", 300),
                ("2027-03-05", "rollover", 300),
            ]
            assert len(await told_client(live)) == 1
            [told] = [text for text in await told_manager(live) if "clients file" in text]
            assert told.startswith("The clients file names another plan for *Acme Orders*: *Matai Transf")
            assert told.endswith(f"It counts from today, for today it was first seen. {SHARE}")
            assert await findings(live) == []


async def test_of_two_processes_that_read_the_file_one_changes_the_plan(
    sandbox: Sandbox, fresh_url: FreshUrl, tmp_path: Path
) -> None:
    url = fresh_url("postgresql")
    async with desk(sandbox, url, clients(tmp_path)) as live:
        await live.settle()
    file = clients(tmp_path, UP)

    async def run() -> None:
        async with desk(sandbox, url, file) as live:
            await live.settle()

    await asyncio.gather(run(), run())
    async with desk(sandbox, url, file) as live:
        assert await entries(live) == UPGRADED
        assert len(await told_client(live)) == 1


async def test_two_managers_at_once_change_it_one_after_the_other(live: Live) -> None:
    await asyncio.gather(
        move(live, "matai-transformation", "max"),
        move(live, "matai-transformation", "ada"),
        move(live, "matai-transformation", "ada"),
    )
    assert await entries(live) == UPGRADED
    assert len(await told_client(live)) == 1


@ON_BOTH
async def test_a_plan_that_is_gone_is_left_by_the_same_rules(
    sandbox: Sandbox, database_url: str, tmp_path: Path
) -> None:
    folder, file = tmp_path / "plans", clients(tmp_path, ('"matai-growth"', '"own"'))
    folder.mkdir()
    own = Path(__file__).parents[2] / "bot/plans/matai-growth.toml"
    (folder / "own.toml").write_bytes(own.read_bytes())
    async with desk(sandbox, database_url, file, plans=folder) as live:
        await live.settle()
    (folder / "own.toml").unlink()
    async with desk(sandbox, database_url, None, plans=folder) as live:
        said = await move(live, "matai-transformation")
        assert "until today it was *own*" in said
        assert SHARE in said
        assert await entries(live) == UPGRADED
        assert await findings(live) == []


async def test_open_tickets_keep_what_they_were_promised(live: Live) -> None:
    await live.say("ana", "#acme", "Orders are stuck")
    before = await rows(live.bot.desk.database, "SELECT plan, plan_version FROM tickets")
    await move(live, "matai-transformation")
    assert await rows(live.bot.desk.database, "SELECT plan, plan_version FROM tickets") == before
