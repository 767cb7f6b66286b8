"""Many rows for many channels: one that is archived and one that Slack slows down hold up no other."""

from bot.domain.notices import Act, Notice, Words
from tests.live import Live

ROWS = 25


async def fill(live: Live, channels: list[str]) -> None:
    """Put rows into the outbox, one for each channel in turn."""
    async with live.bot.desk.transaction() as store:
        for number in range(ROWS):
            for channel in channels:
                facts = {"text": f"Line {number}"}
                key = f"long:{channel}:{number}"
                await store.tell(Notice(key, Act.POST, Words.ANSWER, channel, facts=facts))


async def lines(live: Live, channel: str) -> list[str]:
    return [text for text in await live.texts(channel) if text.startswith("Line ")]


async def test_an_archived_and_a_throttled_channel_hold_up_no_other(live: Live) -> None:
    names = ("#acme", "#banco-litoral", "#globex")
    archived, throttled, other = [(await live.get("messages", channel=each))["channel"] for each in names]
    await live.fault("chat.postMessage", "refused", count=1000, channel=archived, error="is_archived")
    await live.fault("chat.postMessage", "rate_limited", count=1000, channel=throttled, seconds=60)

    await fill(live, [archived, throttled, other])
    await live.advance(seconds=5)

    in_order = [f"Line {number}" for number in range(ROWS)]
    assert await lines(live, other) == in_order
    assert await lines(live, throttled) == []
    async with live.bot.desk.database.reading() as store:
        parked = [row.facts["text"] for row in await store.outbox.parked()]
        waiting = [row.facts["text"] for row in await store.outbox.next_rows(throttled, 100)]
    assert parked == in_order
    assert waiting == in_order
    told = [text for text in await live.texts("#triage") if archived in text or "#acme" in text]
    assert told == [
        "The client's channel #acme was archived. What I have to say there waits until it is back."
    ]

    await live.fault("chat.postMessage", "rate_limited", count=0)
    await live.advance(minutes=2)
    assert await lines(live, throttled) == in_order
