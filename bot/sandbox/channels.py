"""Channels, direct messages and the messages in them, as Slack stores them."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from bot.sandbox.shapes import Json


class Messages:
    """The messages of one channel in the order of their `ts`, top level and threads apart."""

    def __init__(self) -> None:
        self._by_ts: dict[str, Json] = {}
        self._top: list[str] = []
        self._threads: dict[str, list[str]] = {}

    def get(self, ts: str) -> Json | None:
        """Return the message at *ts*, None when there is none."""
        return self._by_ts.get(ts)

    def add(self, message: Json) -> None:
        """Append *message*; a reply goes to its thread, and to the top level too when it was broadcast."""
        ts = message["ts"]
        parent = str(message.get("thread_ts", ts))
        self._by_ts[ts] = message
        if parent == ts or message.get("subtype") == "thread_broadcast":
            self._top.append(ts)
        if parent != ts:
            self._threads.setdefault(parent, []).append(ts)
            self._count(parent)

    def remove(self, ts: str) -> Json:
        """Take the message away; a parent that has replies leaves a tombstone."""
        gone = self._by_ts.pop(ts)
        parent = gone.get("thread_ts", ts)
        if self._threads.get(ts):
            self._by_ts[ts] = _tombstone(gone)
            return gone
        if ts in self._top:
            self._top.remove(ts)
        if parent != ts:
            self._threads[parent].remove(ts)
            self._count(parent)
        return gone

    def top_level(self, oldest: str, latest: str, *, inclusive: bool) -> list[Json]:
        """Return the top level between two instants, oldest first."""
        first, last = _bounds(self._top, oldest, latest, inclusive=inclusive)
        return [self._by_ts[ts] for ts in self._top[first:last]]

    def since(self, ts: str) -> list[Json]:
        """Return what is later than *ts*, the top level and replies alike."""
        return [each for each in self._by_ts.values() if each["ts"] > ts]

    def thread(self, parent: str, oldest: str, latest: str, *, inclusive: bool) -> list[Json]:
        """Return the replies to *parent* between two instants, oldest first, after the parent itself."""
        replies = self._threads.get(parent, [])
        first, last = _bounds(replies, oldest, latest, inclusive=inclusive)
        return [self._by_ts[parent], *(self._by_ts[ts] for ts in replies[first:last])]

    def _count(self, parent_ts: str) -> None:
        parent = self._by_ts[parent_ts]
        replies = self._threads[parent_ts]
        for key in ("thread_ts", "reply_count", "reply_users", "reply_users_count", "latest_reply"):
            parent.pop(key, None)
        if not replies:
            return
        authors = list(dict.fromkeys(self._by_ts[ts]["user"] for ts in replies))
        parent |= {
            "thread_ts": parent_ts,
            "reply_count": len(replies),
            "reply_users": authors,
            "reply_users_count": len(authors),
            "latest_reply": replies[-1],
        }


def _bounds(order: list[str], oldest: str, latest: str, *, inclusive: bool) -> tuple[int, int]:
    if inclusive:
        return bisect_left(order, oldest), bisect_right(order, latest)
    return bisect_right(order, oldest), bisect_left(order, latest)


def _tombstone(gone: Json) -> Json:
    kept = ("type", "ts", "thread_ts", "reply_count", "reply_users", "reply_users_count", "latest_reply")
    text = "This message was deleted."
    return {key: gone[key] for key in kept if key in gone} | {
        "subtype": "tombstone",
        "hidden": True,
        "user": "USLACKBOT",
        "text": text,
    }


@dataclass(slots=True)
class Channel:
    """One conversation; more than one team in `team_ids` makes it a Slack Connect channel."""

    id: str
    name: str
    team_ids: list[str]
    members: list[str]
    creator: str
    created: int
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    topic: str = ""
    messages: Messages = field(default_factory=Messages)

    @property
    def is_ext_shared(self) -> bool:
        """Tell whether another organisation's workspace is connected to the conversation."""
        return len(self.team_ids) > 1

    @property
    def kind(self) -> str:
        """Return the `channel_type` of events."""
        if self.is_im:
            return "im"
        return "group" if self.is_private else "channel"

    def other_than(self, user_id: str) -> str:
        """Return the other person of a direct message."""
        return next((member for member in self.members if member != user_id), user_id)

    def describe(self, *, home: str, asker: str, with_count: bool = False) -> Json:
        """Return the `channel` object as an app of team *home* with bot user *asker* sees it."""
        if self.is_im:
            return self._describe_dm(asker, home)
        return self._flags() | {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "created": self.created,
            "creator": self.creator,
            "context_team_id": home,
            "conversation_host_id": self.team_ids[0],
            "shared_team_ids": list(self.team_ids),
            "connected_team_ids": [team for team in self.team_ids if team != home]
            if self.is_ext_shared
            else [],
            "internal_team_ids": [home] if self.is_ext_shared else [],
            "pending_shared": [],
            "pending_connected_team_ids": [],
            "is_member": asker in self.members,
            "topic": {"value": self.topic, "creator": self.creator, "last_set": self.created},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "previous_names": [],
            **({"num_members": len(self.members)} if with_count else {}),
        }

    def _flags(self) -> Json:
        return {
            "is_channel": not self.is_private,
            "is_group": False,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.is_private,
            "is_archived": self.is_archived,
            "is_general": False,
            "is_shared": self.is_ext_shared,
            "is_ext_shared": self.is_ext_shared,
            "is_org_shared": False,
            "is_pending_ext_shared": False,
        }

    def _describe_dm(self, asker: str, home: str) -> Json:
        return {
            "id": self.id,
            "created": self.created,
            "is_im": True,
            "is_archived": False,
            "is_org_shared": False,
            "is_ext_shared": self.is_ext_shared,
            "context_team_id": home,
            "user": self.other_than(asker),
            "is_user_deleted": False,
            "priority": 0,
        }
