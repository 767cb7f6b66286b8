"""The modals about what work costs: an estimate, why it is declined, why its kind is seen differently."""

from bot.domain.costs import coverage_of
from bot.domain.terms import Charge, Cover
from bot.views import ids
from bot.views.markup import Safe
from bot.views.money import exact_money
from bot.views.rendered import Block, View, context, field, modal, text_input
from bot.views.scene import Scene
from bot.views.text import STAFF, plain, say


def estimate_modal(scene: Scene) -> View:
    """Ask staff what is included, how long it takes, and what it costs where the plan does not say."""
    number = scene.ticket.number
    priced = [_asked(ids.PRICE, "price", _price_hint(scene), optional=True)] if _is_billable(scene) else []
    hours_hint = plain(STAFF, "staff.modal.estimate.hours_hint")
    return modal(
        ids.ESTIMATE_MODAL,
        plain(STAFF, "staff.modal.estimate.title", number=number),
        [
            context(_intro(scene)),
            _asked(ids.TEXT, "text", plain(STAFF, "staff.modal.estimate.text_hint"), lines=True),
            _asked(ids.HOURS, "hours", hours_hint, optional=bool(priced)),
            *priced,
        ],
        submit=plain(STAFF, "staff.modal.estimate.submit"),
        close=plain(STAFF, "staff.modal.close"),
        metadata=ids.pack(ticket=number, channel=scene.ticket.channel),
    )


def decline_modal(scene: Scene, which: int) -> View:
    """Ask an approver why they decline the estimate *which*; they need not say."""
    return _of_client(scene, ids.DECLINE_MODAL, "decline", {"estimate": which}, optional=True)


def contest_modal(scene: Scene, said: int) -> View:
    """Ask a client's person how they see the kind that they were told by the event *said*."""
    return _of_client(scene, ids.CONTEST_MODAL, "contest", {"said": said}, optional=False)


def _of_client(scene: Scene, callback_id: str, key: str, carried: dict[str, int], *, optional: bool) -> View:
    language, number = scene.language, scene.ticket.number
    label, hint = (plain(language, f"client.modal.{key}.{part}") for part in ("label", "hint"))
    entry = text_input(lines=True, most=1000)
    return modal(
        callback_id,
        plain(language, f"client.modal.{key}.title", number=number),
        [field(ids.REASON, label, entry, hint=hint, optional=optional)],
        submit=plain(language, f"client.modal.{key}.submit"),
        close=plain(language, "client.details.close"),
        metadata=ids.pack(ticket=number, channel=scene.ticket.channel, **carried),
    )


def _asked(name: str, key: str, hint: str, *, optional: bool = False, lines: bool = False) -> Block:
    label = plain(STAFF, f"staff.modal.estimate.{key}")
    return field(name, label, text_input(lines=lines), hint=hint, optional=optional)


def _intro(scene: Scene) -> Safe:
    approvers = ", ".join(scene.name(each) for each in scene.client.approvers)
    key = "staff.modal.estimate.intro" if approvers else "staff.modal.estimate.nobody"
    return say(STAFF, key, client=scene.client.name, approvers=approvers)


def _is_billable(scene: Scene) -> bool:
    known = coverage_of(scene.ticket, scene.plan)
    return known is not None and Cover.BILLABLE in {known.in_hours, known.after_hours}


def _price_hint(scene: Scene) -> str:
    known, agreed = coverage_of(scene.ticket, scene.plan), scene.client.hourly_rate
    if known is None or Charge.HOURLY not in known.charges or not (known.hourly_rate or agreed):
        return plain(STAFF, "staff.modal.estimate.price_hint")
    if known.hourly_rate is None:
        price = exact_money(agreed, STAFF) if agreed else ""
        return plain(STAFF, "staff.modal.estimate.agreed_rate", price=price, client=scene.client.name)
    key = "rate_or_flat" if Charge.FLAT_FEE in known.charges else "rate_only"
    return plain(STAFF, f"staff.modal.estimate.{key}", price=exact_money(known.hourly_rate, STAFF))
