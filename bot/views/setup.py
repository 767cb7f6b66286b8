"""The modals that open a ticket for a client and that set a channel up. For staff, in English."""

from collections.abc import Sequence

from bot.domain.desks import LONGEST_JOIN_MINUTES, Channel, Client, Intake
from bot.domain.plans import Offer
from bot.domain.tickets import Severity
from bot.views import ids
from bot.views.markup import channel_link, readable
from bot.views.rendered import (
    MOST_OPTIONS,
    Block,
    Element,
    Rendered,
    View,
    actions,
    button,
    context,
    field,
    message,
    modal,
    multi_select,
    option,
    section,
    select,
    text_input,
)
from bot.views.scene import capital, severity_word
from bot.views.text import LANGUAGES, STAFF, plain, say


def setup_offer(language: str, channel: str, name: str) -> Rendered:
    """Return the offer to set up a channel that the bot was invited to; *name* is for notifications."""
    row = [
        button(ids.ASK_SETUP, plain(language, "staff.button.setup"), channel, style="primary"),
        button(ids.MAKE_TRIAGE, plain(language, "staff.button.triage"), channel),
    ]
    offer = say(language, "staff.setup.offer", channel=channel_link(channel))
    said = say(language, "staff.setup.offer", channel=f"#{name}" if name else channel_link(channel))
    return message(said, section(offer), *actions(f"setup:{channel}", row))


def new_ticket_modal(
    places: Sequence[tuple[Channel, Client]], *, channel: str = "", text: str = "", severity: str = ""
) -> View:
    """Ask what a new ticket is about, and in which of the clients' channels (*places*) it belongs."""
    label = "staff.modal.new"
    typed = text_input(readable(text), lines=True)
    levels = [option(level.value, capital(severity_word(level))) for level in Severity]
    chosen = select(ids.SEVERITY, plain(STAFF, "staff.modal.choose"), levels, severity)
    return modal(
        ids.NEW_TICKET_MODAL,
        plain(STAFF, f"{label}.title"),
        [
            _named(ids.CHANNEL, label, _place(places, channel)),
            _named(ids.TEXT, label, typed, hint="text_hint"),
            _named(ids.SEVERITY, label, chosen, hint="severity_hint", optional=True),
        ],
        submit=plain(STAFF, f"{label}.submit"),
        close=plain(STAFF, "staff.modal.close"),
    )


def _place(places: Sequence[tuple[Channel, Client]], channel: str) -> Element:
    """The clients' channels by name; where a select cannot hold them, all channels there are."""
    if 0 < len(places) <= MOST_OPTIONS:
        options = [option(place.id, f"{client.name} · #{place.name}") for place, client in places]
        only = places[0][0].id if len(places) == 1 else ""
        return select(ids.CHANNEL, plain(STAFF, "staff.modal.choose"), options, channel or only)
    return _conversation(channel)


def setup_modal(
    channel: Channel,
    plans: Sequence[Offer],
    *,
    client: Client | None = None,
    name: str = "",
    time_zone: str = "UTC",
    triage: str = "",
) -> View:
    """Ask for all that a client's channel needs; what is known of it (*client*) is filled in.

    For a channel without a client: *name* (else the channel's), *time_zone* and *triage* are filled in.
    """
    intro = section(say(STAFF, "staff.modal.setup.intro", channel=channel_link(channel.id)))
    zone = client.time_zone if client else time_zone
    asked = [
        _setup(ids.CLIENT, text_input(client.name if client else name or channel.name, most=80), hint=True),
        _setup(ids.PLAN, _plans(plans, client)),
        *_addons(plans, client),
        _setup(ids.TIME_ZONE, text_input(zone, most=60), hint=True),
        _setup(ids.LANGUAGE, _languages(client)),
        _setup(ids.TRIAGE, _conversation(client.triage if client else triage), hint=True),
        _setup(ids.INTAKE, _intakes(channel)),
        _setup(ids.JOIN_MINUTES, _minutes(channel.join_minutes), hint=True),
        _setup(ids.ACCOUNT_MANAGER, _person(client), optional=True),
        _setup(ids.APPROVERS, _people(client), hint=True, optional=True),
    ]
    return modal(
        ids.SETUP_MODAL,
        plain(STAFF, "staff.modal.setup.title"),
        [intro, *asked, *_instead(channel)],
        submit=plain(STAFF, "staff.modal.save"),
        close=plain(STAFF, "staff.modal.close"),
        metadata=ids.pack(channel=channel.id),
    )


def _plans(plans: Sequence[Offer], client: Client | None) -> Element:
    options = [option(plan.id, plan.name) for plan in plans]
    return select(ids.PLAN, plain(STAFF, "staff.modal.choose"), options, client.plan if client else "")


def _addons(plans: Sequence[Offer], client: Client | None) -> Sequence[Block]:
    """The add-ons that any plan has, each with the plans that have it; nothing where none has any."""
    labels = {name: label for plan in plans for name, label in plan.addon_labels.items()}
    options = [
        option(name, label, ", ".join(plan.name for plan in plans if name in plan.addon_labels))
        for name, label in labels.items()
    ]
    if not options:
        return ()
    chosen = client.addons if client else ()
    element = multi_select(ids.ADDONS, plain(STAFF, "staff.modal.choose"), options, chosen)
    return (_setup(ids.ADDONS, element, hint=True, optional=True),)


def _languages(client: Client | None) -> Element:
    options = [option(each, plain(STAFF, f"staff.language.{each}")) for each in LANGUAGES]
    return select(
        ids.LANGUAGE, plain(STAFF, "staff.modal.choose"), options, client.language if client else STAFF
    )


def _intakes(channel: Channel) -> Element:
    options = [option(each.value, plain(STAFF, f"staff.intake.{each}")) for each in Intake]
    return select(ids.INTAKE, plain(STAFF, "staff.modal.choose"), options, channel.intake.value)


def _minutes(minutes: int) -> Element:
    bounds = {"min_value": "0", "max_value": str(LONGEST_JOIN_MINUTES)}
    return {"type": "number_input", "is_decimal_allowed": False, "initial_value": str(minutes), **bounds}


def _person(client: Client | None) -> Element:
    chosen = client.account_manager if client else None
    return {"type": "users_select", **({"initial_user": chosen} if chosen else {})}


def _people(client: Client | None) -> Element:
    chosen = list(client.approvers) if client else []
    return {"type": "multi_users_select", **({"initial_users": chosen} if chosen else {})}


def _conversation(chosen: str) -> Element:
    element: Element = {"type": "conversations_select", "filter": {"include": ["public", "private"]}}
    return {**element, "initial_conversation": chosen} if chosen else element


def _instead(channel: Channel) -> tuple[Block, ...]:
    """The way out for a channel of our own people."""
    make = button(ids.MAKE_TRIAGE, plain(STAFF, "staff.button.triage"), channel.id)
    return (context(say(STAFF, "staff.modal.setup.instead")), *actions("setup_instead", [make]))


def _setup(name: str, element: Element, *, hint: bool = False, optional: bool = False) -> Block:
    return _named(name, "staff.modal.setup", element, hint=f"{name}_hint" if hint else "", optional=optional)


def _named(name: str, key: str, element: Element, *, hint: str = "", optional: bool = False) -> Block:
    said = plain(STAFF, f"{key}.{hint}") if hint else ""
    return field(name, plain(STAFF, f"{key}.{name}"), element, hint=said, optional=optional)
