"""How a sample ticket is shown to people: its promises with their warnings, then whom an escalation tells."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from bot.domain.escalation import Step
from bot.domain.simulation import Sample, SampleClock
from bot.domain.targets import UNCOUNTED, Clock
from bot.domain.terms import Level


def sample_shown(sample: Sample) -> Group:
    """Return the sample, with all moments as a clock on the wall of the client shows them."""
    terms, zone = sample.terms, ZoneInfo(sample.terms.time_zone)
    title = (
        f"{terms.plan.name}, version {terms.plan.version}\n"
        f"A {sample.severity} ticket, opened {_moment(sample.opened_at, zone)} ({zone.key})\n"
    )
    escalation = _escalation(sample.escalation, zone) if sample.escalation else "Nothing is escalated."
    return Group(Text(title), _clocks(sample, zone), "", escalation)


def _clocks(sample: Sample, zone: ZoneInfo) -> Table:
    table = _table("clock", "target", "", "moment")
    for each in sample.clocks:
        for number, (what, moment) in enumerate(_moments(each, zone)):
            named = ("", "") if number else (_name(each.clock), _promise(each))
            table.add_row(*named, what, moment)
    return table


def _moments(sample: SampleClock, zone: ZoneInfo) -> list[tuple[str, str]]:
    warnings = [(f"{percent} %", _moment(at, zone)) for percent, at in sample.warnings]
    return [*warnings, ("due", _moment(sample.due_at, zone) if sample.due_at else "never: best effort")]


def _escalation(steps: tuple[Step, ...], zone: ZoneInfo) -> Table:
    table = _table("escalation", "whom it tells", "time", "moment")
    for step in steps:
        named = _named(step.level) if step.turn == 1 else ("", "")
        table.add_row(*named, _turn(step), _moment(step.at, zone))
    name_of_level, whom, _, moment = table.columns
    name_of_level.no_wrap = False
    # A terminal of 80 columns would else cut the end off names and moments.
    whom.min_width = max(len(str(each)) for step in steps for each in step.level.notify)
    moment.min_width = max(len(_moment(step.at, zone)) for step in steps)
    return table


def _named(level: Level) -> tuple[str, str]:
    return f"{level.name} {level.title}".rstrip(), "\n".join(map(str, level.notify))


def _turn(step: Step) -> str:
    """Return for which time of how many a level is told, where there are several."""
    return f"{step.turn} of {step.level.repeats + 1}" if step.level.repeats else ""


def _table(*titles: str) -> Table:
    table = Table(*titles, box=box.SIMPLE_HEAD, pad_edge=False)
    for number, column in enumerate(table.columns):
        column.no_wrap = number != 1
    return table


def _name(clock: Clock) -> str:
    return clock.replace("_", " ")


def _promise(sample: SampleClock) -> str:
    length = sample.target.length
    return str(length) if length.unit in UNCOUNTED else f"{length} on {sample.target.calendar}"


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    seconds = f":{local:%S}" if local.second else ""
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}{seconds}"
