"""What is done once at every start, before the first request is answered."""

from bot.desk import Desk
from bot.services.channels import look_around
from bot.services.clients import apply_clients, declare_triage, log_applied, read_clients
from bot.settings import Settings


async def start(desk: Desk, settings: Settings) -> None:
    """Look at the channels that we are in, and apply what the settings declare."""
    await look_around(desk)
    if settings.triage is not None:
        await _first_triage(desk, settings.triage)
    if settings.clients is not None:
        log_applied(await apply_clients(desk, read_clients(settings.clients, desk)))


async def _first_triage(desk: Desk, name: str) -> None:
    places = {each.name: each.id for each in await desk.slack.channels()}
    place = places.get(name, name)
    if place in places.values():
        await declare_triage(desk, place, name)
