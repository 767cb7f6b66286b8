"""For how long what people said is kept, as managers read it. English."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.audits import Audited, Deed
from bot.domain.desks import Client
from bot.domain.retention import WORKSPACE, Retention
from bot.views import ids
from bot.views.markup import Safe
from bot.views.rendered import Rendered, actions, button, lines, message, sections
from bot.views.text import STAFF, moment, plain, say

_DEFAULT = "default"


def retention_value(client: str, months: int | None) -> str:
    """Return what the button carries: a client's id, or nothing, and the months; None: as for all."""
    return f"{client}:{months or _DEFAULT}"


def read_value(value: str) -> tuple[str, int | None]:
    """Return the client's id and the months that a button carries; ValueError for what none of ours does."""
    client, _, months = value.rpartition(":")
    return client, None if months == _DEFAULT else int(months)


def asked(client: Client | None, months: int, pending: int, *, is_default: bool) -> Rendered:
    """Return what will happen, with the button that lets it."""
    rule, whose = _rule(months), _whose(client.name if client else "")
    told = lines(
        [
            say(STAFF, "staff.retention.ask", whose=whose, rule=rule),
            say(STAFF, "staff.retention.stays"),
            say(STAFF, "staff.retention.now", n=pending),
        ]
    )
    label = plain(STAFF, f"staff.retention.{'button_default' if is_default else 'button'}", rule=rule)
    value = retention_value(client.id if client else WORKSPACE, None if is_default else months)
    confirm = button(ids.SET_RETENTION, label, value, style="danger")
    return message(told, *sections(told), *actions("retention", [confirm]))


def set_now(client: Client | None, months: int | None) -> Rendered:
    """Return what is set."""
    said = say(STAFF, "staff.retention.set", whose=_whose(client.name if client else ""), rule=_rule(months))
    return message(said, *sections(said))


def shown(
    settings: Mapping[str, Retention],
    deeds: Sequence[Audited],
    clients: Mapping[str, str],
    names: Mapping[str, str],
) -> Rendered:
    """Return what is set for all and for each client that has a setting, and what was done last."""
    told = [say(STAFF, "staff.retention.head")]
    if WORKSPACE not in settings:
        told.append(say(STAFF, "staff.retention.default", whose=_whose("")))
    told += [_line(each, clients, names) for each in settings.values()]
    if deeds:
        told.append(say(STAFF, "staff.retention.done_head"))
    told += [_deed(each, clients, names) for each in deeds]
    told.append(say(STAFF, "staff.retention.how"))
    text = lines(told)
    return message(text, *sections(text))


def _line(each: Retention, clients: Mapping[str, str], names: Mapping[str, str]) -> Safe:
    whose = _whose(clients.get(each.client, each.client))
    facts = {"whose": whose, "by": names.get(each.set_by, each.set_by), "at": _at(each.set_at)}
    if each.months is None:
        return say(STAFF, "staff.retention.kept", **facts)
    return say(STAFF, "staff.retention.line", n=each.months, **facts)


def _deed(each: Audited, clients: Mapping[str, str], names: Mapping[str, str]) -> Safe:
    whose, rule = _whose(clients.get(each.client, each.client)), _rule(each.months)
    if each.deed is Deed.TEXT_REMOVED:
        facts = {"at": _at(each.at), "n": each.tickets, "whose": whose, "rule": rule}
        return say(STAFF, "staff.retention.done.text_removed", **facts)
    by = names.get(each.made_by, each.made_by)
    return say(STAFF, "staff.retention.done.retention_set", at=_at(each.at), by=by, whose=whose, rule=rule)


def _rule(months: int | None) -> str:
    if months is None:
        return plain(STAFF, "staff.retention.rule.keep")
    return plain(STAFF, "staff.retention.rule.months", n=months)


def _whose(name: str) -> str:
    return name or plain(STAFF, "staff.retention.all")


def _at(at: datetime) -> str:
    return moment(at, STAFF, "UTC")
