"""`hourglass doctor`: whatever is broken is named with its remedy, and the rest is looked at all the same."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.domain.desks import ChannelState, Purpose
from bot.sandbox import MovableClock
from bot.services.doctor.examination import examine
from bot.services.doctor.findings import Outcome
from bot.shipped import demo_clients
from storage import Database
from tests.bot.examined import Shifted, by_subject, environ, slack, worked, wrong
from tests.databases import ON_BOTH, ON_SQLITE, FreshUrl, opened
from tests.house.test_parked import put_aside
from tests.live import demo_clients_file, desk

pytestmark = ON_SQLITE


async def test_where_all_is_well_every_line_says_so(database_url: str, tmp_path: Path) -> None:
    async with worked(database_url, tmp_path) as (sandbox, _):
        clients = str(tmp_path / "clients.toml")
        given = environ(sandbox, database_url, HOURGLASS_CLIENTS=clients, HOURGLASS_TRIAGE="#triage")
        found = await examine(given, sandbox.clock)
    assert wrong(found) == []
    said = {each.about: each.said for each in found}
    assert said["settings"] == "all can be used"
    assert said["bot token"].startswith("Slack knows it as @")
    assert said["clock"] == "agrees with Slack's"
    assert said["migrations"] == "up to date"
    assert said["clients"] == "3 in 3 channels"
    assert said["triage"] == "#triage"
    assert said["at work"] in {
        "a Hourglass is running on it",
        "at least one other Hourglass is connected to it",
    }
    assert ("disk" in said) == database_url.startswith("sqlite")
    assert not any(sandbox.bot_token in each.said for each in found)


async def test_nothing_is_changed_by_looking(fresh_url: FreshUrl, tmp_path: Path) -> None:
    missing = f"sqlite:///{tmp_path / 'desk.db'}"
    bare = fresh_url("postgresql", migrated=False)
    async with slack() as sandbox:
        not_there = by_subject(await examine(environ(sandbox, missing), sandbox.clock))
        not_migrated = by_subject(await examine(environ(sandbox, bare), sandbox.clock))
        again = by_subject(await examine(environ(sandbox, bare), sandbox.clock))
    assert not_there["database"][0].outcome is Outcome.WARNING
    assert not (tmp_path / "desk.db").exists()
    assert [each.said for each in not_migrated["migrations"]] == [each.said for each in again["migrations"]]
    assert not_migrated["migrations"][0].said.startswith("not applied yet: 0001_")
    assert "hourglass migrate" in not_migrated["migrations"][0].remedy
    assert not_migrated["triage"][0].outcome is Outcome.SKIPPED


async def test_a_database_whose_folder_is_not_there_is_a_problem(tmp_path: Path) -> None:
    mistyped = f"sqlite:///{tmp_path / 'not-yet' / 'desk.db'}"
    async with slack() as sandbox:
        found = by_subject(await examine(environ(sandbox, mistyped), sandbox.clock))
    [of_database] = found["database"]
    assert (of_database.outcome, of_database.said) == (
        Outcome.PROBLEM,
        f"there is no folder {tmp_path / 'not-yet'} for desk.db",
    )
    assert of_database.remedy == f"Make it (`mkdir -p {tmp_path / 'not-yet'}`), or correct DATABASE_URL."
    assert not (tmp_path / "not-yet").exists()


async def test_a_database_of_a_newer_version_is_a_problem(fresh_url: FreshUrl, tmp_path: Path) -> None:
    url = fresh_url("sqlite")
    newer = tmp_path / "migrations"
    newer.mkdir()
    for number in (1, 99):
        (newer / f"{number:04}_spine.sql").write_text("SELECT 1;" if number > 1 else "")
    async with opened(url) as database:
        await database.migrate(newer)
    async with slack() as sandbox:
        found = by_subject(await examine(environ(sandbox, url), sandbox.clock))
    assert found["migrations"][0].outcome is Outcome.PROBLEM
    assert "0099_spine" in found["migrations"][0].said


async def test_without_a_database_all_else_is_looked_at(tmp_path: Path) -> None:
    async with slack() as sandbox:
        given = environ(sandbox, "postgresql://nobody:hush@127.0.0.1:1/nothing")
        found = await examine(given | {"HOURGLASS_CLIENTS": str(demo_clients_file(tmp_path))}, sandbox.clock)
    subjects = by_subject(found)
    assert subjects["database"][0].outcome is Outcome.PROBLEM
    assert "DATABASE_URL" in subjects["database"][0].remedy
    assert subjects["scopes"][0].outcome is subjects["clients file"][0].outcome is Outcome.OK
    assert "hush" not in str(found)


async def test_every_setting_that_is_wrong_is_named_and_those_that_are_right_are_used(
    fresh_url: FreshUrl,
) -> None:
    async with slack() as sandbox:
        given = environ(
            sandbox, fresh_url("sqlite"), PORT="x", HOURGLASS_PLANS="/nowhere", SLACK_APP_TOKEN="hush"
        )
        found = await examine(given, sandbox.clock)
    subjects = by_subject(found)
    assert [each.said.split()[0] for each in subjects["settings"]] == [
        "HOURGLASS_PLANS",
        "SLACK_APP_TOKEN",
        "PORT",
    ]
    assert subjects["app token"][0].outcome is Outcome.SKIPPED
    assert subjects["bot token"][0].outcome is subjects["migrations"][0].outcome is Outcome.OK
    assert "hush" not in str(found)


@ON_BOTH
async def test_our_clock_is_compared_with_postgresqls(fresh_url: FreshUrl) -> None:
    url = fresh_url("postgresql")
    async with slack() as sandbox:
        right = by_subject(await examine(environ(sandbox, url), MovableClock()))
        ahead = by_subject(await examine(environ(sandbox, url), Shifted(MovableClock(), timedelta(hours=1))))
    assert right["database clock"][0].outcome is Outcome.OK
    assert ahead["database clock"][0].outcome is Outcome.PROBLEM


async def test_a_channel_that_is_not_set_up_is_named(fresh_url: FreshUrl, tmp_path: Path) -> None:
    url = fresh_url("sqlite")
    async with worked(url, tmp_path) as (sandbox, live):
        async with live.bot.desk.database.transaction() as store:
            [globex] = [each for each in await store.channels.all() if each.name == "globex"]
            await store.channels.put(replace(globex, purpose=Purpose.UNSET, client=None))
        found = by_subject(await examine(environ(sandbox, url), sandbox.clock))
    [_, told] = found["channels"]
    assert (told.outcome, told.said) == (
        Outcome.WARNING,
        "#globex is not set up: nothing said there is heard",
    )
    assert told.remedy.startswith("Type `/support setup` there")


async def test_a_desk_without_triage_and_clients_is_told_what_to_do(fresh_url: FreshUrl) -> None:
    url = fresh_url("sqlite")
    async with slack() as sandbox:
        bare = by_subject(await examine(environ(sandbox, url), sandbox.clock))
        named = by_subject(await examine(environ(sandbox, url, HOURGLASS_TRIAGE="triage"), sandbox.clock))
        absent = by_subject(await examine(environ(sandbox, url, HOURGLASS_TRIAGE="nowhere"), sandbox.clock))
    assert bare["triage"][0].outcome is Outcome.PROBLEM
    assert bare["clients"][0].outcome is Outcome.WARNING
    assert named["triage"][0].said == "#triage becomes one when Hourglass starts"
    assert "/invite" in absent["triage"][0].remedy


async def test_a_plan_that_is_gone_and_a_client_without_a_channel_are_named(
    database_url: str, tmp_path: Path
) -> None:
    async with worked(database_url, tmp_path) as (sandbox, live):
        async with live.bot.desk.database.transaction() as store:
            [acme, *_] = await store.clients.all()
            await store.clients.put(replace(acme, plan="gold"))
            await store.clients.add(replace(acme, id="lonely", name="Lonely"))
        found = by_subject(await examine(environ(sandbox, database_url), sandbox.clock))
    assert [(each.outcome, each.said) for each in found["clients"]][:2] == [
        (Outcome.PROBLEM, "the plan 'gold' of Acme Orders is gone"),
        (Outcome.WARNING, "Lonely has no channel"),
    ]


async def test_plans_and_clients_that_cannot_be_read_are_named(fresh_url: FreshUrl, tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "odd.toml").write_text("hours = [")
    url = fresh_url("sqlite")
    clients = str(demo_clients_file(tmp_path))
    async with slack() as sandbox, desk(sandbox, url, Path(clients)):
        odd_plan = environ(sandbox, url, HOURGLASS_PLANS=str(plans), HOURGLASS_CLIENTS=clients)
        no_plans = by_subject(await examine(odd_plan, sandbox.clock))
        (tmp_path / "clients.toml").write_text(demo_clients().replace("matai-growth", "gold"))
        no_clients = by_subject(
            await examine(environ(sandbox, url, HOURGLASS_CLIENTS=clients), sandbox.clock)
        )
    assert no_plans["plans"][0].outcome is Outcome.PROBLEM
    assert no_plans["plans"][0].said.startswith("odd.toml: ")
    assert no_plans["clients file"][0].outcome is no_plans["clients"][0].outcome is Outcome.SKIPPED
    assert "gold" in no_clients["clients file"][0].said


@ON_BOTH
async def test_what_was_put_aside_is_a_warning(database: Database, database_url: str) -> None:
    await put_aside(database)
    async with slack() as sandbox:
        found = by_subject(await examine(environ(sandbox, database_url), sandbox.clock))
    assert found["put aside"][0].outcome is Outcome.WARNING
    assert found["put aside"][0].said == "1 from Slack and 1 for Slack, after they failed"
    assert "hourglass parked retry" in found["put aside"][0].remedy


async def test_outsiders_in_triage_are_a_problem(database_url: str, tmp_path: Path) -> None:
    async with worked(database_url, tmp_path) as (sandbox, live):
        async with live.bot.desk.database.transaction() as store:
            [place] = await store.channels.triage()
            await store.channels.put(replace(place, state=ChannelState.EXPOSED))
        found = by_subject(await examine(environ(sandbox, database_url), sandbox.clock))
    assert found["triage"][0].outcome is Outcome.PROBLEM


async def test_a_clients_file_may_spell_a_channel_as_people_do(fresh_url: FreshUrl, tmp_path: Path) -> None:
    declared = tmp_path / "clients.toml"
    declared.write_text(demo_clients().replace('"#acme"', '"#Acme"'))
    url = fresh_url("sqlite")
    async with slack() as sandbox:
        found = by_subject(
            await examine(environ(sandbox, url, HOURGLASS_CLIENTS=str(declared)), sandbox.clock)
        )
    assert found["clients file"][0].outcome is Outcome.OK


async def test_a_file_that_cannot_even_be_looked_for_keeps_nothing_else_from_being_looked_at(
    tmp_path: Path,
) -> None:
    no_name = str(tmp_path / ("x" * 300))  # longer than a file's name may be; a closed folder is alike
    async with slack() as sandbox:
        given = environ(sandbox, f"sqlite:///{no_name}", HOURGLASS_CLIENTS=no_name, HOURGLASS_PLANS=no_name)
        found = by_subject(await examine(given, sandbox.clock))
    assert [each.said.split()[0] for each in found["settings"]] == ["HOURGLASS_PLANS", "HOURGLASS_CLIENTS"]
    assert found["database"][0].outcome is Outcome.PROBLEM
    assert found["disk"][0].outcome is found["bot token"][0].outcome is Outcome.OK
