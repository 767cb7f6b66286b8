"""App Home: for staff their work at a glance, which is loaded when somebody first opens it."""

import asyncio
from contextlib import suppress
from importlib import import_module
from typing import Final

from bot.desk import Desk, Request
from bot.logs import get_log
from bot.slack import SlackAwayError, SlackRefusedError
from bot.views.home import guest_home
from bot.views.rendered import View

_STAFF: Final = "bot.services.home_page"

_log = get_log(__name__)


async def home_view(desk: Desk, request: Request, carried: str = "") -> View:
    """Return what App Home shows to whoever asks; *carried* is what it carried so far, if it was open."""
    if not request.person.is_staff:
        return guest_home(request.person, desk.installation.name)
    view: View = await import_module(_STAFF).staff_home(desk, request, carried)
    return view


def show_home_soon(desk: Desk, request: Request, carried: str) -> None:
    """Have App Home shown to whoever asks as things stand then, beside what they are answered.

    Of what is asked for while one is being shown, the last alone is shown after it. Where Slack does not take
    it, it does when Home is next opened.
    """
    person = request.person.id
    shown = _shown_after(desk, request, carried, desk.homes.get(person))
    desk.homes[person] = asyncio.create_task(shown, name=f"home of {person}")


async def _shown_after(desk: Desk, request: Request, carried: str, before: asyncio.Task[None] | None) -> None:
    """Show App Home once the one before is shown, unless another is asked for by then.

    No mistake of ours in showing it makes of what was done something that failed: it is logged.
    """
    person, task = request.person.id, asyncio.current_task()
    if before is not None:
        await asyncio.wait([before])
    try:
        if desk.homes.get(person) is task:
            with suppress(SlackAwayError, SlackRefusedError):
                await desk.slack.publish_home(person, await home_view(desk, request, carried))
    except Exception:  # noqa: BLE001 - what was done stands, and whoever were told otherwise would do it twice
        _log.exception("App Home cannot be shown anew")
    finally:
        if desk.homes.get(person) is task:
            del desk.homes[person]
