"""What a client reads who does not answer: nudges, and in the end that their ticket is taken as resolved."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.domain.desks import Side
from bot.views.markup import Safe, mention, quote
from bot.views.rendered import Rendered, lines, message, section, short
from bot.views.scene import Scene
from bot.views.text import moment, say

_MOST_ASKED: Final = 600

Facts = Mapping[str, object]


def nudged(scene: Scene, facts: Facts) -> Rendered:
    """The reminder `nudge` of so many (`of`): whom we wait for, what we asked, and when it `resolves`."""
    said = say(scene.language, f"client.silence.{_which(facts)}", number=scene.ticket.number)
    person = _whom(scene)
    head = Safe(f"{mention(person)} {said}") if person else said
    asked = _asked(scene, facts)
    question = lines([say(scene.language, "client.silence.asked"), quote(asked)]) if asked else ""
    text = lines([head, question, _outlook(scene, facts)])
    return message(text, section(text))


def unanswered(scene: Scene, facts: Facts) -> Rendered:
    """That the ticket is taken as resolved, and `until` when a reply opens it again, if one does."""
    words = {"number": scene.ticket.number, "until": _moment(scene, facts["until"])}
    said = say(scene.language, f"client.silence.resolved{_for_good(scene)}", **words)
    return message(said, section(said))


def _which(facts: Facts) -> str:
    if facts.get("nudge") == facts.get("of"):
        return "last"
    return "first" if facts.get("nudge") == 1 else "again"


def _whom(scene: Scene) -> str:
    """Return whom to mention: who asked, or where that was one of ours, the last of the client's to write."""
    authors = [each.author for each in scene.messages if each.side is Side.CLIENT]
    requester = scene.ticket.requester
    return requester if requester in authors else next(reversed(authors), "")


def _asked(scene: Scene, facts: Facts) -> Safe:
    """Return what we said last: in the facts, or in the message that they name."""
    said = scene.message(facts.get("ts"))
    text = facts.get("text") or (said.text if said and not said.deleted_at else "")
    return short(scene.typed(text), _MOST_ASKED)


def _outlook(scene: Scene, facts: Facts) -> Safe:
    if not facts.get("resolves"):
        return Safe()
    at = _moment(scene, facts["resolves"])
    return say(scene.language, f"client.silence.resolves{_for_good(scene)}", at=at)


def _for_good(scene: Scene) -> str:
    """Return the end of a key that says that no reply opens it again, where the plan has no time for that."""
    return "" if scene.plan.reopen_days else "_for_good"


def _moment(scene: Scene, at: object) -> str:
    return moment(datetime.fromisoformat(str(at)), scene.language, scene.client.time_zone)
