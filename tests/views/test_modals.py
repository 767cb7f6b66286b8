"""What modals ask, what they have filled in, and what they leave out."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.desks import Intake
from bot.domain.tickets import RequestKind, Severity, Status
from bot.sandbox.blocks import submission_errors
from bot.services.plans import plan_files
from bot.views import ids, modals
from bot.views.rendered import View
from bot.views.scene import Scene
from bot.views.setup import new_ticket_modal, setup_modal, setup_offer
from tests.views.kit import (
    CHANNEL,
    CLIENT,
    FIRST,
    SECOND,
    TICKET,
    blocks_of,
    controls,
    plan,
    said,
    scene,
    words_of,
)


def element(view: View, name: str) -> dict[str, Any]:
    """The field's element, once block and element are seen to have the one name."""
    (block,) = [each for each in blocks_of(view) if each.get("block_id") == name]
    assert block["element"]["action_id"] == name
    found: dict[str, Any] = block["element"]
    return found


def values(view: View, name: str) -> list[str]:
    return [each["value"] for each in element(view, name)["options"]]


def test_details_ask_five_things_all_of_them_optional() -> None:
    view = modals.details_modal(scene())
    inputs = [each for each in blocks_of(view) if each["type"] == "input"]
    assert [each["block_id"] for each in inputs] == ["what", "since", "errors", "impact", "kind"]
    assert all(each["optional"] for each in inputs)
    assert "files belong in the thread" in words_of(view)
    assert submission_errors(view, {}) == {}


def test_details_are_filled_in_with_what_was_told_before() -> None:
    told = {"what": "a &lt; b", "kind": "question"}
    view = modals.details_modal(scene(replace(TICKET, details=told)))
    assert element(view, ids.WHAT)["initial_value"] == "a < b"
    assert element(view, ids.KIND)["initial_option"]["value"] == "question"


def test_details_speak_the_clients_language() -> None:
    view = modals.details_modal(scene(language="pt"))
    assert view["title"] == {"type": "plain_text", "text": "Detalhes de #142", "emoji": True}
    assert "Desde quando?" in words_of(view)


def test_kinds_are_those_that_the_plan_offers() -> None:
    drawn = scene()
    few = {RequestKind.QUESTION: drawn.plan.kinds[RequestKind.QUESTION]}
    drawn = replace(drawn, plan=replace(drawn.plan, kinds=few))
    assert values(modals.details_modal(drawn), ids.KIND) == ["question"]
    assert values(modals.kind_modal(drawn), ids.KIND) == ["question"]


@pytest.mark.parametrize(
    ("draw", "callback_id", "field"),
    [
        (modals.resolve_modal, ids.RESOLVE_MODAL, ids.SUMMARY),
        (modals.reply_modal, ids.REPLY_MODAL, ids.REPLY),
        (modals.note_modal, ids.NOTE_MODAL, ids.NOTE),
        (modals.assign_modal, ids.ASSIGN_MODAL, ids.ASSIGNEE),
        (modals.severity_modal, ids.SEVERITY_MODAL, ids.SEVERITY),
        (modals.kind_modal, ids.KIND_MODAL, ids.KIND),
        (modals.split_modal, ids.SPLIT_MODAL, ids.MESSAGE),
    ],
)
def test_a_modal_asks_one_thing_about_its_ticket(
    draw: Callable[[Scene], View], callback_id: str, field: str
) -> None:
    view = draw(scene(messages=(FIRST, SECOND)))
    assert view["callback_id"] == callback_id
    assert ids.ticket_in(view) == 142
    assert element(view, field)


def test_the_present_severity_is_chosen_or_the_one_that_the_client_wishes() -> None:
    chosen = element(modals.severity_modal(scene()), ids.SEVERITY)["initial_option"]
    assert (chosen["value"], chosen["text"]["text"]) == ("medium", "Medium")
    wished = modals.severity_modal(scene(replace(TICKET, wanted=Severity.CRITICAL)))
    assert element(wished, ids.SEVERITY)["initial_option"]["value"] == "critical"
    assert "The client asks for *critical*." in words_of(wished)


def test_a_summary_that_was_typed_is_filled_in() -> None:
    assert element(modals.resolve_modal(scene(), "a &amp; b"), ids.SUMMARY)["initial_value"] == "a & b"


def test_the_present_assignee_is_chosen() -> None:
    view = modals.assign_modal(scene(replace(TICKET, assignee="U0SAM")))
    assert element(view, ids.ASSIGNEE)["initial_user"] == "U0SAM"


def test_tickets_to_merge_into_are_listed_by_number_and_title() -> None:
    view = modals.merge_modal(scene(), [replace(TICKET, number=7, title="Invoices & more")])
    (option,) = element(view, ids.INTO)["options"]
    assert (option["value"], option["text"]["text"]) == ("7", "#7 Invoices & more")


def test_with_more_tickets_than_a_list_holds_the_number_is_typed() -> None:
    view = modals.merge_modal(scene(), [replace(TICKET, number=n) for n in range(1, 103)])
    assert element(view, ids.INTO)["type"] == "number_input"


def test_with_nothing_to_merge_into_the_modal_says_so() -> None:
    view = modals.merge_modal(scene(), [])
    assert view["callback_id"] == ids.NOTICE_MODAL
    assert "no other open ticket" in words_of(view)
    assert "submit" not in view


def test_later_messages_of_the_client_can_be_split_off() -> None:
    gone = said("never mind", ts="1772539100.000300", gone=True)
    view = modals.split_modal(scene(messages=(FIRST, SECOND, gone)))
    assert values(view, ids.MESSAGE) == ["C0ACME:1772539000.000200"]
    assert "Ana: It is every shop now" in words_of(view)


def test_a_ticket_of_one_message_has_nothing_to_split() -> None:
    assert "nothing to split off" in words_of(modals.split_modal(scene()))


EVERYTHING = {
    ids.ASK_REPLY,
    ids.ASK_ASSIGN,
    ids.ASK_NOTE,
    ids.ASK_ESTIMATE,
    ids.ASK_KIND,
    ids.ASK_MERGE,
    ids.ASK_SPLIT,
    ids.ASK_LOG,
    ids.WAIT_FOR_CLIENT,
    ids.WAIT_FOR_THIRD_PARTY,
    ids.DISMISS,
}


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        (Status.NEW, EVERYTHING),
        (Status.WAITING_ON_CLIENT, EVERYTHING - {ids.WAIT_FOR_CLIENT} | {ids.RESUME}),
        (Status.WAITING_ON_THIRD_PARTY, EVERYTHING - {ids.WAIT_FOR_THIRD_PARTY} | {ids.RESUME}),
        (Status.RESOLVED, {ids.ASK_REPLY, ids.ASK_NOTE, ids.ASK_KIND, ids.ASK_SPLIT, ids.ASK_LOG}),
    ],
)
def test_more_lists_what_the_ticket_allows(status: Status, offered: set[str]) -> None:
    drawn = controls(modals.more_modal(scene(replace(TICKET, status=status))))
    assert set(drawn) == offered
    assert all(ids.ticket_of(each.element) == 142 for each in drawn.values())


def test_a_refusal_can_only_be_closed() -> None:
    view = modals.refused_modal("Sam has #142 already.", "es")
    assert "submit" not in view
    assert words_of(view) == "Sam has #142 already."


def test_a_new_ticket_asks_for_channel_words_and_severity() -> None:
    view = new_ticket_modal([(CHANNEL, CLIENT)], text="Printers &amp; more")
    assert element(view, ids.CHANNEL)["initial_option"]["text"]["text"] == "Acme Orders · #acme"
    assert element(view, ids.TEXT)["initial_value"] == "Printers & more"
    assert values(view, ids.SEVERITY) == ["critical", "high", "medium", "low"]
    assert submission_errors(view, {}) == {}


def test_the_channel_of_a_new_ticket_is_chosen_where_the_command_was_typed() -> None:
    other = replace(CHANNEL, id="C0OTHER", name="other")
    view = new_ticket_modal([(CHANNEL, CLIENT), (other, CLIENT)], channel="C0OTHER")
    assert element(view, ids.CHANNEL)["initial_option"]["value"] == "C0OTHER"
    nowhere = new_ticket_modal([(CHANNEL, CLIENT), (other, CLIENT)])
    assert "initial_option" not in element(nowhere, ids.CHANNEL)


def test_a_set_up_is_filled_in_from_the_channel() -> None:
    view = setup_modal(CHANNEL, [plan()], time_zone="Europe/Madrid", triage="C0TRIAGE")
    assert element(view, ids.CLIENT)["initial_value"] == "acme"
    assert element(view, ids.TIME_ZONE)["initial_value"] == "Europe/Madrid"
    assert element(view, ids.TRIAGE)["initial_conversation"] == "C0TRIAGE"
    assert element(view, ids.JOIN_MINUTES)["initial_value"] == "5"
    assert values(view, ids.INTAKE) == ["auto", "ask", "manual"]
    assert values(view, ids.LANGUAGE) == ["en", "es", "pt"]
    assert set(submission_errors(view, {})) == {ids.PLAN}


def test_a_set_up_that_was_done_before_shows_what_stands() -> None:
    channel = replace(CHANNEL, intake=Intake.ASK, join_minutes=0)
    view = setup_modal(channel, [plan()], client=replace(CLIENT, language="pt"))
    assert element(view, ids.CLIENT)["initial_value"] == "Acme Orders"
    assert element(view, ids.PLAN)["initial_option"]["value"] == "matai-growth"
    assert element(view, ids.LANGUAGE)["initial_option"]["value"] == "pt"
    assert element(view, ids.INTAKE)["initial_option"]["value"] == "ask"
    assert element(view, ids.ACCOUNT_MANAGER)["initial_user"] == "U0SAM"
    assert element(view, ids.APPROVERS)["initial_users"] == ["U0ANA"]
    assert ids.unpack(view) == {"channel": "C0ACME"}


def test_the_add_ons_of_all_plans_are_offered_with_the_plans_that_have_them() -> None:
    plans = [plan_files(None)[each] for each in ("apendice-b", "matai-efficiency", "matai-growth")]
    view = setup_modal(CHANNEL, plans, client=replace(CLIENT, addons=("after-hours", "gone")))
    [offered] = element(view, ids.ADDONS)["options"]
    assert offered["text"]["text"] == "After-hours support"
    assert offered["description"]["text"] == "Matai Efficiency, Matai Growth"
    assert element(view, ids.ADDONS)["initial_options"] == [offered]
    assert "initial_options" not in element(setup_modal(CHANNEL, plans), ids.ADDONS)


def test_where_no_plan_has_add_ons_none_are_asked_for() -> None:
    view = setup_modal(CHANNEL, [plan_files(None)["apendice-b"]])
    assert ids.ADDONS not in {each.get("block_id") for each in blocks_of(view)}


def test_an_invitation_is_answered_with_the_offer_to_set_the_channel_up() -> None:
    drawn = setup_offer("en", "C0ACME", "acme")
    offered = controls(drawn)
    assert drawn.text.startswith("I was invited to #acme.")
    assert [each.label for each in offered.values()] == ["Set up this channel", "It is a triage channel"]
    assert {ids.value_of(each.element) for each in offered.values()} == {"C0ACME"}
