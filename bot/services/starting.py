"""What is done once at every start, before the first request is answered."""

from bot.desk import Desk
from bot.logs import get_log
from bot.services.channels import look_around
from bot.services.check_in_timers import arm_check_ins
from bot.services.clients import apply_clients, apply_plans_rotations, log_applied, read_clients
from bot.services.digest_timers import arm_digests
from bot.services.months import arm_months
from bot.services.mornings import arm_mornings
from bot.services.oncall_timers import arm_oncall_check
from bot.services.triage import declare_triage, staff_for, tell_staff
from bot.settings import Settings
from bot.views.text import say

_log = get_log(__name__)


async def start(desk: Desk, settings: Settings) -> None:
    """Keep what plans say now, look at the channels that we are in, and apply what the settings declare."""
    async with desk.transaction() as store:
        await store.plans.keep(desk.promises.plans.values())
    await look_around(desk)
    if settings.triage is not None:
        await _first_triage(desk, settings.triage)
    declared = read_clients(settings.clients, desk.promises.plans) if settings.clients else None
    if declared is not None:
        log_applied("clients file", await apply_clients(desk, declared))
    log_applied("plan files", await apply_plans_rotations(desk, declared))
    await _miss_plans(desk)
    async with desk.transaction() as store:
        await arm_mornings(desk, store)
        await arm_months(desk, store)
        await arm_digests(desk, store)
        await arm_check_ins(desk, store)
        await arm_oncall_check(store, desk.clock.now())


async def _miss_plans(desk: Desk) -> None:
    """Tell staff, once, of clients whose plan is gone; what they write is kept until it is back."""
    async with desk.transaction() as store:
        for client in await store.clients.all():
            if client.plan not in desk.promises.plans:
                _log.error("a client's plan is gone: put its file back", client=client.id, plan=client.plan)
                text = say("en", "staff.plan_gone", client=client.name, plan=client.plan)
                places = await staff_for(desk, store, client=client)
                await tell_staff(store, f"plan_gone:{client.id}:{client.plan}", text, places)


async def _first_triage(desk: Desk, name: str) -> None:
    places = {each.name: each.id for each in await desk.slack.channels()}
    place = places.get(name.lower(), name)
    if place in places.values():
        await declare_triage(desk, place, name)
    else:
        _log.warning(
            "I am not in the channel that HOURGLASS_TRIAGE names: invite me there, then restart", channel=name
        )
