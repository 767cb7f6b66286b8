"""What the sandbox's page does for whoever looks at it, in a real browser."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.screen import screen
from tests.databases import ON_SQLITE
from tests.live import Live

pytestmark = [pytest.mark.asyncio(loop_scope="session"), ON_SQLITE]


async def test_a_modal_shows_its_errors_at_the_fields_and_escape_closes_it(
    live: Live, browser: Browser
) -> None:
    await live.say("ana", "#acme", "Order processing is not running")
    async with screen(browser, live.sandbox.url, "?as=sam&in=triage") as seen:
        claim = seen.message("#1").get_by_role("button", name="Claim")
        await claim.click()
        await expect(claim).to_have_count(0)
        resolve = seen.message("#1").get_by_role("button", name="Resolve")
        await resolve.click()
        summary = seen.dialog.get_by_role("textbox", name="Summary")
        await seen.dialog.get_by_role("button", name="Resolve").click()
        await expect(seen.dialog.get_by_role("alert")).to_have_text("Please complete this required field.")
        await expect(summary).to_be_focused()
        await expect(summary).to_have_attribute("aria-invalid", "true")
        await summary.fill("Restarted.")
        await seen.dialog.get_by_role("textbox", name="Time spent").fill("a while")
        await seen.dialog.get_by_role("button", name="Resolve").click()
        await expect(seen.dialog.get_by_role("textbox", name="Time spent")).to_be_focused()
        await expect(summary).to_have_value("Restarted.")
        await seen.page.keyboard.press("Escape")
        await expect(seen.dialog).to_have_count(0)
        await expect(resolve).to_be_focused()


async def test_a_thread_opens_beside_its_channel_and_survives_a_reload(live: Live, browser: Browser) -> None:
    await live.say("ana", "#acme", "Order processing is not running")
    async with screen(browser, live.sandbox.url, "?as=bo&in=acme") as seen:
        await seen.button("1 reply").click()
        await seen.thread.get_by_role("combobox", name="Reply").fill("I see it too")
        await seen.thread.get_by_role("combobox", name="Reply").press("Enter")
        await expect(seen.thread.get_by_role("article").filter(has_text="I see it too")).to_be_visible()
        await expect(seen.button("2 replies")).to_be_visible()
        await seen.page.reload()
        await expect(seen.thread.get_by_role("article").filter(has_text="I see it too")).to_be_visible()
        await expect(seen.button("You are Bo Chen")).to_be_visible()
        await seen.page.keyboard.press("Escape")
        await expect(seen.thread).to_have_count(0)


async def test_app_home_shows_an_engineers_tickets_and_acts(live: Live, browser: Browser) -> None:
    await live.say("ana", "#acme", "Order processing is not running")
    async with screen(browser, live.sandbox.url, "?as=sam&in=acme") as seen:
        await seen.go("Hourglass")
        home = seen.page.get_by_role("tabpanel", name="Home")
        await expect(home.get_by_text("Unclaimed: 1")).to_be_visible()
        await home.get_by_role("button", name="Claim").first.click()
        await expect(home.get_by_text("My tickets: 1")).to_be_visible()
        await seen.page.get_by_role("tab", name="Home").focus()
        await seen.page.keyboard.press("ArrowRight")
        await seen.page.keyboard.press("Enter")
        await expect(seen.page.get_by_role("combobox", name="Message Hourglass")).to_be_visible()


async def test_each_person_sees_their_own_channels_and_what_is_new_in_them(
    live: Live, browser: Browser
) -> None:
    async with screen(browser, live.sandbox.url, "?as=sam&in=globex") as seen:
        places = seen.page.get_by_role("navigation")
        await live.say("ana", "#acme", "@sam are you there?")
        await expect(places.get_by_role("button", name="acme, 2 unread")).to_be_visible()
        await seen.go("acme")
        await expect(places.get_by_role("button", name="acme, shared with Acme Orders")).to_be_visible()
        await expect(seen.message("are you there?").get_by_text("@Sam Okafor")).to_be_visible()
        await seen.be("Ana Ruiz")
        await expect(places.get_by_role("button", name="triage")).to_have_count(0)
        await seen.say("/ticket list", "Message #acme")
        await expect(seen.page.get_by_role("alert")).to_contain_text("cannot run our slash commands")


async def test_people_edit_delete_and_react_to_messages(live: Live, browser: Browser) -> None:
    async with screen(browser, live.sandbox.url, "?as=sam&in=triage") as seen:
        await seen.say("Lunch at twelv?", "Message #triage")
        own = seen.message("Lunch at")
        await own.hover()
        await own.get_by_role("button", name="More actions").click()
        await seen.page.get_by_role("menuitem", name="Edit message").click()
        await seen.page.get_by_role("textbox", name="Edit the message").fill("Lunch at twelve?")
        await seen.page.keyboard.press("Enter")
        await expect(own).to_contain_text("Lunch at twelve? (edited)")
        await own.hover()
        await own.get_by_role("button", name="Add a reaction").click()
        await seen.page.get_by_role("searchbox", name="Search emoji").fill("tada")
        await seen.page.keyboard.press("Enter")
        await expect(own.get_by_role("button", name="tada, 1: Sam Okafor")).to_be_visible()
        await own.hover()
        await own.get_by_role("button", name="More actions").click()
        await seen.page.get_by_role("menuitem", name="Delete message").click()
        await seen.page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
        await expect(own).to_have_count(0)


async def test_what_just_happened_shows_events_and_calls_and_a_fault_that_was_asked_for(
    live: Live, browser: Browser
) -> None:
    async with screen(browser, live.sandbox.url, "?as=sam&in=triage&inspect=1") as seen:
        beside = seen.page.get_by_role("complementary", name="What just happened")
        await beside.get_by_role("tab", name="Faults").click()
        await beside.get_by_role("button", name="the answer is lost").click()
        await expect(beside.get_by_text("drop after, 1 times")).to_be_visible()
        await beside.get_by_role("tab", name="What just happened").click()
        await live.say("ana", "#acme", "Order processing is not running")
        event = beside.get_by_role("listitem").filter(has_text="message Ana Ruiz in #acme")
        await expect(event).to_contain_text("ack")
        lost = beside.get_by_role("listitem").filter(has_text="drop after")
        await expect(lost).to_contain_text("chat.postMessage")
        await lost.get_by_role("button").click()
        await expect(lost.get_by_text('"method": "chat.postMessage"')).to_be_visible()


async def test_a_thread_says_of_which_day_its_messages_are(live: Live, browser: Browser) -> None:
    said = await live.say("ana", "#acme", "Order processing is not running")
    await live.advance(days=1)
    await live.say("bo", "#acme", "I see it too", thread_ts=said)
    async with screen(browser, live.sandbox.url, f"?as=sam&in=acme&thread={said}") as seen:
        times = seen.thread.get_by_role("article").locator(".byline time")
        await expect(times.first).to_have_text("Yesterday at 09:30")
        await expect(times.last).to_have_text("09:30")
        await live.advance(days=2)
        await expect(times.first).to_have_text("24 Nov at 09:30")


async def test_on_a_phone_everything_fits_and_can_be_reached(live: Live, browser: Browser) -> None:
    await live.say("ana", "#acme", "Order processing is not running")
    async with screen(browser, live.sandbox.url, "?as=sam&in=acme", width=390, height=844) as seen:
        await seen.button("1 reply").click()
        await seen.button("Close the thread").click()
        await seen.button("Conversations").click()
        await seen.go("triage")
        await seen.message("#1").get_by_role("button", name="Severity").click()
        await expect(seen.dialog.get_by_role("radio", name="Critical").first).to_be_visible()
        assert await seen.page.evaluate("document.documentElement.scrollWidth") == 390
        box = await seen.dialog.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


async def test_a_page_that_was_cut_off_says_so_and_goes_on(live: Live, browser: Browser) -> None:
    async with screen(browser, live.sandbox.url, "?as=sam&in=triage") as seen:
        await seen.page.context.set_offline(offline=True)
        await seen.say("Is anybody there?", "Message #triage")
        await expect(seen.page.get_by_role("alert")).to_contain_text("does not answer")
        await seen.page.context.set_offline(offline=False)
        await seen.page.get_by_role("combobox", name="Message #triage").press("Enter")
        await expect(seen.message("Is anybody there?")).to_be_visible()
        seen.complaints.clear()  # Chromium's own lines about the call that failed
