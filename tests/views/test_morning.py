"""What somebody reads when their day begins: one message that calls nobody else."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.domain.tickets import EventKind, Fact
from bot.views.morning import Kept, morning_text
from tests.views.kit import EVENT_FACTS, alarms, happened, refused, scene, words_of

CALLING: Mapping[str, Fact] = {
    "mention": "U0KIM U0SAM",
    "groups": "S0TEAM",
    "places": "C0OTHER",
    "held": "U0KIM",
    "elsewhere": "U0KIM",
}


@pytest.mark.parametrize(
    "kind", [EventKind.WARNED, EventKind.BREACHED, EventKind.ESCALATED, EventKind.ASSIGNED]
)
def test_nobody_is_called_by_what_was_kept(kind: EventKind) -> None:
    event = replace(happened(kind), facts={**EVENT_FACTS[kind], **CALLING})
    told = morning_text([Kept(scene(), event, "")], 3)
    for word in ("<@", "<!subteam", "C0OTHER"):
        assert word not in told.text + words_of(told)
    assert "and 3 more" in told.text
    assert (refused(told), alarms(told)) == ([], [])
