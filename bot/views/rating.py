"""The question how the requester found our help: five faces in the ticket's thread, and what was given."""

from collections.abc import Mapping
from typing import Final

from bot.domain.rating import MOST_COMMENT, Rating
from bot.views import ids
from bot.views.markup import Safe, mention
from bot.views.rendered import (
    NOTHING,
    Block,
    Element,
    Rendered,
    View,
    actions,
    button,
    context,
    field,
    lines,
    message,
    modal,
    section,
    text_input,
)
from bot.views.scene import Scene
from bot.views.text import STAFF, moment, plain, say

Facts = Mapping[str, object]

FACES: Final = {
    1: (ids.RATE_VERY_BAD, "very_bad"),
    2: (ids.RATE_BAD, "bad"),
    3: (ids.RATE_FAIR, "fair"),
    4: (ids.RATE_GOOD, "good"),
    5: (ids.RATE_VERY_GOOD, "very_good"),
}
"""The button of each score, and the end of the key of its face and word."""


def rating(scene: Scene, facts: Facts) -> Rendered:
    """The question with its five faces; what was given, in its place; without buttons once it is over."""
    asked = next((each for each in scene.ratings if each.asked == facts.get("asked")), None)
    if asked is None:
        return NOTHING
    head = _head(scene, asked)
    if not asked.is_open(scene.now):
        return message(head, section(head))
    until = moment(asked.over_at, scene.language, scene.client.time_zone)
    how = say(scene.language, f"client.rating.{'press' if asked.score is None else 'change'}", at=until)
    faces = actions(ids.block_id("rating", asked.ticket, asked.asked), _faces(scene, asked))
    return message(lines([head, how]), section(head), *faces, context(how), *_more(scene, asked))


def face(score: object, language: str) -> str:
    """Return the face and the word of a score."""
    return plain(language, f"client.rating.score.{FACES[int(str(score))][1]}")


def in_words(score: object) -> Safe:
    """Return a score as staff read it."""
    return say(STAFF, "staff.rating.score", face=face(score, STAFF), score=score, most=len(FACES))


def comment_modal(scene: Scene, asked: Rating) -> View:
    """Ask who has rated our help for a few words, which only staff read."""
    language = scene.language
    label = plain(language, "client.modal.comment.label")
    hint = plain(language, "client.modal.comment.hint", n=MOST_COMMENT)
    entry = text_input(asked.comment, lines=True, most=MOST_COMMENT)
    return modal(
        ids.COMMENT_MODAL,
        plain(language, "client.modal.comment.title"),
        [field(ids.COMMENT, label, entry, hint=hint, optional=True)],
        submit=plain(language, "client.modal.comment.submit"),
        close=plain(language, "client.details.close"),
        metadata=ids.pack(ticket=asked.ticket, channel=scene.ticket.channel, asked=asked.asked),
    )


def _head(scene: Scene, asked: Rating) -> Safe:
    """Return the question, or what was answered; nobody is mentioned any more then."""
    language, number = scene.language, asked.ticket
    if asked.score is None and asked.is_open(scene.now):
        return say(language, "client.rating.ask", person=mention(asked.person), number=number)
    if asked.score is None:
        return say(language, "client.rating.over", number=number)
    words = {"name": scene.client_name(asked.person), "score": face(asked.score, language)}
    given = say(language, "client.rating.given", number=number, **words)
    return lines([given, say(language, "client.rating.commented") if asked.comment else ""])


def _faces(scene: Scene, asked: Rating) -> list[Element]:
    """Return the five faces, with the one that was chosen standing out."""
    return [
        button(
            action_id,
            face(score, scene.language),
            ids.number_value(asked.ticket, str(asked.asked)),
            style="primary" if score == asked.score else "",
        )
        for score, (action_id, _) in FACES.items()
    ]


def _more(scene: Scene, asked: Rating) -> tuple[Block, ...]:
    """Return what asks for a few words, once a face was chosen."""
    if asked.score is None:
        return ()
    key = "client.button.comment_again" if asked.comment else "client.button.comment"
    value = ids.number_value(asked.ticket, str(asked.asked))
    more = button(ids.ASK_COMMENT, plain(scene.language, key), value)
    return actions(ids.block_id("comment", asked.ticket, asked.asked), [more])
