"""What a client was told to expect, where a change of ours puts it off."""

from collections.abc import Sequence

from bot.desk import Desk
from bot.domain import alarms
from bot.domain.countdown import set_back
from bot.domain.step import Step
from bot.domain.tickets import Ticket, TicketEvent
from storage import Store


async def telling_of_delay(
    desk: Desk, store: Store, ticket: Ticket, step: Step, log: Sequence[TicketEvent]
) -> Step:
    """Return a step that tells the client too, where it lets the first answer to *ticket* come later.

    Nothing of what comes earlier, nor where the plan tells clients of no breach. *log* is from before it.
    """
    now = desk.clock.now()
    before = await desk.promises.clocks(store, ticket, now, log)
    after = await desk.promises.clocks(store, step.ticket, now, [*log, *step.events])
    later, plan = set_back(before, after), await desk.promises.of_ticket(store, step.ticket)
    return alarms.put_off(step, later) if later and plan.tells_client_of_breach else step
