"""What staff read who give measurements and write notes. English."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from bot.domain.desks import Client
from bot.domain.measurements import Measurement, ReportNote, standing
from bot.domain.terms import Measuring
from bot.views.digest_measures import amount_words as in_words
from bot.views.digest_measures import metric_name
from bot.views.markup import Safe, typed
from bot.views.rendered import Rendered, lines, message, sections
from bot.views.text import STAFF, moment, plain, say

_MOST: Final = 30
_QUARTER: Final = 3
_FILE: Final = "file:"


def amount_words(measured: Measurement) -> str:
    """Return what was measured in words."""
    if measured.amount is None:
        return plain(STAFF, "staff.measured.nothing")
    return in_words(measured.metric, measured.amount, measured.currency, STAFF)


def span_of(measured: Measurement | ReportNote) -> str:
    """Return the days that it is for as they are typed: 2026-10-05, 2026-10, 2026-q4."""
    return _span(measured.first, measured.last)


def _span(first: date, last: date) -> str:
    if first == last:
        return first.isoformat()
    if first.month == last.month:
        return f"{first:%Y-%m}"
    return f"{first:%Y}-q{last.month // _QUARTER}"


def given(client: Client, made: Measurement, before: Measurement | None, terms: Measuring) -> Rendered:
    """Return what was written down, beside what it stands in place of; *before* names who gave that."""
    facts = {"client": client.name, "metric": metric_name(made.metric, STAFF), "span": span_of(made)}
    key = "off" if made.amount is None else "same" if made.says_as(before) else "given"
    told = [say(STAFF, f"staff.measured.{key}", value=amount_words(made), **facts)]
    if before is not None and key != "same":
        by = _by(before.given_by)
        told.append(
            say(STAFF, "staff.measured.before", value=amount_words(before), by=by, at=_at(before, client))
        )
    target = terms.target(made.metric)
    if target is not None and made.amount is not None:
        verdict = "met" if made.amount >= target else "missed"
        aim = in_words(made.metric, target, "", STAFF)
        told.append(say(STAFF, f"staff.measured.{verdict}", target=aim))
    shown_by = f"{made.first:%Y-%m}" if made.first == made.last else span_of(made)
    told.append(say(STAFF, "staff.measured.where", span=shown_by, id=client.id))
    return _message(told)


def listed(client: Client, said: Sequence[Measurement], names: Mapping[str, str]) -> Rendered:
    """Return what stands, the latest days first, each with what was said before of the same days."""
    stands = sorted(standing(said).values(), key=lambda each: (each.first, each.last), reverse=True)
    told = [say(STAFF, "staff.measured.list" if stands else "staff.measured.none", client=client.name)]
    for each in stands[:_MOST]:
        earlier = [one for one in said if one.place == each.place and one is not each]
        told.append(_listed(each, client, names))
        told += [say(STAFF, "staff.measured.earlier", said=_said(one, client, names)) for one in earlier]
    if len(stands) > _MOST:
        told.append(say(STAFF, "staff.measured.more", n=len(stands) - _MOST))
    told.append(say(STAFF, "staff.measured.how", id=client.id))
    return _message(told)


def _listed(each: Measurement, client: Client, names: Mapping[str, str]) -> Safe:
    facts = {"span": span_of(each), "metric": metric_name(each.metric, STAFF)}
    return say(STAFF, "staff.measured.line", said=_said(each, client, names), **facts)


def _said(each: Measurement, client: Client, names: Mapping[str, str]) -> Safe:
    by = _by(names.get(each.given_by, each.given_by))
    return say(STAFF, "staff.measured.said", value=amount_words(each), by=by, at=_at(each, client))


def _by(person: str) -> str:
    return person.removeprefix(_FILE)


def _at(each: Measurement, client: Client) -> str:
    return moment(each.given_at, STAFF, client.time_zone)


def noted(client: Client, note: ReportNote, *, is_new: bool = True) -> Rendered:
    """Return that a note was written, now or before, or removed, and who reads it."""
    key = "removed" if note.removed_at else "noted" if is_new else "noted_before"
    facts = {"number": note.number, "span": span_of(note), "client": client.name, "id": client.id}
    return _message([say(STAFF, f"staff.measured.{key}", kind=_kind(note), **facts)])


def notes_listed(client: Client, notes: Sequence[ReportNote], names: Mapping[str, str]) -> Rendered:
    """Return the notes that stand, the latest days first."""
    latest = sorted(notes, key=lambda each: (each.last, -each.number), reverse=True)[:_MOST]
    head = say(STAFF, "staff.measured.notes" if latest else "staff.measured.no_notes", client=client.name)
    rows = [
        say(
            STAFF,
            "staff.measured.note",
            span=span_of(each),
            number=each.number,
            kind=_kind(each),
            text=typed(each.text),
            by=names.get(each.made_by, each.made_by),
        )
        for each in latest
    ]
    return _message([head, *rows, say(STAFF, "staff.measured.how_note", id=client.id)])


def _kind(note: ReportNote) -> str:
    return plain(STAFF, f"staff.measured.kind.{note.kind}")


def _message(told: Iterable[Safe]) -> Rendered:
    text = lines(list(told))
    return message(text, *sections(text))
