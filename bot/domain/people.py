"""Who asks: a person, the role they have with us, and the client they belong to."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is to the support desk."""

    CLIENT = "client"
    """Somebody of a client: another workspace, or a guest of ours."""
    COLLEAGUE = "colleague"
    """A full member of our workspace who is in no triage channel: may call for a ticket, but look at none."""
    ENGINEER = "engineer"
    """A full member of our workspace who is in a triage channel."""
    MANAGER = "manager"
    ADMIN = "admin"


STAFF = frozenset({Role.ENGINEER, Role.MANAGER, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who asks for something; `client` is the id of the client they speak for, None for our own."""

    id: str
    role: Role
    client: str | None = None
    name: str = ""
    language: str = "en"
    time_zone: str = "UTC"

    @property
    def is_staff(self) -> bool:
        """Whether this person works on tickets."""
        return self.role in STAFF

    @property
    def is_ours(self) -> bool:
        """Whether this person is a full member of our own workspace."""
        return self.role is not Role.CLIENT


HOURGLASS = Person("hourglass", Role.ADMIN, name="Hourglass")
"""The bot itself, as the author of what happens by the clock."""
