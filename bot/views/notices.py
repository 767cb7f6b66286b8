"""From a notice to the message that is sent: a renderer for each of the `Words`."""

import json
from collections.abc import Callable, Mapping
from typing import Final

from bot.domain.enclosures import enclosed
from bot.domain.notices import Words
from bot.views import after_hours, cards, client, costs, estimates, ids, lines, rating, silence
from bot.views.markup import Safe, channel_link, escape
from bot.views.reminders import reminder
from bot.views.rendered import Rendered, actions, button, context, message, section, sections
from bot.views.rendered import lines as lines_of
from bot.views.scene import Scene
from bot.views.setup import setup_offer
from bot.views.stopwatches import still_running
from bot.views.text import STAFF, plain, say

Facts = Mapping[str, object]

_ABOUT_TICKET: Final[Mapping[Words, Callable[[Scene, Facts], Rendered]]] = {
    Words.ROOT: client.root,
    Words.OPENED: client.opened,
    Words.SEVERITY_AGAIN: client.severity_again,
    Words.SEVERITY_CHANGED: client.severity_changed,
    Words.CLAIMED: client.claimed,
    Words.WAITING: client.waiting,
    Words.RESUMED: client.resumed,
    Words.RESOLVED: client.resolved,
    Words.REOPENED: client.reopened,
    Words.MERGED: client.merged,
    Words.REPLY: client.reply,
    Words.CLOSED: after_hours.closed,
    Words.NUDGED: silence.nudged,
    Words.UNANSWERED: silence.unanswered,
    Words.CARD: cards.card,
    Words.LINE: lines.line,
    Words.PAGE: lines.page,
    Words.LATE: client.late,
    Words.SET_BACK: client.put_off,
    Words.URGED: client.urged,
    Words.COVERAGE: costs.coverage,
    Words.CONTESTED: costs.contested,
    Words.ESTIMATE: estimates.estimate,
    Words.ESTIMATE_REMINDER: estimates.estimate_reminder,
    Words.RATING: rating.rating,
    Words.REMINDER: reminder,
    Words.STOPWATCH: still_running,
}


def render(words: Words, scene: Scene, facts: Facts) -> Rendered:
    """Return a message about a ticket; one that only happens to name a ticket is worded as without it."""
    if words in _WITHOUT_TICKET:
        return render_plain(words, scene.language, facts)
    return _ABOUT_TICKET[words](scene, facts)


def render_plain(words: Words, language: str, facts: Facts) -> Rendered:
    """Return a message that is not about a ticket."""
    return _WITHOUT_TICKET[words](language, facts)


def _worded(_language: str, facts: Facts) -> Rendered:
    """A `text` that is mrkdwn already, worded by whoever sent it; `blocks`, where given, are JSON."""
    said = Safe(str(facts.get("text") or ""))
    if facts.get("blocks"):
        return message(said, *json.loads(str(facts["blocks"])))
    return message(said, *(sections(said) or (section(said),)))


def _picture(_language: str, facts: Facts) -> Rendered:
    """Nothing but the pictures that go with it; in words for those who see none."""
    return message(lines_of(escape(each.title) for each in enclosed(facts)))


def _ask(language: str, facts: Facts) -> Rendered:
    """The question whether a message is to become a ticket; without buttons once it is `answered`."""
    if facts.get("answered"):
        done = say(language, "client.ask.answered")
        return message(done, section(done))
    question, why = say(language, "client.ask.question"), say(language, "client.ask.why")
    ts = str(facts.get("ts") or "-")
    row = [
        button(ids.OPEN_TICKET, plain(language, "client.button.open"), ts, style="primary"),
        button(ids.OPEN_NO_TICKET, plain(language, "client.button.no_ticket"), ts),
    ]
    return message(question, section(Safe(f"*{question}*\n{why}")), *actions(f"ask:{ts}", row))


def _setup_offer(language: str, facts: Facts) -> Rendered:
    """The offer to set up the `channel` that the bot was invited to."""
    return setup_offer(language, str(facts.get("channel") or "-"), str(facts.get("name") or ""))


def _setup_outsider(_language: str, facts: Facts) -> Rendered:
    """For a colleague who invited the bot and may not set the `channel` up: who may."""
    said = say(STAFF, "staff.setup.outsider", channel=channel_link(str(facts.get("channel") or "-")))
    return message(said, section(said))


def _setup_done(_language: str, facts: Facts) -> Rendered:
    """That a `channel` is set up: for a `client` under a `plan`, or for triage; how many it `opened`."""
    key = "staff.setup.done_client" if facts.get("client") else "staff.setup.done_triage"
    words = {name: facts.get(name, "") for name in ("client", "plan")}
    done = say(STAFF, key, channel=channel_link(str(facts.get("channel") or "-")), **words)
    opened = facts.get("opened")
    if not isinstance(opened, int) or not opened:
        return message(done, section(done))
    more = say(STAFF, "staff.setup.opened", n=opened)
    return message(Safe(f"{done} {more}"), section(done), context(more))


_WITHOUT_TICKET: Final[Mapping[Words, Callable[[str, Facts], Rendered]]] = {
    Words.ASK: _ask,
    Words.ANSWER: _worded,
    Words.PICTURE: _picture,
    Words.SETUP_OFFER: _setup_offer,
    Words.SETUP_OUTSIDER: _setup_outsider,
    Words.SETUP_DONE: _setup_done,
    Words.STAFF: _worded,
}
