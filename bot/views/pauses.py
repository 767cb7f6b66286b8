"""What people read of a paused plan: whoever paused it, the account manager, and the client."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.desks import Client
from bot.domain.pauses import Pause
from bot.views.markup import Safe
from bot.views.rendered import Rendered, lines, message, sections
from bot.views.text import STAFF, moment, say


class News(StrEnum):
    """What became of a client's plan."""

    PAUSED = "paused"
    RESUMED = "resumed"
    CALLED_OFF = "called_off"
    """Before the pause began."""
    OVER = "over"
    """It resumed by itself."""
    OVER_LATE = "over_late"
    """It did, and that is told late."""


@dataclass(frozen=True, slots=True)
class PausedPlan:
    """A pause of a client's plan, for whom it is told."""

    client: Client
    pause: Pause

    def answer(self, news: News, *, tells_client: bool) -> Rendered:
        """Return what whoever asked for it reads."""
        said = [self._staff(f"staff.pause.{news}")]
        said.append(say(STAFF, f"staff.pause.client_{'told' if tells_client else 'untold'}"))
        return _message(lines(said))

    def already(self, now: datetime) -> Rendered:
        """Return that it is paused, or to be paused, and until when."""
        return _message(self._staff(f"staff.pause.{'already' if self.pause.holds(now) else 'to_come'}"))

    def to_manager(self, news: News, by: str) -> Safe:
        """Return what the account manager reads; *by*: the name of who did it."""
        return self._staff(f"staff.pause.manager.{news}", by=by)

    def to_client(self, news: News) -> Safe:
        """Return what the client reads in their channel."""
        return self._said(self.client.language, f"client.pause.{news}")

    def _staff(self, key: str, **facts: object) -> Safe:
        return self._said(STAFF, key, client=self.client.name, id=self.client.id, **facts)

    def _said(self, language: str, key: str, **facts: object) -> Safe:
        zone, pause = self.client.time_zone, self.pause
        moments = {"begins": pause.from_at, "ends": pause.ends_at}
        told = {name: moment(at, language, zone) for name, at in moments.items()}
        return say(language, key, zone=zone, **told, **facts)


def _message(said: Safe) -> Rendered:
    return message(said, *sections(said))
