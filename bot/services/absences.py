"""When people are not there: their holidays, and the hours at which they work."""

from datetime import date, timedelta
from typing import Final

from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.rota_text import Times
from bot.domain.rotations import Absence, Rota
from bot.domain.staff_hours import read_staff_hours
from bot.errors import NothingToTakeBackError
from bot.services.oncall import Change, check_change, everybody, on_call_name
from bot.services.people import is_active, names_of, profile_of
from bot.views.oncall import Beside, Changed, days_of, hours_text
from bot.views.rendered import Rendered
from storage import Store
from storage.rota import Made

_DAY: Final = timedelta(days=1)


async def away(desk: Desk, request: Request, person: str, when: str) -> Rendered:
    """Say that somebody is away on some days; engineers say it of themselves."""
    check_change(request, person)
    name = await on_call_name(desk, person)
    from_on, to_on = Times(request.at, request.person.time_zone).days(when)
    async with desk.transaction(request) as store:
        change = Change(desk, store, request)
        absence = Absence(person, from_on, to_on)
        rota = await store.rota.read()
        gaps = rota.opened_by(absence, request.at, await _gone(desk, store, rota))
        also = [
            (Beside.GAP, {"rotation": each.rotation, "from_at": each.from_at, "to_at": each.to_at})
            for each in gaps
        ]
        await store.rota.away(absence, change.made)
        facts = {"person": name, "days": days_of(absence)}
        return await change.tell(Changed.AWAY, request.person.time_zone, also, **facts)


async def _gone(desk: Desk, store: Store, rota: Rota) -> list[str]:
    """Return those of the rotations who have left our workspace."""
    known = await store.people.get_all(everybody(rota))
    return [each.id for each in known.values() if not is_active(desk, each)]


async def back(desk: Desk, request: Request, person: str) -> Rendered:
    """Take back the absence that somebody has now, else their next: of one that has begun, the rest."""
    check_change(request, person)
    today = Times(request.at, request.person.time_zone).today
    async with desk.transaction(request) as store:
        names = await names_of(store, person)
        absence = _next_absence(await store.rota.read(), person, names[person], today)
        change = Change(desk, store, request)
        await store.rota.back(absence, max(today, absence.from_on) - _DAY)
        left = Absence(person, max(today, absence.from_on), absence.to_on)
        zone = request.person.time_zone
        return await change.tell(Changed.BACK, zone, person=names[person], days=days_of(left))


def _next_absence(rota: Rota, person: str, name: str, today: date) -> Absence:
    to_come = [each for each in rota.absences if each.person == person and each.to_on >= today]
    if not to_come:
        raise NothingToTakeBackError("absence", name)
    return min(to_come, key=lambda each: each.from_on)


async def show_hours(desk: Desk, request: Request, person: str) -> Rendered:
    """Return at which hours somebody works."""
    check(request.person, Action.SEE_ON_CALL, None)
    async with desk.database.reading() as store:
        hours = (await store.rota.hours([person])).get(person)
        names = await names_of(store, person)
    return hours_text(names[person], str(hours or ""))


async def set_hours(desk: Desk, request: Request, person: str, text: str) -> Rendered:
    """Set the hours at which somebody works, in their own zone where *text* names none."""
    check_change(request, person)
    name = await on_call_name(desk, person)
    profile = await profile_of(desk, person)
    hours = read_staff_hours(text, profile.time_zone if profile else request.person.time_zone)
    async with desk.transaction(request) as store:
        await store.rota.put_hours(person, hours, Made(request.key, request.person.id, request.at))
    return hours_text(name, str(hours))


async def drop_hours(desk: Desk, request: Request, person: str) -> Rendered:
    """Let somebody have no hours of their own any more."""
    check_change(request, person)
    async with desk.transaction(request) as store:
        names = await names_of(store, person)
        if not await store.rota.drop_hours(person):
            raise NothingToTakeBackError("hours", names[person])
    return hours_text(names[person], "")
