"""The names by which Slack tells us what was pressed, picked or filled in, and what they carry.

A button's `value` is the ticket's number, with a further word after a colon where it needs one
(`142:critical`). A select in a message has no value of its own, so its `block_id` carries the number:
`severity:142:7`, where 7 is the ticket's latest event, so that Slack forgets what was picked before. A modal
carries JSON in `private_metadata`.
"""

import json
from collections.abc import Mapping
from typing import Final

# Pressed or picked in the client's thread.
CHOOSE_SEVERITY: Final = "choose_severity"
ACCEPT_SUGGESTION: Final = "accept_suggestion"
ADD_DETAILS: Final = "add_details"
NOT_AN_ISSUE: Final = "not_an_issue"
OPEN_AFTER_ALL: Final = "open_after_all"
IT_WORKS: Final = "it_works"
STILL_BROKEN: Final = "still_broken"
ASK_WHY: Final = "ask_why"
URGE: Final = "urge"
CONTEST: Final = "contest"
APPROVE: Final = "approve"
DECLINE_ESTIMATE: Final = "decline_estimate"
RATE_VERY_BAD: Final = "rate_1"
RATE_BAD: Final = "rate_2"
RATE_FAIR: Final = "rate_3"
RATE_GOOD: Final = "rate_4"
RATE_VERY_GOOD: Final = "rate_5"
ASK_COMMENT: Final = "ask_comment"
VOTE: Final = "vote"
OPEN_TICKET: Final = "open_ticket"
OPEN_NO_TICKET: Final = "open_no_ticket"

# Pressed on a card, in the More modal, or in App Home.
CLAIM: Final = "claim"
WAIT_FOR_CLIENT: Final = "wait_for_client"
WAIT_FOR_THIRD_PARTY: Final = "wait_for_third_party"
RESUME: Final = "resume"
REOPEN: Final = "reopen"
DISMISS: Final = "dismiss"
RESTORE: Final = "restore"
GRANT_SEVERITY: Final = "grant_severity"
KEEP_SEVERITY: Final = "keep_severity"
ASK_SEVERITY: Final = "ask_severity"
ASK_RESOLVE: Final = "ask_resolve"
ASK_REPLY: Final = "ask_reply"
ASK_MORE: Final = "ask_more"
ASK_ASSIGN: Final = "ask_assign"
ASK_NOTE: Final = "ask_note"
ASK_MERGE: Final = "ask_merge"
ASK_SPLIT: Final = "ask_split"
ASK_KIND: Final = "ask_kind"
ASK_ESTIMATE: Final = "ask_estimate"
ASK_UPDATE: Final = "ask_update"
ASK_LOG: Final = "ask_log"
ASK_STOP: Final = "ask_stop"
ASK_CHANGE_TIME: Final = "ask_change_time"
ASK_REMOVE_TIME: Final = "ask_remove_time"
DECLINE_PAGE: Final = "decline_page"
PREVIOUS_FOUND: Final = "previous_found"
NEXT_FOUND: Final = "next_found"
MARK_BILLED: Final = "mark_billed"
SET_RETENTION: Final = "set_retention"

# Pressed on a digest, or in the modals that it opens; `bot.domain.digest_questions` says what they carry.
OPEN_FIGURE: Final = "open_figure"
OPEN_LIST: Final = "open_list"
PAGE_BACK: Final = "page_back"
PAGE_ON: Final = "page_on"
ASK_MEASURES: Final = "ask_measures"

# Pressed below the agenda of a talk with a client; it carries which one, as JSON.
SHARE_AGENDA: Final = "share_agenda"

# Pressed or picked in App Home to see other tickets there; `bot.domain.home_state` says what they carry.
HOME_CLIENT: Final = "home_client"
HOME_SEVERITY: Final = "home_severity"
HOME_PART: Final = "home_part"
HOME_BACK: Final = "home_back"
HOME_ON: Final = "home_on"

# Pressed where a channel is set up; `value` is the channel's id.
ASK_SETUP: Final = "ask_setup"
MAKE_TRIAGE: Final = "make_triage"

# A link that is shown as a button; Slack reports the press, which needs no more than an ack.
FOLLOW_LINK: Final = "follow_link"

# The message shortcut, as manifest.yml declares it.
TICKET_FROM_MESSAGE: Final = "ticket_from_message"

# Modals: `callback_id`.
DETAILS_MODAL: Final = "details_modal"
RESOLVE_MODAL: Final = "resolve_modal"
REPLY_MODAL: Final = "reply_modal"
NOTE_MODAL: Final = "note_modal"
ASSIGN_MODAL: Final = "assign_modal"
SEVERITY_MODAL: Final = "severity_modal"
KIND_MODAL: Final = "kind_modal"
ESTIMATE_MODAL: Final = "estimate_modal"
DECLINE_MODAL: Final = "decline_modal"
CONTEST_MODAL: Final = "contest_modal"
COMMENT_MODAL: Final = "comment_modal"
MERGE_MODAL: Final = "merge_modal"
SPLIT_MODAL: Final = "split_modal"
MORE_MODAL: Final = "more_modal"
LOG_MODAL: Final = "log_modal"
CHANGE_TIME_MODAL: Final = "change_time_modal"
REMOVE_TIME_MODAL: Final = "remove_time_modal"
FIGURE_MODAL: Final = "figure_modal"
"""The cases behind a number, or what the numbers mean; nothing can be submitted."""
NEW_TICKET_MODAL: Final = "new_ticket_modal"
SETUP_MODAL: Final = "setup_modal"
NOTICE_MODAL: Final = "notice_modal"
"""A modal that only says something; nothing can be submitted."""

HOME: Final = "home"

# Fields of modals: the `block_id` of the input and the `action_id` of its element alike.
WHAT: Final = "what"
SINCE: Final = "since"
ERROR_TEXT: Final = "errors"
IMPACT: Final = "impact"
KIND: Final = "kind"
DETAILS: Final = (WHAT, SINCE, ERROR_TEXT, IMPACT, KIND)
"""What the details modal asks; also the names of a `DETAILED` event's facts."""
SUMMARY: Final = "summary"
REPLY: Final = "reply"
NOTE: Final = "note"
ASSIGNEE: Final = "assignee"
SEVERITY: Final = "severity"
INTO: Final = "into"
MESSAGE: Final = "message"
CHANNEL: Final = "channel"
TEXT: Final = "text"
HOURS: Final = "hours"
PRICE: Final = "price"
REASON: Final = "reason"
COMMENT: Final = "comment"
CLIENT: Final = "client"
PLAN: Final = "plan"
TIME_ZONE: Final = "time_zone"
LANGUAGE: Final = "language"
ACCOUNT_MANAGER: Final = "account_manager"
APPROVERS: Final = "approvers"
TRIAGE: Final = "triage"
INTAKE: Final = "intake"
ADDONS: Final = "addons"
JOIN_MINUTES: Final = "join_minutes"
SPENT: Final = "spent"
WORK: Final = "work"
DAY: Final = "day"
BEGAN: Final = "began"
HOW: Final = "how"


def number_value(number: int, word: str = "") -> str:
    """Return what a button about a ticket carries."""
    return f"{number}:{word}" if word else str(number)


def page_value(page: int, typed: str) -> str:
    """Return what a button carries that turns to a page of what was found."""
    return f"{page}:{typed}"


def block_id(name: str, number: int, seq: int) -> str:
    """Return the `block_id` of controls about a ticket as it stands after event *seq*."""
    return f"{name}:{number}:{seq}"


def ticket_of(action: Mapping[str, object]) -> int:
    """Return the number of the ticket that a pressed button or a picked option is about.

    Raises ValueError where the action carries none.
    """
    value = action.get("value")
    carried = value if isinstance(value, str) else str(action.get("block_id", "")).partition(":")[2]
    return int(carried.partition(":")[0])


def word_of(action: Mapping[str, object]) -> str:
    """Return what was picked: the option's value, or what the button carries beside the number; or empty."""
    option = action.get("selected_option")
    if isinstance(option, Mapping):
        return str(option.get("value", ""))
    return str(action.get("value") or "").partition(":")[2]


def picked(action: Mapping[str, object]) -> str:
    """Return what was picked from a list, or else all that the button carries."""
    option = action.get("selected_option")
    return str(option.get("value", "")) if isinstance(option, Mapping) else value_of(action)


def value_of(action: Mapping[str, object]) -> str:
    """Return all that a button carries: a channel's id, or the `ts` of a message."""
    return str(action.get("value") or "")


def pack(**carried: str | int) -> str:
    """Return what a modal carries, for its `private_metadata`."""
    return json.dumps(carried, separators=(",", ":"))


def unpack(view: Mapping[str, object]) -> Mapping[str, object]:
    """Return what *view* carries; empty where it carries nothing."""
    text = view.get("private_metadata")
    found = json.loads(text) if isinstance(text, str) and text else {}
    return found if isinstance(found, dict) else {}


def with_home(view: Mapping[str, object], home: str) -> dict[str, object]:
    """Return *view* so that it carries besides what App Home shows that it was opened from."""
    return {**view, "private_metadata": json.dumps({**unpack(view), "home": home}, separators=(",", ":"))}


def ticket_in(view: Mapping[str, object]) -> int:
    """Return the number of the ticket that a modal is about; raises ValueError where it is about none."""
    return int(str(unpack(view).get("ticket", "")))
