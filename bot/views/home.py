"""App Home for those who do not work on tickets: what they can do, and where."""

from bot.domain.people import Person
from bot.views import ids
from bot.views.rendered import View, context, header, section
from bot.views.text import plain, say


def guest_home(person: Person, bot_name: str) -> View:
    """Return App Home for a client's guest, or for one of ours who is in no triage channel."""
    who, language = "colleague" if person.is_ours else "guest", person.language
    keys = [f"client.home.{who}.{each}" for each in ("how", "then")]
    blocks = [
        header(plain(language, "client.home.head")),
        section(say(language, "client.home.text" if who == "guest" else "client.home.ours")),
        *(section(say(language, key, bot=bot_name)) for key in keys),
        *([context(say(language, "client.home.guest.hint"))] if who == "guest" else []),
    ]
    return {"type": "home", "callback_id": ids.HOME, "blocks": blocks}
