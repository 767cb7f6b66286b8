"""What the client reads and can press in a ticket's thread."""

from dataclasses import replace

import pytest

from bot.domain.notices import Words
from bot.domain.tickets import Severity, Status
from bot.views import ids
from bot.views.notices import render, render_plain
from bot.views.rendered import Rendered
from tests.views.kit import TICKET, controls, scene, words_of

CHOSEN = replace(TICKET, severity=Severity.HIGH, severity_by="client")
RESOLVED = replace(CHOSEN, status=Status.RESOLVED, summary="The queue was stuck.\nIt was restarted.")


def first_answer(ticket: object = TICKET, language: str = "en") -> Rendered:
    assert isinstance(ticket, type(TICKET))
    return render(Words.OPENED, scene(ticket, language=language), {})


def test_the_first_answer_begins_with_the_number_of_the_open_ticket() -> None:
    drawn = first_answer()
    assert drawn.text.startswith("Ticket #142 is open")
    assert "Ticket #142 is open" in words_of(drawn).splitlines()[0]


@pytest.mark.parametrize(
    ("language", "beginning"),
    [
        ("es", "El ticket #142 está abierto"),
        ("pt", "O chamado #142 está aberto"),
        ("pt-BR", "O chamado #142"),
    ],
)
def test_the_first_answer_speaks_the_clients_language(language: str, beginning: str) -> None:
    assert first_answer(language=language).text.startswith(beginning)


def test_the_severity_choice_has_four_levels_in_the_plans_words_with_examples() -> None:
    drawn = first_answer()
    options = controls(drawn)[ids.CHOOSE_SEVERITY].element["options"]
    assert [each["value"] for each in options] == ["critical", "high", "medium", "low"]
    assert [each["text"]["text"] for each in options] == ["Critical", "High", "Medium", "Low"]
    assert options[0]["description"]["text"] == "Your operations stand still"
    assert "For example: Orders are stuck" in words_of(drawn)


def test_a_plan_in_another_language_leaves_the_names_of_levels_to_the_client() -> None:
    drawn = render(Words.OPENED, scene(language="es", plan_language="en"), {})
    options = controls(drawn)[ids.CHOOSE_SEVERITY].element["options"]
    assert [each["text"]["text"] for each in options] == ["Crítica", "Alta", "Media", "Baja"]


def test_until_the_client_chooses_the_plans_default_stands_and_it_says_so() -> None:
    assert "Until you choose, it counts as *Medium*" in words_of(first_answer())


def test_words_that_sound_critical_preselect_and_offer_a_button_to_say_yes() -> None:
    offered = controls(first_answer(replace(TICKET, suggested=Severity.CRITICAL)))
    assert offered[ids.CHOOSE_SEVERITY].element["initial_option"]["value"] == "critical"
    yes = offered[ids.ACCEPT_SUGGESTION]
    assert (yes.label, yes.element["style"]) == ("Yes, critical", "primary")
    assert (ids.ticket_of(yes.element), ids.word_of(yes.element)) == (142, "critical")


def test_nothing_is_preselected_where_nothing_was_suggested() -> None:
    offered = controls(first_answer())
    assert "initial_option" not in offered[ids.CHOOSE_SEVERITY].element
    assert ids.ACCEPT_SUGGESTION not in offered


def test_the_select_carries_the_ticket_and_forgets_what_was_picked_once_the_ticket_moves_on() -> None:
    before = controls(first_answer())[ids.CHOOSE_SEVERITY].block_id
    after = controls(first_answer(replace(TICKET, seq=8)))[ids.CHOOSE_SEVERITY].block_id
    assert (before, after) == ("severity:142:7", "severity:142:8")
    assert ids.ticket_of({"block_id": before, "selected_option": {"value": "low"}}) == 142


def test_once_chosen_the_severity_reads_as_text_and_can_be_changed() -> None:
    drawn = first_answer(CHOSEN)
    offered = controls(drawn)
    assert "Severity: *High*" in words_of(drawn)
    assert offered[ids.CHOOSE_SEVERITY].element["placeholder"]["text"] == "Change severity"
    assert "For example" not in words_of(drawn)
    assert [offered[each].label for each in (ids.ADD_DETAILS, ids.NOT_AN_ISSUE)] == [
        "Add details",
        "Not an issue",
    ]


def test_a_wish_that_staff_have_not_answered_stands_beside_the_severity() -> None:
    drawn = first_answer(replace(CHOSEN, wanted=Severity.CRITICAL))
    assert "You asked for *Critical*" in words_of(drawn)


def test_details_that_were_given_are_acknowledged() -> None:
    assert "The team has your details." in words_of(first_answer(replace(TICKET, details={"what": "x"})))


@pytest.mark.parametrize(
    ("ticket", "beginning", "offered"),
    [
        pytest.param(
            replace(TICKET, status=Status.RESOLVED),
            "Ticket #142 is resolved",
            {ids.ADD_DETAILS, ids.ASK_WHY},
            id="resolved before a severity was chosen: it is asked for no more",
        ),
        pytest.param(
            RESOLVED,
            "Ticket #142 is resolved",
            {ids.ADD_DETAILS, ids.ASK_WHY},
            id="resolved: details can still be told",
        ),
        pytest.param(
            replace(RESOLVED, status=Status.CLOSED), "Ticket #142 is closed", set(), id="closed: nothing"
        ),
        pytest.param(
            replace(TICKET, status=Status.CANCELLED),
            "Ticket #142 was set aside",
            {ids.OPEN_AFTER_ALL},
            id="not an issue: the way back",
        ),
        pytest.param(
            replace(TICKET, status=Status.CANCELLED, merged_into=150),
            "Ticket #142 is now part of ticket #150",
            set(),
            id="merged: nothing",
        ),
        pytest.param(
            replace(CHOSEN, status=Status.OPEN, reopened=1),
            "Ticket #142 is open again",
            {ids.CHOOSE_SEVERITY, ids.ADD_DETAILS, ids.NOT_AN_ISSUE, ids.ASK_WHY, ids.URGE},
            id="reopened: all of it",
        ),
    ],
)
def test_the_first_answer_follows_the_ticket(ticket: object, beginning: str, offered: set[str]) -> None:
    drawn = first_answer(ticket)
    assert drawn.text.startswith(beginning)
    assert set(controls(drawn)) == offered


def test_the_severity_is_asked_for_once_more_with_the_same_choice() -> None:
    drawn = render(Words.SEVERITY_AGAIN, scene(), {})
    assert drawn.text.startswith("How bad is ticket #142?")
    assert len(controls(drawn)[ids.CHOOSE_SEVERITY].element["options"]) == 4


def test_the_second_question_has_no_controls_once_it_is_answered() -> None:
    drawn = render(Words.SEVERITY_AGAIN, scene(CHOSEN), {})
    assert (drawn.text, controls(drawn)) == ("Ticket #142 is *High*. Thank you.", {})


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        pytest.param(
            {"severity": "critical", "before": "high"},
            "Ticket #142 is now *Critical* (it was *High*).",
            id="staff set another one",
        ),
        pytest.param(
            {"severity": "high", "before": "high"},
            "The team looked at it again: ticket #142 stays *High*.",
            id="staff set the same one again, which declines a wish",
        ),
        pytest.param(
            {"kept": "high"},
            "The team looked at it again: ticket #142 stays *High*.",
            id="staff keep what stands",
        ),
        pytest.param(
            {"wanted": "critical"},
            "You asked for *Critical* on ticket #142. The team will answer you here; "
            "until then it stays *High*.",
            id="the client's wish was heard",
        ),
    ],
)
def test_a_change_of_severity_is_told(facts: dict[str, object], text: str) -> None:
    assert render(Words.SEVERITY_CHANGED, scene(CHOSEN), facts).text == text


@pytest.mark.parametrize(
    ("words", "facts", "text"),
    [
        (Words.CLAIMED, {"assignee": "U0SAM"}, "Sam is looking into it."),
        (Words.CLAIMED, {"assignee": "U0NOBODY"}, "Somebody of the team is looking into it."),
        (
            Words.WAITING,
            {"status": "waiting_on_client"},
            "We need an answer from you to go on with ticket #142.",
        ),
        (Words.WAITING, {"status": "waiting_on_third_party"}, "Ticket #142 now depends on a third party."),
        (Words.RESUMED, {}, "We are working on ticket #142 again."),
        (Words.REOPENED, {"why": "staff"}, "Ticket #142 is open again."),
        (Words.MERGED, {"into": 150}, "We go on with this in ticket #150."),
        (Words.ROOT, {}, "Ticket #142: Order processing is not running"),
    ],
)
def test_the_client_is_told_in_one_plain_sentence(words: Words, facts: dict[str, object], text: str) -> None:
    assert render(words, scene(), facts).text.startswith(text)


def test_a_reply_names_its_author_and_keeps_its_lines() -> None:
    drawn = render(Words.REPLY, scene(), {"text": "Two steps:\n1. wait & see\n2. <try> again", "by": "U0SAM"})
    assert drawn.text == "*Sam:* Two steps:\n1. wait &amp; see\n2. &lt;try&gt; again"


def test_a_resolved_ticket_says_what_was_done_and_asks_whether_it_works() -> None:
    drawn = render(Words.RESOLVED, scene(RESOLVED), {})
    assert ">The queue was stuck.\n>It was restarted." in words_of(drawn)
    assert [each.label for each in controls(drawn).values()] == ["It works", "Still broken"]
    assert "The queue was stuck." in drawn.text


@pytest.mark.parametrize(
    ("ticket", "word"),
    [
        (replace(RESOLVED, confirmed=True), "You said that it works."),
        (replace(RESOLVED, status=Status.OPEN, reopened=1), "It was opened again."),
        (replace(RESOLVED, status=Status.CLOSED), "It is closed."),
        (replace(RESOLVED, status=Status.CLOSED, confirmed=True), "You said that it works."),
    ],
)
def test_the_question_whether_it_works_loses_its_buttons_once_it_is_settled(
    ticket: object, word: str
) -> None:
    assert isinstance(ticket, type(TICKET))
    drawn = render(Words.RESOLVED, scene(ticket), {})
    assert controls(drawn) == {}
    assert word in words_of(drawn)


def test_a_message_may_be_asked_to_become_a_ticket() -> None:
    offered = controls(render_plain(Words.ASK, "en", {"ts": "17.1"}))
    assert [each.label for each in offered.values()] == ["Open a ticket", "No, thanks"]
    assert ids.value_of(offered[ids.OPEN_TICKET].element) == "17.1"


def test_the_question_loses_its_buttons_once_it_is_answered() -> None:
    drawn = render_plain(Words.ASK, "pt", {"ts": "17.1", "answered": True})
    assert controls(drawn) == {}


def test_an_answer_keeps_the_blocks_that_it_was_given() -> None:
    drawn = render_plain(Words.ANSWER, "en", {"text": "Hello", "blocks": '[{"type": "divider"}]'})
    assert drawn == Rendered("Hello", ({"type": "divider"},))
