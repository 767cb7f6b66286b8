"""What a warning says is left of a clock's target."""

from datetime import timedelta

import pytest

from bot.domain.instants import micros
from bot.views.alarms import warned
from tests.views.clocked import receipt

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("heard_later", [0 * MINUTE, 5 * MINUTE], ids=["as it began", "began earlier"])
def test_what_is_left_is_told_in_the_hours_of_its_clock(heard_later: timedelta) -> None:
    """A message that we heard later may have moved the start of a clock since it was warned of."""
    scene = receipt(("23 16:00", "opened"), now="23 17:30").scene
    clock = scene.clocks[0]
    assert clock.due_at is not None
    measure = clock.intervals[-1].measure
    assert measure is not None
    open_time = measure.calendar.elapsed(scene.now, clock.due_at)
    assert open_time < clock.due_at - scene.now, "a night lies between"
    facts = {"clock": clock.clock.value, "started": micros(clock.started_at + heard_later), "percent": 50}
    said = warned(scene, {**facts, "due": micros(clock.due_at)}).text
    hours = int(open_time / timedelta(hours=1))
    assert f": {hours} h" in said
