"""Who is on call: whether the rotations that plans name are there, with somebody in them who is."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.domain.plans import Plan, with_addons
from bot.domain.rotations import Gap
from bot.domain.terms import RecipientKind
from bot.services.doctor.findings import Finding, problem, skipped, warning, well
from bot.services.doctor.of_work import Desks
from bot.services.oncall import everybody
from bot.services.reaching import levels_of

_ABOUT: Final = "on call"
_DAYS_AHEAD: Final = 14
_MAKE: Final = (
    "Type `/oncall rotation {name} @sam @kim mon 09:00 Europe/London` in Slack, or declare "
    "[rotations.{name}] in the clients file."
)


def look_at_on_call(
    desks: Desks, plans: Mapping[str, Plan] | None, active: frozenset[str] | None, now: datetime
) -> Iterator[Finding]:
    """Name rotations that are missing, members who cannot be reached, and the times without anybody.

    *active* are the ids of our own full members who are there; None where Slack did not say.
    """
    missing = list(_missing(desks, plans or {}))
    gone = [] if active is None else [each for each in everybody(desks.rota) if each not in active]
    found = [*missing, *_gone(desks, gone), *_gaps(desks, gone, now)]
    yield from found
    if active is None and desks.rota.rotations:
        yield skipped(_ABOUT, "Slack did not say who is in your workspace")
    elif not found and not desks.rota.rotations:
        yield warning(_ABOUT, "there is no rotation yet", _MAKE.format(name="L1"))
    elif not found:
        names = ", ".join(each.name for each in desks.rota.rotations)
        yield well(_ABOUT, f"{names}: somebody at any time of the next {_DAYS_AHEAD} days")


def _missing(desks: Desks, plans: Mapping[str, Plan]) -> Iterator[Finding]:
    """Name the rotations that the plans of clients name, and that are not there."""
    wanted: dict[str, dict[str, None]] = {}
    for client in desks.clients:
        if client.plan in plans:
            for rotation in _named(plans[client.plan], client.addons):
                wanted.setdefault(rotation, {})[client.name] = None
    for rotation, clients in sorted(wanted.items()):
        if desks.rota.rotation(rotation) is None:
            whom = ", ".join(clients)
            said = f"there is no rotation {rotation}, which escalations of {whom} go to"
            yield problem(_ABOUT, said, _MAKE.format(name=rotation))


def _named(file: Plan, addons: Sequence[str]) -> set[str]:
    """Return the rotations that the escalations of a plan name, as a client has it."""
    plan = with_addons(file, [each for each in addons if each in file.addon_labels])
    told = {each for _, level in levels_of(plan) for each in level.notify}
    return {each.name for each in told if each.kind is RecipientKind.ON_CALL}


def _gone(desks: Desks, gone: Sequence[str]) -> Iterator[Finding]:
    """Name the members of rotations who are no full members of the workspace, or have left it."""
    for rotation in desks.rota.rotations:
        for member in (each for each in rotation.members if each in gone):
            said = f"{desks.names.get(member, member)}, in {rotation.name}, is deactivated or no full member"
            remedy = f"Set {rotation.name} without them with `/oncall rotation`, or in the clients file."
            yield problem(_ABOUT, said, remedy)


def _gaps(desks: Desks, gone: Sequence[str], now: datetime) -> Iterator[Finding]:
    for gap in desks.rota.gaps(now, now + timedelta(days=_DAYS_AHEAD), gone):
        said = f"{gap.rotation} has nobody {_span(gap)}"
        remedy = (
            f"Put somebody on call: `/oncall override {gap.rotation} @kim from ... to ...`, or add a member "
            "to the rotation."
        )
        yield problem(_ABOUT, said, remedy)


def _span(gap: Gap) -> str:
    return f"from {gap.from_at:%Y-%m-%d %H:%M} to {gap.to_at:%Y-%m-%d %H:%M} UTC"
