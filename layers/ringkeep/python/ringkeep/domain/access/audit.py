"""An audit entry: who did what to which object, when, from where, and what it was before and after.

An entry is written in the transaction that makes the change, under the condition that its id is new.
It is never changed. Every text in it is data: nothing in it is interpreted, and the console and the
CSV export show it as text.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BeforeValidator, StringConstraints

from ringkeep.domain.access.audit_changes import AuditValue
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.lenient import short_text
from ringkeep.domain.model import Model

_AGENTS: Final = (
    ("Edge", re.compile(r"\bEdg(e|A|iOS)?/")),
    ("Opera", re.compile(r"\bOPR/")),
    ("Firefox", re.compile(r"\b(Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"\b(Chrome|Chromium|CriOS)/")),
    ("Safari", re.compile(r"\bSafari/")),
    (
        "script",
        re.compile(r"^(curl|Wget|python-|Python|PowerShell|Go-http-client|okhttp|node)", re.I),
    ),
)
_LONGEST_AGENT: Final = 500

Short = Annotated[str, BeforeValidator(short_text)]
"""Cut at 200 characters: an entry must not fail because of a long name."""
ActionName = Annotated[str, StringConstraints(pattern=r"^[a-z_]+(\.[a-z_]+)+$", max_length=60)]
"""What was done, such as `users.change` or `recordings.play`."""
ObjectKind = Annotated[str, StringConstraints(pattern=r"^[a-z_]+$", max_length=40)]
"""What it was done to, such as `user` or `security_profile`."""
EntryId = Annotated[str, StringConstraints(pattern=r"^[0-9]{13}-[0-9a-f]{16}$")]


class ActorKind(StrEnum):
    USER = "user"
    COMMAND_LINE = "command_line"
    """Someone with AWS credentials. `name` is the AWS principal, where it is known."""
    SYSTEM = "system"
    """Ringkeep itself. `name` is the job."""


class Actor(Model):
    """`id` and `name` are a user's at the time of the action: they may be renamed later."""

    kind: ActorKind
    id: Short = ""
    name: Short = ""

    @property
    def key(self) -> str:
        """The user's id, or `command_line` or `system`."""
        return self.id if self.kind is ActorKind.USER else self.kind.value


class Origin(Model):
    """From where a request came. `address` is the IP address of the connection, which no one can forge. A
    request through the console's address comes from CloudFront: `forwarded_for` is then whose request it
    passed on. Someone who asks the API directly may have put anything there. `agent` is one of a few
    words."""

    address: Short = ""
    forwarded_for: Short = ""
    agent: Short = ""


class ObjectRef(Model):
    kind: ObjectKind
    id: Short = ""


class AuditEntry(Model):
    """`at` is in seconds since the epoch. `before` and `after` have only what differs, by field."""

    id: EntryId
    at: float
    actor: Actor
    action: ActionName
    object: ObjectRef
    before: Mapping[str, AuditValue] = {}
    after: Mapping[str, AuditValue] = {}
    omitted: int = 0
    """How many changed fields the entry had no room for."""
    origin: Origin = Origin()
    request_id: Short = ""


def entry_id(at: float, random: bytes) -> str:
    """Returns an id that sorts by time. `random` has eight bytes, which tell entries of the same
    millisecond apart."""
    return f"{milliseconds(at):013d}-{random[:8].hex():0>16}"


def milliseconds(at: float) -> int:
    return round(at * 1000)


def user_actor(principal: UserPrincipal) -> Actor:
    if not principal.user_id:
        return Actor(kind=ActorKind.COMMAND_LINE)
    return Actor(kind=ActorKind.USER, id=principal.user_id, name=principal.name)


def origin_of(address: str, user_agent: str, forwarded: str = "") -> Origin:
    """Returns where a request came from. What is not an IP address is left out. `forwarded` is the header
    X-Forwarded-For: each station adds the address of the one before it, and the gateway its own
    connection's."""
    plain = _plain_address(address)
    stations = [_plain_address(each) for each in forwarded[-_LONGEST_AGENT:].split(",")]
    while stations and stations[-1] == plain:
        stations.pop()
    before = stations[-1] if stations else ""
    return Origin(address=plain, forwarded_for=before, agent=agent_class(user_agent))


def _plain_address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return ""


def agent_class(user_agent: str) -> str:
    """Returns the kind of program: a browser's name, `script`, `other`, or empty if it gave none. The
    whole text would identify a person's machine and may contain anything."""
    text = user_agent[:_LONGEST_AGENT]
    found = (name for name, pattern in _AGENTS if pattern.search(text))
    return next(found, "other" if text.strip() else "")
