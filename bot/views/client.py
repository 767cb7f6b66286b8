"""What the client reads in a ticket's thread, in the client's language."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.tickets import Origin, Severity, Status, Ticket
from bot.views import ids
from bot.views.after_hours import closed_now, closure_now
from bot.views.client_receipt import why_button
from bot.views.markup import Safe, quote
from bot.views.promises import answer_told_by, expectation
from bot.views.rendered import (
    NOTHING,
    Block,
    Element,
    Rendered,
    actions,
    asking_first,
    button,
    context,
    lines,
    message,
    option,
    section,
    sections,
    select,
)
from bot.views.scene import SIGN, Scene, severity_word
from bot.views.text import moment, plain, say, typed
from bot.views.times import moment_in

Facts = Mapping[str, object]


def opened(scene: Scene, _facts: Facts) -> Rendered:
    """The first answer: that there is a ticket, how bad it is, and what the client can do."""
    head = _state(scene)
    if not _answerable(scene.ticket):
        return message(Safe(f"{head}."), section(Safe(f"*{head}.*")), *_way_back(scene))
    comfort = lines([_arrived(scene), closed_now(scene), expectation(scene)])
    asked = _severity_line(scene)
    return message(
        lines([f"{head}.", comfort, asked]),
        section(lines([f"*{head}.*", comfort, asked])),
        *_levels(scene),
        *actions(_controls_id("severity", scene), _opened_controls(scene)),
        context(lines([_details_line(scene), say(scene.language, "client.opened.thread")])),
    )


def severity_again(scene: Scene, _facts: Facts) -> Rendered:
    """The question how bad it is, once more; the answer, once there is one."""
    ticket, label = scene.ticket, scene.label(scene.ticket.severity)
    if not _undecided(ticket):
        key = "over" if ticket.severity_by == "plan" else "answered"
        done = say(scene.language, f"client.again.{key}", number=ticket.number, severity=label)
        return message(done, section(done))
    asked = say(scene.language, "client.again.ask", number=ticket.number, severity=label)
    controls = actions(_controls_id("severity_again", scene), _choice(scene))
    return message(asked, section(asked), *_levels(scene), *controls)


def severity_changed(scene: Scene, facts: Facts) -> Rendered:
    """The severity that staff set, what became of the client's wish, or that the wish was heard."""
    key = next(name for name in ("wanted", "kept", "severity") if facts.get(name))
    # A wish that staff answered by setting what stood before was declined.
    declined = key == "kept" or facts.get("severity") == facts.get("before")
    stands = facts.get("kept") or facts.get("severity") or scene.ticket.severity
    words = {name: scene.label(facts[name]) for name in ("wanted", "before") if facts.get(name)}
    sentence = "wanted" if key == "wanted" else "kept" if declined else "set"
    return _paragraph(scene, f"client.severity_changed.{sentence}", **words, severity=scene.label(stands))


def claimed(scene: Scene, facts: Facts) -> Rendered:
    """Who takes care of it."""
    return _paragraph(scene, "client.say.claimed", name=scene.client_name(facts.get("assignee")))


def waiting(scene: Scene, facts: Facts) -> Rendered:
    """That the next word is the client's, or a third party's."""
    return _paragraph(scene, f"client.say.{Status(str(facts.get('status')))}")


def resumed(scene: Scene, _facts: Facts) -> Rendered:
    """That we are at it again."""
    return _paragraph(scene, "client.say.resumed")


def resolved(scene: Scene, facts: Facts) -> Rendered:
    """What was done, and the question whether it works; once answered, the answer.

    A ticket may be resolved more than once: *facts* say which time this is about.
    """
    ticket, language = scene.ticket, scene.language
    head = say(language, "client.resolved.head", number=ticket.number)
    summary = scene.typed(facts.get("summary", ticket.summary))
    is_past = facts.get("reopened", ticket.reopened) != ticket.reopened
    state = "reopened" if is_past else _answer(ticket) or ("" if scene.plan.reopen_days else "closed")
    after = say(language, f"client.resolved.{state or 'ask'}")
    controls = () if state else actions(_controls_id("resolved", scene), _works(scene))
    body = (section(Safe(f"*{head}.*")), *sections(quote(summary)), section(after), *controls)
    return message(lines([f"{head}.", summary, after]), *body)


def reopened(scene: Scene, _facts: Facts) -> Rendered:
    """That it is open again."""
    return _paragraph(scene, "client.say.reopened")


def merged(scene: Scene, facts: Facts) -> Rendered:
    """Which ticket it goes on in."""
    return _paragraph(scene, "client.say.merged", into=facts.get("into") or scene.ticket.merged_into)


def reply(scene: Scene, facts: Facts) -> Rendered:
    """What somebody of the staff says, in their name."""
    name, text = scene.client_name(facts.get("by")), scene.typed(facts.get("text"))
    said = say(scene.language, "client.say.reply", name=name, text=text)
    return message(said, *sections(said))


def late(scene: Scene, facts: Facts) -> Rendered:
    """That the first answer did not come in time, and when to expect it instead.

    Where a change made it late (`changed`), nothing was promised by that moment.
    """
    due_at, expected_at = answer_told_by(scene, moment_in(facts, "due")), moment_in(facts, "expected")
    words = {name: _when(scene, at) for name, at in (("due", due_at), ("expected", expected_at))}
    if facts.get("told"):
        words["name"] = scene.client_name(facts["told"])
    key = "answered" if scene.ticket.first_reply_at else "told" if facts.get("told") else "expected"
    return _paragraph(scene, f"client.late.{'changed_' if facts.get('changed') else ''}{key}", **words)


def put_off(scene: Scene, facts: Facts) -> Rendered:
    """That the first answer is expected later than we had said; nothing once it is there."""
    if scene.ticket.first_reply_at is not None or not scene.ticket.is_active:
        return NOTHING
    was = _when(scene, moment_in(facts, "was"))
    if not facts.get("due"):
        return _paragraph(scene, "client.put_off.open", was=was)
    return _paragraph(scene, "client.put_off.later", was=was, due=_when(scene, moment_in(facts, "due")))


def urged(scene: Scene, facts: Facts) -> Rendered:
    """That we heard that it is urgent, and when somebody is called, if anybody is."""
    if facts.get("again"):
        return _paragraph(scene, "client.urged.again")
    if facts.get("nobody"):
        return _nobody_called(scene)
    later = moment_in(facts, "later") if facts.get("later") else None
    if later is None:
        return _paragraph(scene, "client.urged.now")
    return _paragraph(scene, "client.urged.later", at=_when(scene, later))


def _nobody_called(scene: Scene) -> Rendered:
    """That nobody can be called, and who reads it when."""
    closure = closure_now(scene)
    if closure is None:
        return _paragraph(scene, "client.urged.nobody")
    return _paragraph(scene, "client.urged.nobody_closed", at=_when(scene, closure.opens_at))


def _when(scene: Scene, at: datetime) -> str:
    return moment(at, scene.language, scene.client.time_zone)


def root(scene: Scene, _facts: Facts) -> Rendered:
    """The head of a thread of our own, for a ticket that no message in the channel began."""
    ticket, title = scene.ticket, typed(scene.client_title)
    head = say(scene.language, "client.say.root", number=ticket.number, title=title)
    whose = say(scene.language, "client.say.root_for", name=scene.client_name(ticket.requester))
    return message(head, section(Safe(f"*{head}*")), context(whose))


def _paragraph(scene: Scene, key: str, **facts: object) -> Rendered:
    text = say(scene.language, key, **{"number": scene.ticket.number, **facts})
    return message(text, section(text))


def _state(scene: Scene) -> Safe:
    ticket = scene.ticket
    key = "again" if ticket.is_active and ticket.reopened else "open"
    if ticket.was_dismissed:
        key = "dismissed"
    elif ticket.merged_into is not None:
        key = "merged"
    elif not ticket.is_active:
        key = ticket.status.value
    return say(scene.language, f"client.opened.{key}", number=ticket.number, into=ticket.merged_into)


def _answerable(ticket: Ticket) -> bool:
    """Whether details can still be told: also just after it was resolved, for the record."""
    return ticket.is_active or ticket.status is Status.RESOLVED


def _undecided(ticket: Ticket) -> bool:
    return ticket.is_active and ticket.severity_by == "plan"


def _arrived(scene: Scene) -> str:
    """That the client's words arrived, until somebody takes them up; staff's own need no such comfort."""
    is_theirs = scene.ticket.origin is not Origin.COMMAND
    is_new = scene.ticket.status is Status.NEW
    return say(scene.language, "client.opened.on_their_way") if is_new and is_theirs else ""


def _severity_line(scene: Scene) -> Safe:
    ticket, language = scene.ticket, scene.language
    stands = scene.label(ticket.severity)
    if not _undecided(ticket):
        said = say(language, "client.opened.stands", severity=stands)
        wish = ticket.wanted and say(language, "client.opened.wanted", severity=scene.label(ticket.wanted))
        return lines([said, wish or ""])
    if ticket.suggested is None:
        return say(language, "client.opened.ask", severity=stands)
    sounds = scene.label(ticket.suggested)
    return say(language, "client.opened.suggested", suggested=sounds, severity=stands)


def _details_line(scene: Scene) -> str:
    return say(scene.language, "client.opened.details") if scene.ticket.details else ""


def _levels(scene: Scene) -> tuple[Block, ...]:
    """Each level in the plan's words with its examples, while there is something to choose."""
    if not _undecided(scene.ticket):
        return ()
    return tuple(context(_level(scene, level)) for level in Severity)


def _level(scene: Scene, level: Severity) -> Safe:
    language = scene.language
    facts = {"sign": SIGN[level], "label": scene.label(level), "meaning": scene.meaning(level)}
    head = say(language, "client.opened.level", **facts)
    examples = "; ".join(scene.examples(level))
    return lines([head, say(language, "client.opened.examples", examples=examples) if examples else ""])


def _controls_id(name: str, scene: Scene) -> str:
    return ids.block_id(name, scene.ticket.number, scene.ticket.seq)


def _opened_controls(scene: Scene) -> list[Element]:
    ticket, language = scene.ticket, scene.language
    value = ids.number_value(ticket.number)
    controls = _choice(scene) if ticket.is_active else []
    controls.append(button(ids.ADD_DETAILS, plain(language, "client.button.details"), value))
    if ticket.is_active:
        dismiss = button(ids.NOT_AN_ISSUE, plain(language, "client.button.dismiss"), value)
        controls.append(asking_first(dismiss, language, "client.dismiss", number=ticket.number))
    return [*controls, *_vote(scene), *_urge(scene), why_button(scene)]


def _vote(scene: Scene) -> list[Element]:
    """Return the vote for what waits for the next planning, with how many want it."""
    if not scene.is_wish:
        return []
    label = plain(scene.language, "client.button.vote", n=scene.votes)
    return [button(ids.VOTE, label, ids.number_value(scene.ticket.number))]


def _urge(scene: Scene) -> list[Element]:
    """Return the call for more of us, where the plan has somebody to call."""
    ticket, plan, language = scene.ticket, scene.plan, scene.language
    if not (ticket.is_active and plan.clients_may_escalate and plan.escalations[ticket.severity]):
        return []
    call = button(ids.URGE, plain(language, "client.button.urge"), ids.number_value(ticket.number))
    return [asking_first(call, language, "client.urge", number=ticket.number)]


def _choice(scene: Scene) -> list[Element]:
    """The four levels; with a button for the preselected one, since Slack reports no picking of it."""
    ticket, language = scene.ticket, scene.language
    options = [option(level.value, scene.label(level), scene.meaning(level)) for level in Severity]
    if not _undecided(ticket):
        return [select(ids.CHOOSE_SEVERITY, plain(language, "client.button.change"), options)]
    placeholder = plain(language, "client.button.severity")
    if ticket.suggested is None:
        return [select(ids.CHOOSE_SEVERITY, placeholder, options)]
    yes = plain(language, "client.button.yes", severity=severity_word(ticket.suggested, language))
    value = ids.number_value(ticket.number, ticket.suggested.value)
    return [
        button(ids.ACCEPT_SUGGESTION, yes, value, style="primary"),
        select(ids.CHOOSE_SEVERITY, placeholder, options, ticket.suggested.value),
    ]


def _way_back(scene: Scene) -> tuple[Block, ...]:
    """The button that undoes a dismissal."""
    if not scene.ticket.was_dismissed:
        return ()
    label = plain(scene.language, "client.button.restore")
    back = button(ids.OPEN_AFTER_ALL, label, ids.number_value(scene.ticket.number))
    return actions(_controls_id("dismissed", scene), [back])


def _answer(ticket: Ticket) -> str:
    """What became of the question whether it works; empty while it is open."""
    if ticket.status is Status.RESOLVED:
        return "confirmed" if ticket.confirmed else ""
    if ticket.status is Status.CLOSED:
        return "confirmed" if ticket.confirmed else "closed"
    return "reopened"


def _works(scene: Scene) -> list[Element]:
    value, language = ids.number_value(scene.ticket.number), scene.language
    return [
        button(ids.IT_WORKS, plain(language, "client.button.works"), value, style="primary"),
        button(ids.STILL_BROKEN, plain(language, "client.button.broken"), value),
    ]
