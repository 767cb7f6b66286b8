"""Where each thing about a ticket is said: in the client's thread, on the card, or in the card's thread."""

from dataclasses import replace

from bot.domain.closures import Closure
from bot.domain.desks import Message
from bot.domain.notices import Act, Notice, Words
from bot.domain.tickets import Fact, Ticket, TicketEvent


def card_key(number: int) -> str:
    """Return our name of a ticket's card in the triage channel."""
    return f"card:{number}"


def opened_key(number: int) -> str:
    """Return our name of the first answer in the client's thread."""
    return f"thread:{number}:opened"


def again_key(number: int) -> str:
    """Return our name of the second question how bad it is."""
    return f"thread:{number}:severity_again"


def root_key(number: int) -> str:
    """Return our name of the post that heads the thread of a ticket opened by staff or split off."""
    return f"root:{number}"


def estimate_key(number: int, estimate: int) -> str:
    """Return our name of the post that asks the client to approve an estimate."""
    return f"estimate:{number}:{estimate}"


def resolved_key(ticket: Ticket) -> str:
    """Return our name of the question whether it works; each time a ticket is resolved has its own."""
    return f"thread:{ticket.number}:resolved:{ticket.reopened}"


def in_thread(ticket: Ticket, words: Words, key: str, **facts: Fact) -> Notice:
    """Say something to the client, in the ticket's thread."""
    parent = None if ticket.thread_ts else root_key(ticket.number)
    return Notice(key, Act.POST, words, ticket.channel, ticket.thread_ts, parent, ticket.number, facts)


def root(ticket: Ticket) -> Notice:
    """Head a thread of our own in the client's channel, for a ticket that no message there began."""
    return Notice(root_key(ticket.number), Act.POST, Words.ROOT, ticket.channel, ticket=ticket.number)


def root_again(ticket: Ticket) -> Notice:
    """Bring the post that heads a thread of our own up to date; where there is none, nothing happens."""
    return Notice(root_key(ticket.number), Act.EDIT, Words.ROOT, ticket.channel, ticket=ticket.number)


def on_event(ticket: Ticket, event: TicketEvent, words: Words, **facts: Fact) -> Notice:
    """Say in the client's thread that *event* happened."""
    return in_thread(ticket, words, f"thread:{ticket.number}:{event.seq}", **facts)


def edited(ticket: Ticket, event: TicketEvent, words: Words, **facts: Fact) -> Notice:
    """Put other words in the place of those by which the client was told of *event*."""
    key = f"thread:{ticket.number}:{event.seq}"
    return Notice(key, Act.EDIT, words, ticket.channel, ticket=ticket.number, facts=facts)


def estimate(ticket: Ticket, estimate: int) -> Notice:
    """Ask the client, in the ticket's thread, to approve an estimate."""
    key = estimate_key(ticket.number, estimate)
    return in_thread(ticket, Words.ESTIMATE, key, estimate=estimate)


def estimate_again(ticket: Ticket, estimate: int) -> Notice:
    """Bring the post of an estimate up to date: what became of it, or of its ticket."""
    key, facts = estimate_key(ticket.number, estimate), {"estimate": estimate}
    return Notice(key, Act.EDIT, Words.ESTIMATE, ticket.channel, ticket=ticket.number, facts=facts)


def ask_for_rating(ticket: Ticket, event: TicketEvent) -> Notice:
    """Ask the requester, in the ticket's thread, how they found our help."""
    return on_event(ticket, event, Words.RATING, asked=event.seq)


def rating_again(ticket: Ticket, asked: int) -> Notice:
    """Bring the question that the event *asked* put up to date: what was given, or that it is over."""
    key, facts = f"thread:{ticket.number}:{asked}", {"asked": asked}
    return Notice(key, Act.EDIT, Words.RATING, ticket.channel, ticket=ticket.number, facts=facts)


def closed(ticket: Ticket, closure: Closure, said: Message) -> Notice:
    """Say once in a closure that we are closed: in the thread that *said* is in, or else the ticket's."""
    key = f"closed:{ticket.number}:{closure.key}"
    told = in_thread(ticket, Words.CLOSED, key, closure=closure.key)
    if said.thread_ts is None:
        return told
    return replace(told, channel=said.channel, thread_ts=said.thread_ts, parent=None)


def opened_again(ticket: Ticket) -> Notice:
    """Bring the first answer up to date: severity, details, whether it is still a ticket."""
    return Notice(opened_key(ticket.number), Act.EDIT, Words.OPENED, ticket.channel, ticket=ticket.number)


def ask_whether_it_works(ticket: Ticket) -> Notice:
    """Tell the client what was done, and ask whether it works."""
    return in_thread(ticket, Words.RESOLVED, resolved_key(ticket), **_round(ticket))


def asked_again(ticket: Ticket) -> Notice:
    """Ask once more how bad it is, in the client's thread."""
    return in_thread(ticket, Words.SEVERITY_AGAIN, again_key(ticket.number))


def decided(ticket: Ticket) -> Notice:
    """Put the answer in place of the second question how bad it is, where that was asked."""
    key = again_key(ticket.number)
    return Notice(key, Act.EDIT, Words.SEVERITY_AGAIN, ticket.channel, ticket=ticket.number)


def answered(ticket: Ticket) -> Notice:
    """Take the buttons off the question that *ticket*, as it was resolved, was asked about."""
    facts, key = _round(ticket), resolved_key(ticket)
    return Notice(key, Act.EDIT, Words.RESOLVED, ticket.channel, ticket=ticket.number, facts=facts)


def _round(ticket: Ticket) -> dict[str, Fact]:
    """Name the one of several resolutions that a question is about, with its own summary."""
    return {"summary": ticket.summary, "reopened": ticket.reopened}


def new_card(ticket: Ticket) -> Notice:
    """Put the card of a new ticket into the triage channel."""
    return Notice(card_key(ticket.number), Act.POST, Words.CARD, ticket.triage, ticket=ticket.number)


def card(ticket: Ticket) -> Notice:
    """Bring the card up to date, in place."""
    return Notice(card_key(ticket.number), Act.EDIT, Words.CARD, ticket.triage, ticket=ticket.number)


def line(ticket: Ticket, event: TicketEvent, **facts: Fact) -> Notice:
    """Say in the card's thread, which the client never sees, that *event* happened."""
    # A message's own words are looked up at sending, so that a row keeps none that were deleted since.
    told = {name: fact for name, fact in event.facts.items() if name != "title"}
    said = {**told, "event": event.kind.value, "by": event.by, **facts}
    key, parent = f"line:{ticket.number}:{event.seq}", card_key(ticket.number)
    return Notice(key, Act.POST, Words.LINE, ticket.triage, None, parent, ticket.number, said)
