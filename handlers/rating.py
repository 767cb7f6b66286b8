"""Buttons and the form by which requesters say how they found our help."""

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.desk import Desk, Request
from bot.services import rating
from bot.views import ids
from bot.views.rating import FACES, comment_modal
from bot.views.submitted import text_in
from handlers.answering import Send, filled_in
from handlers.asked import desk_of, request_of

_SCORES: Final = {action_id: score for score, (action_id, _) in FACES.items()}


async def press_face(ack: AsyncAck, action: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Take the face that was chosen."""
    score, number = _SCORES[action["action_id"]], ids.ticket_of(action)
    await rating.rate(desk_of(context), request_of(context), number, _asked(ids.word_of(action)), score)
    await ack()


async def press_comment(
    ack: AsyncAck, action: Mapping[str, Any], body: Mapping[str, Any], context: AsyncBoltContext
) -> None:
    """Ask for a few words."""
    desk, asked = desk_of(context), _asked(ids.word_of(action))
    scene, found = await rating.commentable(desk, request_of(context), ids.ticket_of(action), asked)
    await desk.slack.open_view(str(body["trigger_id"]), comment_modal(scene, found))
    await ack()


async def _comment(desk: Desk, request: Request, view: Mapping[str, Any]) -> object:
    number, asked = ids.ticket_in(view), _asked(str(ids.unpack(view).get("asked")))
    return await rating.comment(desk, request, number, asked, text_in(view, ids.COMMENT))


def _asked(word: str) -> int:
    """Return which question a button or a form is about; 0, which is none, where it does not say."""
    return int(word) if word.isdecimal() else 0


SENT: Final[Mapping[str, Send]] = {ids.COMMENT_MODAL: _comment}
LISTENERS: Final = {
    **dict.fromkeys(_SCORES, press_face),
    ids.ASK_COMMENT: press_comment,
    **dict.fromkeys(SENT, filled_in(SENT)),
}
