"""What a client bought beside the plan: declared in the file or in the form, kept, and promised."""

from pathlib import Path

import pytest

from bot.app import apply_clients_file
from bot.domain.desks import Client
from bot.errors import BadFileError
from bot.shipped import demo_clients
from tests.databases import ON_SQLITE
from tests.live import Json, Live

pytestmark = ON_SQLITE

BOUGHT = 'plan = "matai-growth"\naddons = ["after-hours"]'


async def apply(live: Live, folder: Path, plan: str) -> tuple[str, ...]:
    """Apply the demo world's file with *plan* in place of Acme's; return what that changed."""
    file = folder / "changed.toml"
    file.write_text(demo_clients().replace('plan = "matai-growth"', plan), encoding="utf-8")
    done = await apply_clients_file(live.bot.settings, live.sandbox.clock, file)
    await live.settle()
    return done.changes


async def client(live: Live, name: str = "acme") -> Client:
    async with live.bot.desk.database.reading() as store:
        found = await store.clients.get(name)
    assert found is not None
    return found


async def version(live: Live, number: int) -> str:
    async with live.bot.desk.database.reading() as store:
        found = await store.tickets.get(number)
    assert found is not None
    return found.plan_version


async def form(live: Live, channel: str, who: str = "sam") -> Json:
    """Open the set-up form of a channel and return what its add-ons are filled in with."""
    assert await live.command(who, "/support", "setup", channel=channel) == ""
    blocks = {each.get("block_id"): each for each in (await live.view(who))["blocks"]}
    element: Json = blocks["addons"]["element"]
    return element


async def test_new_tickets_go_by_the_plan_with_the_addons_and_old_ones_stay(
    live: Live, tmp_path: Path
) -> None:
    await live.say("ana", "#acme", "Orders are stuck")
    assert await apply(live, tmp_path, BOUGHT) == ("Acme Orders: addons is after-hours (was none)",)
    assert await apply(live, tmp_path, BOUGHT) == ()
    await live.advance(minutes=6)
    await live.say("ana", "#acme", "The label printer prints nothing but stripes")
    plain, bought = await version(live, 1), await version(live, 2)
    assert bought == f"{plain}+after-hours"
    # Without any named, the client's own add-ons come with the plan.
    told = await live.command("sam", "/ticket", "replan 1 matai-growth")
    assert "#1 goes by *Matai Growth + After-hours support* from now on" in told
    assert await version(live, 1) == bought


async def test_addons_that_the_plan_does_not_have_are_refused_and_nothing_is_changed(
    live: Live, tmp_path: Path
) -> None:
    with pytest.raises(BadFileError, match=r"addons\[1\] is 'after-hours', which is no add-on of apendice-b"):
        await apply(live, tmp_path, 'plan = "apendice-b"\naddons = ["after-hours"]')
    assert (await client(live)).plan == "matai-growth"


async def test_the_form_keeps_what_was_declared_and_can_change_it(live: Live, tmp_path: Path) -> None:
    await apply(live, tmp_path, BOUGHT)
    shown = await form(live, "#acme")
    assert [each["value"] for each in shown["initial_options"]] == ["after-hours"]
    assert (await live.submit("sam", intake="ask"))["ok"]
    assert (await client(live)).addons == ("after-hours",)
    news = "is set up for *Acme Orders* under Matai Growth + After-hours support."
    assert any(news in text for text in await live.texts("#triage"))

    await form(live, "#acme", "max")
    refused = await live.submit("max", plan="apendice-b")
    assert set(refused["errors"]) == {"addons"}
    assert "does not have all of these" in refused["errors"]["addons"]
    assert (await live.submit("max", plan="apendice-b", addons=[]))["ok"]
    assert ((await client(live)).plan, (await client(live)).addons) == ("apendice-b", ())


async def test_one_channel_more_takes_no_addons_away(live: Live, tmp_path: Path) -> None:
    await apply(live, tmp_path, BOUGHT)
    await live.post("channel", name="acme-labs", client_team="Acme Orders")
    await live.post("member", channel="#acme-labs", user="Hourglass", by="sam", **{"in": True})
    await live.settle()
    assert "initial_options" not in await form(live, "#acme-labs")
    assert (await live.submit("sam", client="Acme Orders", plan="matai-growth"))["ok"]
    assert (await client(live)).addons == ("after-hours",)
    await form(live, "#globex", "max")
    assert (await live.submit("max", plan="matai-efficiency", addons=["after-hours"]))["ok"]
    assert (await client(live, "globex")).addons == ("after-hours",)
