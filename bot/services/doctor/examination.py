"""The examination: every check in its order; what is broken keeps only those from running that need it."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.clock import Clock
from bot.domain.plans import Plan
from bot.errors import SupportError
from bot.services.doctor.findings import Finding, problem, skipped, well
from bot.services.doctor.of_database import look_at_database, look_at_disk, not_there, opened, sqlite_file
from bot.services.doctor.of_measures import look_at_measures
from bot.services.doctor.of_rota import look_at_on_call
from bot.services.doctor.of_slack import SlackSide, look_at_slack
from bot.services.doctor.of_work import (
    Desks,
    look_at_channels,
    look_at_clients_file,
    look_at_desks,
    look_at_plans,
    read_desks,
)
from bot.settings import Given, Settings, read_what_can_be_used
from storage.errors import DatabaseUnavailableError

_NO_DATABASE: Final = "the database cannot be read"


async def examine(environ: Mapping[str, str], clock: Clock) -> list[Finding]:
    """Look at everything that Hourglass needs, without changing any of it."""
    given = read_what_can_be_used(environ)
    settings = given.settings
    slack = await look_at_slack(given, clock)
    memory, desks = await _memory(given, clock)
    of_plans, plans = look_at_plans(settings.plans)
    return [
        *_of_settings(given),
        *slack.findings,
        *memory,
        *of_plans,
        *_of_clients(settings, plans, slack, desks),
        *_of_rota(plans, slack, desks, clock),
        *(look_at_measures(desks, plans, clock.now()) if desks and plans else ()),
    ]


def _of_settings(given: Given) -> list[Finding]:
    if not given.problems:
        return [well("settings", "all can be used")]
    return [
        problem("settings", f"{each.name} {each.wrong}", f"Put there {each.remedy}.")
        for each in given.problems
    ]


async def _memory(given: Given, clock: Clock) -> tuple[list[Finding], Desks | None]:
    """Look at the database, and read from it what the other checks need; None where it cannot be read."""
    if given.lacks("DATABASE_URL"):
        return [skipped("database", "DATABASE_URL cannot be used")], None
    url = given.settings.database_url
    file = sqlite_file(url)
    found = list(look_at_disk(file)) if file is not None else []
    try:
        async with opened(url, clock) as database:
            said, is_readable = await look_at_database(database, clock)
            return [*said, *found], await read_desks(database) if is_readable else None
    except DatabaseUnavailableError as error:
        return [not_there(url, error), *found], None
    except SupportError as error:
        why = str(error.facts.get("why") or error.key)
        return [problem("database", f"it refuses to be read: {why}", "Restore a backup."), *found], None


def _told_below(settings: Settings, desks: Desks | None) -> set[str]:
    """Return the channels, by name and id, that a later check looks at: what is wrong is told once."""
    worked_in = desks.worked_in if desks else []
    names = {name for each in worked_in for name in (each.id, each.name)}
    return names | {settings.triage.removeprefix("#").lower()} if settings.triage and desks else names


def _of_clients(
    settings: Settings, plans: Mapping[str, Plan] | None, slack: SlackSide, desks: Desks | None
) -> Sequence[Finding]:
    found: list[Finding] = []
    if settings.clients is not None:
        found += look_at_clients_file(
            settings.clients, plans, slack.channels, slack.bot_name, _told_below(settings, desks)
        )
    if desks is None:
        return [*found, *(skipped(about, _NO_DATABASE) for about in ("clients", "channels", "triage"))]
    found += look_at_desks(desks, plans)
    found += look_at_channels(desks, slack.channels, settings.triage, slack.bot_name)
    return found


def _of_rota(
    plans: Mapping[str, Plan] | None, slack: SlackSide, desks: Desks | None, clock: Clock
) -> Sequence[Finding]:
    if desks is None:
        return [skipped("on call", _NO_DATABASE)]
    return list(look_at_on_call(desks, plans, slack.active, clock.now()))
