"""A client's hours in words: the answer to who asks, in the client's language, and what is told unasked.

A client reads accounted minutes alone: never who worked how long, and no reason that staff wrote down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from babel.dates import format_interval, format_skeleton
from babel.lists import format_list

from bot.domain.allowance import Allowance, Billed, Calls
from bot.domain.hours_alerts import CALLS
from bot.views.answers import MOST_ROWS, help_staff, more_line
from bot.views.markup import Safe, mention, typed
from bot.views.money import exact_money
from bot.views.paused_days import paused_days
from bot.views.plan_costs import cost_in_words
from bot.views.rendered import Rendered, context, header, lines, message, section, sections
from bot.views.text import STAFF, known_language, plain, say
from bot.views.times import day_words, minutes_length

if TYPE_CHECKING:  # a start has no use for plans
    from collections.abc import Iterator, Sequence

    from bot.domain.desks import Client
    from bot.domain.entries import Entry
    from bot.domain.hours_alerts import Alert
    from bot.domain.ledger import Lot
    from bot.domain.plans import Plan

_BLOCKS: Final = 10
_FULL, _EMPTY = "\N{DARK SHADE}", "\N{LIGHT SHADE}"
_THIN: Final = "\N{THIN SPACE}"
_COMMANDS: Final = ("hours_show", "hours_all", "hours_adjust", "hours_statement", "hours_help")


@dataclass(frozen=True, slots=True)
class Row:
    """A client with its plan and its hours; without them where its plan is gone."""

    client: Client
    plan: Plan | None
    now: Allowance | None


def hours_answer(now: Allowance, plan: Plan, language: str) -> Rendered:
    """Return what a client reads who asks for its hours."""
    title = say(language, "client.hours.title", span=month_span(now, language))
    said = lines(_told(now, plan, language))
    return message(lines([title, said]), section(Safe(f"*{title}*")), *sections(said))


def hours_page(client: Client, plan: Plan, now: Allowance) -> Rendered:
    """Return what staff read of a client's hours."""
    names = {"client": client.name, "plan": plan.full_name}
    title = plain(STAFF, "staff.hours.title", span=month_span(now, STAFF), **names)
    included = (
        [say(STAFF, "staff.hours.included", minutes=minutes_length(now.included, STAFF))]
        if now.included
        else []
    )
    said = lines([*_told(now, plan, STAFF), *included])
    return message(lines([typed(title), said]), header(title), *sections(said))


def told_directly(language: str, person: str) -> Rendered:
    """Return what all read where somebody asked who is answered alone."""
    said = say(language, "client.hours.told_directly", person=mention(person))
    return message(said, section(said))


def ask_others(language: str, people: Sequence[str]) -> Rendered:
    """Say who of a client's people may ask for the hours, by their ids."""
    if people:
        names = format_list([mention(each) for each in people], style="or", locale=known_language(language))
        said = say(language, "client.hours.ask_others", people=Safe(names))
    else:
        said = say(language, "client.hours.ask_nobody")
    return message(said, section(said))


def bar(used: int, most: int) -> str:
    """Return a bar of ten blocks: the first and the last show only what is really begun, and used up."""
    if most <= 0:
        return _FULL * _BLOCKS if used > 0 else _EMPTY * _BLOCKS
    filled = min(max(round(used * _BLOCKS / most), int(used > 0)), _BLOCKS - int(used < most))
    return _FULL * filled + _EMPTY * (_BLOCKS - filled)


def _told(now: Allowance, plan: Plan, language: str) -> Iterator[Safe]:
    """Yield the lines of an answer, the most important first."""
    if now.is_over or now.is_ahead:
        yield _not_in_force(now, language)
        return
    if now.has_hours:
        yield from _with_hours(now, language)
    yield from map(typed, paused_days(now.pauses, now.month, language))
    if now.hours is None:
        yield from _without_hours(plan, language)
    if now.calls and (now.calls.most or now.calls.minutes or now.hours is None):
        yield phone_line(now.calls, language)
    yield from (_billed(each, language) for each in now.billed)
    if now.unapproved:
        yield say(language, "client.hours.unapproved", minutes=minutes_length(now.unapproved, language))


def _not_in_force(now: Allowance, language: str) -> Safe:
    """Return that there are no hours, for the contract has ended or is still to begin."""
    if now.is_over:
        return say(language, "client.hours.ended", day=_day(now.contract.ends_on, language))
    return say(language, "client.hours.ahead", day=_day(now.contract.begins_on, language))


def _without_hours(plan: Plan, language: str) -> Iterator[Safe]:
    """Yield what a plan pays for that has no hours to use up."""
    yield say(language, "client.hours.none", plan=plan.full_name)
    for kind, words in plan.kinds.items():
        said = cost_in_words(plan.coverage[kind], known_language(language))
        yield say(language, "client.hours.kind", label=words.label, cost=said)


def _with_hours(now: Allowance, language: str) -> Iterator[Safe]:
    yield balance_line(now, language)
    yield from _lots(now, language)
    yield from (_change(each, language) for each in now.changes)
    for key, changed in (("client.hours.added", now.added), ("client.hours.taken", now.taken)):
        if changed:
            yield say(language, key, minutes=minutes_length(changed, language))
    yield from _reserved(now, language)
    yield from expiry_lines(now, language)
    yield from _pace(now, language)
    if now.hours and not now.is_last:
        day, monthly = _day(now.month.ends_before, language), minutes_length(now.hours.minutes, language)
        yield say(language, "client.hours.next", minutes=monthly, day=day)


def _change(change: Entry, language: str) -> Safe:
    """Return what another plan, taken in this month, adds to its hours."""
    return say(
        language,
        "client.hours.change" if change.days else "client.hours.change_next",
        plan=change.words,
        day=_month_day(change.changed_on or change.month, language),
        minutes=minutes_length(change.minutes, language),
        days=change.days,
        of_days=change.of_days,
    )


def _lots(now: Allowance, language: str) -> Iterator[Safe]:
    """Yield from which months the hours are, where they are from several."""
    lots = [lot for lot in now.balance.lots if lot.minutes]
    for lot in lots if len(lots) > 1 else ():
        yield _lot(lot, language, is_carried=lot.month < now.balance.month)


def _lot(lot: Lot, language: str, *, is_carried: bool) -> Safe:
    """Return what is left of the hours of a month; what a manager gave was not granted by the plan."""
    if is_carried:
        key = "carried" if lot.left < lot.minutes else "carried_whole"
    else:
        key = "granted_given" if lot.given else "granted"
    return say(
        language,
        f"client.hours.lot.{key}",
        day=_month_day(lot.month, language),
        left=minutes_length(lot.left, language),
        minutes=minutes_length(lot.minutes, language),
        granted=minutes_length(lot.minutes - lot.given, language),
        given=minutes_length(lot.given, language),
    )


def balance_line(now: Allowance, language: str) -> Safe:
    """Return how much is used and left, as a bar and in words."""
    return say(
        language,
        "client.hours.over" if now.balance.left < 0 else "client.hours.left",
        bar=bar(now.used, now.granted),
        percent=now.percent,
        **_amounts(now, language),
    )


def _amounts(now: Allowance, language: str) -> dict[str, str]:
    return {
        "used": minutes_length(now.used, language),
        "granted": minutes_length(now.granted, language),
        "left": minutes_length(now.balance.left, language),
    }


def _reserved(now: Allowance, language: str) -> Iterator[Safe]:
    if now.reserved:
        key = "client.hours.reserved" if now.free >= 0 else "client.hours.reserved_short"
        free = minutes_length(now.free, language)
        yield say(language, key, minutes=minutes_length(now.reserved, language), free=free)


def expiry_lines(now: Allowance, language: str) -> Iterator[Safe]:
    """Yield what expires at the month's end, or that what is left is kept."""
    last = _day(now.last_day, language)
    for lot in now.expiring:
        facts = {"minutes": minutes_length(lot.left, language), "since": _month_day(lot.month, language)}
        yield say(language, "client.hours.expires", day=last, **facts)
    if now.balance.left > 0 and not now.expiring:
        yield say(language, "client.hours.kept")


def _pace(now: Allowance, language: str) -> Iterator[Safe]:
    if now.pace is not None:
        facts = {
            "pace": minutes_length(now.pace, language),
            "granted": minutes_length(now.granted, language),
        }
        yield say(language, "client.hours.pace", day=_day(now.last_day, language), **facts)


def phone_line(calls: Calls, language: str) -> Safe:
    """Return how long somebody was on the phone with a client this month, and how much of it is left."""
    used = minutes_length(calls.minutes, language)
    if calls.most is None:
        return say(language, "client.hours.phone_free", used=used)
    key = "client.hours.phone_over" if calls.minutes > calls.most else "client.hours.phone"
    left = minutes_length(calls.most - calls.minutes, language)
    shown = bar(calls.minutes, calls.most)
    said = say(language, key, bar=shown, used=used, most=minutes_length(calls.most, language), left=left)
    if calls.rate is None or calls.minutes <= calls.most:
        return said
    return lines([said, say(language, "client.hours.phone_rate", rate=exact_money(calls.rate, language))])


def _billed(work: Billed, language: str) -> Safe:
    spent = minutes_length(work.minutes, language)
    if work.fee is not None:
        fee = exact_money(work.fee, language)
        return say(language, "client.hours.billed_fee", minutes=spent, number=work.ticket, fee=fee)
    if work.rate is None or work.amount is None:
        return say(language, "client.hours.billed_unpriced", minutes=spent)
    rate, amount = (exact_money(each, language) for each in (work.rate, work.amount))
    return say(language, "client.hours.billed", minutes=spent, rate=rate, amount=amount)


def client_alert(language: str, now: Allowance, alert: Alert) -> Safe:
    """Return what a client is told of its hours unasked."""
    facts = _alert_facts(now, language)
    return lines([say(language, f"client.hours.alert.{alert}", **facts), say(language, "client.hours.ask")])


def staff_alert(client: Client, now: Allowance, alert: Alert) -> Safe:
    """Return the same for whoever answers for the client."""
    facts = _alert_facts(now, STAFF)
    said = say(STAFF, f"staff.hours.alert.{alert}", client=client.name, **facts)
    return lines([said, *_phone_price(now, alert), say(STAFF, "staff.hours.ask", id=client.id)])


def _phone_price(now: Allowance, alert: Alert) -> Iterator[Safe]:
    """Yield what calls beyond the plan's cost, to who is told that they are, or soon will be."""
    if now.calls and alert in CALLS:
        rate = now.calls.rate
        price = exact_money(rate, STAFF) if rate else ""
        yield say(STAFF, f"staff.hours.alert.phone_{'billed' if rate else 'unbilled'}", rate=price)


def _alert_facts(now: Allowance, language: str) -> dict[str, object]:
    calls = now.calls or Calls(0, None)
    return {
        **_amounts(now, language),
        "percent": now.percent,
        "pace": minutes_length(now.pace or 0, language),
        "expiring": minutes_length(now.expiring_minutes, language),
        "last": _day(now.last_day, language),
        "calls": minutes_length(calls.minutes, language),
        "most": minutes_length(calls.most or 0, language),
        "calls_over": minutes_length(calls.minutes - (calls.most or 0), language),
    }


def adjusted(client: Client, count: int, reason: str, now: Allowance, *, by: str) -> Rendered:
    """Say that a manager gave a client hours or took some, why, and what is left."""
    key = "staff.hours.adjusted_up" if count > 0 else "staff.hours.adjusted_down"
    said = say(
        STAFF,
        key,
        by=mention(by),
        client=client.name,
        minutes=minutes_length(count, STAFF),
        reason=typed(reason),
    )
    shown = lines([said, balance_line(now, STAFF)])
    return message(shown, section(shown))


def hours_table(rows: Sequence[Row]) -> Rendered:
    """Return the hours of all clients, at most twenty, those who have used most first."""
    if not rows:
        none = say(STAFF, "staff.hours.no_clients")
        return message(none, section(none))
    title, ordered = plain(STAFF, "staff.hours.all"), sorted(rows, key=urgency)
    shown = [client_hours(each) for each in ordered[:MOST_ROWS]]
    more = more_line(len(ordered) - MOST_ROWS)
    blocks = [section(each) for each in shown]
    return message(
        lines([typed(title), *shown, more]), header(title), *blocks, *([context(more)] if more else [])
    )


def hours_help() -> Rendered:
    """Return what can be typed after `/hours`."""
    return help_staff(_COMMANDS)


def urgency(row: Row) -> tuple[int, str]:
    """Clients by how much is used of what they have, hours or calls; one without either comes last."""
    now, name = row.now, row.client.name.casefold()
    if now is None:
        return -1_000_000, name
    return -now.most_percent, name


def client_hours(row: Row) -> Safe:
    """Return the hours of a client in a few lines, for staff."""
    return lines([_head(row), *_facts(row)])


def _head(row: Row) -> Safe:
    plan = row.plan.full_name if row.plan else row.client.plan
    return say(STAFF, "staff.hours.row", client=row.client.name, plan=plan)


def _facts(row: Row) -> Iterator[Safe]:
    now = row.now
    if now is None:
        yield say(STAFF, "staff.hours.plan_gone")
        return
    if now.is_over or now.is_ahead:
        yield _not_in_force(now, STAFF)
        return
    yield balance_line(now, STAFF) if now.has_hours else say(STAFF, "staff.hours.no_hours")
    yield Safe(" · ".join(_small(now)))


def _small(now: Allowance) -> Iterator[Safe]:
    """Yield what else a row tells, where there is anything."""
    last = _month_day(now.last_day, STAFF)
    if now.pace is not None:
        yield say(STAFF, "staff.hours.pace", pace=minutes_length(now.pace, STAFF), day=last)
    if now.expiring_minutes:
        yield say(
            STAFF, "staff.hours.expiring", minutes=minutes_length(now.expiring_minutes, STAFF), day=last
        )
    if now.calls and (now.calls.most or now.calls.minutes):
        key = "staff.hours.phone" if now.calls.most else "staff.hours.phone_free"
        most = minutes_length(now.calls.most or 0, STAFF)
        yield say(STAFF, key, used=minutes_length(now.calls.minutes, STAFF), most=most)
    yield from (_billed_shortly(each) for each in now.billed)
    if now.unapproved:
        yield say(STAFF, "staff.hours.unapproved", minutes=minutes_length(now.unapproved, STAFF))


def _billed_shortly(work: Billed) -> Safe:
    spent = minutes_length(work.minutes, STAFF)
    if work.fee is not None:
        return say(STAFF, "staff.hours.billed_fee", minutes=spent, fee=exact_money(work.fee, STAFF))
    if work.amount is None:
        return say(STAFF, "staff.hours.billed_unpriced", minutes=spent)
    return say(STAFF, "staff.hours.billed", minutes=spent, amount=exact_money(work.amount, STAFF))


def month_span(now: Allowance, language: str) -> str:
    """Return from which day to which the month of an allowance runs, without the thin spaces of Unicode.

    Screen readers stumble over those.
    """
    days = now.month.begins_on, now.month.last_day
    return str(format_interval(*days, "MMMd", locale=known_language(language))).replace(_THIN, " ")


def _month_day(day: date, language: str) -> str:
    return str(format_skeleton("MMMMd", day, locale=known_language(language)))


def _day(day: date | None, language: str) -> str:
    return day_words(day, language) if day else ""
