"""The workspaces and the people of the sandbox, as Slack describes them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.sandbox.shapes import Json

_ID_LENGTH = 10
_SECRET_LENGTH = 32


def stable_id(prefix: str, name: str) -> str:
    """Return an id that looks like Slack's and is the same for the same *name* on every run."""
    return prefix + _digest(f"{prefix}:{name}")[:_ID_LENGTH].upper()


def stable_secret(name: str) -> str:
    """Return 32 hexadecimal digits, the same for the same *name* on every run: it guards nothing."""
    return _digest(name)[:_SECRET_LENGTH]


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


class Standing(StrEnum):
    """What a person is in their own workspace."""

    MEMBER = "member"
    ADMIN = "admin"
    OWNER = "owner"
    GUEST = "guest"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Team:
    """One workspace; `enterprise_id` is set where it belongs to an Enterprise Grid organisation."""

    id: str
    name: str
    domain: str
    enterprise_id: str | None = None

    @property
    def actor_id(self) -> str:
        """Return what `user_team` names: the organisation's id where there is one."""
        return self.enterprise_id or self.id


@dataclass(frozen=True, slots=True)
class User:
    """One person (or bot user) and what Slack tells about them."""

    id: str
    name: str
    real_name: str
    team_id: str
    zone: str
    locale: str
    standing: Standing = Standing.MEMBER
    title: str = ""
    email: str = ""
    bot_id: str | None = None
    app_id: str | None = None
    is_deactivated: bool = False

    def describe(self, *, asker_team: str, now: datetime, with_locale: bool, with_email: bool) -> Json:
        """Return the `user` object of users.info as an app installed in *asker_team* sees it."""
        foreign = self.team_id != asker_team
        seen: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.is_deactivated,
            "color": "4bbe2e",
            "real_name": self.real_name,
            **self._time_zone(now),
            "profile": self._profile(with_email=with_email),
            "is_bot": self.bot_id is not None,
            "is_app_user": False,
            "updated": 1700000000,
        }
        if foreign:
            return seen | {"is_stranger": True, "who_can_share_contact_card": "EVERYONE"}
        return seen | self._rights() | ({"locale": self.locale} if with_locale else {})

    def _time_zone(self, now: datetime) -> Json:
        local = now.astimezone(ZoneInfo(self.zone))
        offset = local.utcoffset()
        return {
            "tz": self.zone,
            "tz_label": local.tzname() or self.zone,
            "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
        }

    def _profile(self, *, with_email: bool) -> Json:
        profile: Json = {
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "title": self.title,
            "phone": "",
            "status_text": "",
            "status_emoji": "",
            "avatar_hash": "",
            "team": self.team_id,
        }
        if self.bot_id is not None:
            profile |= {"bot_id": self.bot_id, "api_app_id": self.app_id, "always_active": True}
        return profile | ({"email": self.email} if with_email and self.email else {})

    def _rights(self) -> Json:
        guest = self.standing is Standing.GUEST
        owner = self.standing is Standing.OWNER
        return {
            "is_admin": owner or self.standing is Standing.ADMIN,
            "is_owner": owner,
            "is_primary_owner": owner,
            "is_restricted": guest,
            "is_ultra_restricted": guest,
            "is_email_confirmed": True,
        }
