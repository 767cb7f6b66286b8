"""What a client said is kept whatever goes wrong on our side between Slack's delivery and a ticket."""

from dataclasses import replace
from pathlib import Path

from tests.live import Live, demo_clients_file, desk, slack

REPORT = "Payments have stood still since 7am"


async def test_the_first_message_counts_where_slack_does_not_say_who_we_are(live: Live) -> None:
    await live.fault("auth.test", "http_500", count=50)
    thread = await live.say("ana", "#acme", REPORT)
    assert "Ticket #1 is open" in (await live.texts("#acme", thread))[0]


async def test_a_message_under_a_plan_that_is_gone_waits_until_it_is_back(
    tmp_path: Path, database_url: str
) -> None:
    clients = demo_clients_file(tmp_path)
    async with slack() as sandbox, desk(sandbox, database_url, clients) as live:
        async with live.bot.desk.transaction() as store:
            client = await store.clients.get("acme")
            assert client is not None
            await store.clients.put(replace(client, plan="no-such-plan"))
        thread = (await live.post("message", user="ana", channel="#acme", text=REPORT))["ts"]
        await live.bot.idle()
        assert await live.texts("#acme", thread) == []

        async with live.bot.desk.transaction() as store:
            await store.clients.put(client)
        await live.settle()
        assert "Ticket #1 is open" in (await live.texts("#acme", thread))[0]
