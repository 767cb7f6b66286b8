"""What is measured for clients outside Hourglass: given by hand or by a file, taken back, and reported."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.costs import plan_currency
from bot.domain.desks import Client
from bot.domain.measurements import Measurement, Measures, ReportNote, measures, standing
from bot.domain.measures_file import Given, Measured, checked_currency, checked_span, read_measures
from bot.domain.measures_typed import Span, TypedMetric, TypedNote, Value, read_value, refused
from bot.domain.report_periods import ReportPeriod
from bot.domain.terms import Measuring, Metric
from bot.errors import BadFileError, UnknownWordError, WrongValueError
from bot.promises import Promises
from bot.report_errors import BadMeasureError, NothingMeasuredError
from bot.views import measured as words
from bot.views.rendered import Rendered
from storage import Store

_EVER: Final = Span(date.min, date.max)
_NO_TERMS: Final = Measuring()


async def measured(promises: Promises, store: Store, client: Client, period: ReportPeriod) -> Measures:
    """Return what a report on a period says of what was measured for a client, with the notes for it."""
    terms = await _terms_in(promises, store, client, period)
    said = await store.measurements.said(client.id, period.before.first, period.last)
    notes = await store.measurements.notes(client.id, period.first, period.last)
    return measures(period, said, notes, terms)


async def _terms_in(promises: Promises, store: Store, client: Client, period: ReportPeriod) -> Measuring:
    """Return what the plan promised that was in force at the end of a period; before all, as it is now."""
    known = await store.ledger.plan_at(client.id, period.until_at)
    if known is None:
        version = await store.plans.version_at(client.plan, period.until_at)
        known = (client.plan, version) if version else None
    if known is None:
        return _terms(promises, client)
    try:
        return (await promises.version(store, *known)).measuring
    except BadFileError:  # it is gone, with every version of it
        return _NO_TERMS


def _terms(promises: Promises, client: Client) -> Measuring:
    try:
        return promises.of_client(client).measuring
    except BadFileError:  # its plan is gone, which staff were told at the start
        return _NO_TERMS


async def give(desk: Desk, request: Request, client: Client, typed: TypedMetric) -> Rendered:
    """Write down what was measured, take it back, or show what was given; BadMeasureError."""
    _check(request, client)
    if typed.metric is None:
        return await _listed(desk, client, typed.span or _EVER)
    span = _days(typed, _today(client, desk.clock.now()))
    async with desk.transaction(request) as store:
        await store.clients.lock(client.id)
        said = await store.measurements.all_said(client.id)
        before = standing(said).get((typed.metric, *span))
        value = None if typed.is_off else _value(typed, _known(desk.promises, client, said, request.at))
        if value is None and before is None:
            raise NothingMeasuredError(typed.metric)
        made = _measurement(client, typed.metric, span, value, request.person.id, request.at)
        if not made.says_as(before):
            await store.measurements.add(made)
        by = await store.people.get(before.given_by) if before else None
    shown = replace(before, given_by=by.name) if before and by else before
    return words.given(client, made, shown, _terms(desk.promises, client))


def _check(request: Request, client: Client) -> None:
    """Refuse whoever is neither a manager nor this client's account manager."""
    check(request.person, Action.USE_COMMANDS, None)
    if request.person.id != client.account_manager:
        check(request.person, Action.GIVE_MEASURES, client.id)


def _days(typed: TypedMetric, today: date) -> Span:
    if typed.span is None:
        remedy = "write the day, month or quarter behind it: 2026-10-05, 2026-10 or 2026-q4"
        raise BadMeasureError(typed.value, "names no days", remedy)
    try:
        return checked_span(typed.span, today)
    except WrongValueError as error:
        raise refused(f"{typed.span.first}", error) from None


def _value(typed: TypedMetric, known: Measured) -> Value:
    metric = Metric(typed.metric or "")
    try:
        return checked_currency(read_value(metric, typed.value, known.currency), known.saved_in)
    except WrongValueError as error:
        raise refused(typed.value, error) from None


def _known(promises: Promises, client: Client, said: Sequence[Measurement], now: datetime) -> Measured:
    """Return a client as values can be given for it."""
    saved = next((each.currency for each in standing(said).values() if each.currency), "")
    try:
        usual = client.rate_currency or plan_currency(promises.of_client(client)) or ""
    except BadFileError:
        usual = client.rate_currency
    return Measured(client.id, client.name, _today(client, now), saved or usual, saved)


def _today(client: Client, now: datetime) -> date:
    return now.astimezone(ZoneInfo(client.time_zone)).date()


def _measurement(
    client: Client, metric: Metric, span: Span, value: Value | None, by: str, at: datetime
) -> Measurement:
    amount, currency = value or (None, "")
    return Measurement(client.id, metric, *span, amount, currency, by, at)


async def _listed(desk: Desk, client: Client, span: Span) -> Rendered:
    async with desk.database.reading() as store:
        said = await store.measurements.said(client.id, *span)
        names = await _names(store, {each.given_by for each in said})
    return words.listed(client, said, names)


async def _names(store: Store, people: Iterable[str]) -> dict[str, str]:
    return {person: profile.name for person, profile in (await store.people.get_all(set(people))).items()}


async def note(desk: Desk, request: Request, client: Client, typed: TypedNote) -> Rendered:
    """Write a note into a client's report, take one away, or show them; NothingMeasuredError."""
    _check(request, client)
    if typed.span is None or not (typed.text or typed.removed):
        return await _noted(desk, client, typed.span or _EVER)
    async with desk.transaction(request) as store:
        await store.clients.lock(client.id)
        known = [
            each
            for each in await store.measurements.notes(client.id, *typed.span)
            if (each.first, each.last) == typed.span
        ]
        if same := next((each for each in known if typed.says(each)), None):
            return words.noted(client, same, is_new=False)
        made = (
            _removed(request, known, typed.removed) if typed.removed else _new(request, client, typed, known)
        )
        await store.measurements.put_note(made)
    return words.noted(client, made)


def _new(request: Request, client: Client, typed: TypedNote, known: Sequence[ReportNote]) -> ReportNote:
    number = max((each.number for each in known), default=0) + 1
    span = typed.span or _EVER
    return ReportNote(client.id, *span, number, typed.kind, typed.text, request.person.id, request.at)


def _removed(request: Request, known: Sequence[ReportNote], number: int) -> ReportNote:
    found = next((each for each in known if each.number == number and each.removed_at is None), None)
    if found is None:
        raise NothingMeasuredError(f"#{number}")
    return replace(found, removed_by=request.person.id, removed_at=request.at)


async def _noted(desk: Desk, client: Client, span: Span) -> Rendered:
    async with desk.database.reading() as store:
        notes = [each for each in await store.measurements.notes(client.id, *span) if each.removed_at is None]
        names = await _names(store, {each.made_by for each in notes})
    return words.notes_listed(client, notes, names)


@dataclass(frozen=True, slots=True)
class Change:
    """A value that a file gives, and the one that stood in its place."""

    client: str
    now: Measurement
    before: Measurement | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file changed, or would change."""

    changes: tuple[Change, ...]
    unchanged: int
    """How many rows say what was known."""


@dataclass(frozen=True, slots=True)
class MeasuresFile:
    """A file that is to be imported."""

    name: str
    text: str
    only: str = ""
    """The id of the one client that it may be about; empty: any."""


async def import_file(
    promises: Promises, store: Store, file: MeasuresFile, now: datetime, *, dry_run: bool
) -> Imported:
    """Take the values of a file that were not known, and return what that changes.

    Nothing is written in a *dry_run*, nor where BadFileError lists what is wrong with the file.
    """
    clients = {each.id: each for each in await store.clients.all()}
    if file.only and file.only not in clients:
        raise UnknownWordError("client", file.only, choices=tuple(sorted(clients)))
    stands, known = {}, []
    for client in sorted(clients.values(), key=lambda each: each.id):
        await store.clients.lock(client.id)
        said = await store.measurements.all_said(client.id)
        stands[client.id] = standing(said)
        known.append(_known(promises, client, said, now))
    rows = read_measures(file.text, file.name, known, file.only)
    made = {(each.client, each.metric, each.span): each for each in rows}
    changes = [
        Change(each.client, _of_file(clients[each.client], each, file, now), before)
        for each in made.values()
        for before in [stands[each.client].get((each.metric, *each.span))]
    ]
    told = tuple(each for each in changes if not each.now.says_as(each.before))
    if not dry_run:
        await store.measurements.add(*[each.now for each in told])
    return Imported(told, len(rows) - len(told))


def _of_file(client: Client, row: Given, file: MeasuresFile, now: datetime) -> Measurement:
    return _measurement(client, row.metric, row.span, row.value, f"file:{file.name}", now)
