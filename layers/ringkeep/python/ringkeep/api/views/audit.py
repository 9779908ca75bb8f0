"""Audit entries as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from ringkeep.api.views.common import USER_ID, example, moment
from ringkeep.domain.access.audit import ActorKind, AuditEntry
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model

Shown = str | int | float | bool | None
_ENTRY: Final[JsonObject] = {
    "id": "1795680000000-0a1b2c3d4e5f6071",
    "at": "2026-11-26T08:00:00Z",
    "actor": {"kind": "user", "id": USER_ID, "name": "Mia Stone"},
    "action": "users.change",
    "object": {"kind": "user", "id": "0b1c2d3e4f5a4b6c8d7e9f0a1b2c3d4e"},
    "before": {"information.team": "North"},
    "after": {"information.team": "South"},
    "omitted": 0,
    "origin": {"address": "130.176.1.9", "forwarded_for": "203.0.113.7", "agent": "Firefox"},
    "request_id": "JKJaXmPLvHcESHA=",
}


class ActorView(Model):
    """`id` and `name` are a user's at the time of the action."""

    kind: ActorKind
    id: str
    name: str


class ObjectView(Model):
    kind: str
    id: str


class OriginView(Model):
    """`address` is that of the connection. `forwarded_for` is whose request it passed on, empty for no one
    else's: the person's own address if they used the console, but not proven. `agent` is one of a few
    words."""

    address: str
    forwarded_for: str
    agent: str


class AuditEntryView(Model):
    """`before` and `after` have only what differs, by field; secrets are shown as `changed`. `omitted`
    counts the changed fields for which there was no room."""

    model_config = example(_ENTRY)
    id: str
    at: datetime
    actor: ActorView
    action: str
    object: ObjectView
    before: Mapping[str, Shown | tuple[Shown, ...]]
    after: Mapping[str, Shown | tuple[Shown, ...]]
    omitted: int
    origin: OriginView
    request_id: str


class AuditList(Model):
    """The newest first. A page whose filters left few entries may be short, or empty, and still have a
    next one."""

    model_config = example({"items": [_ENTRY], "next": "1795680000000-0a1b2c3d4e5f6071"})
    items: tuple[AuditEntryView, ...]
    next: str | None


def audit_entry_view(entry: AuditEntry) -> AuditEntryView:
    return AuditEntryView(
        id=entry.id,
        at=moment(entry.at),
        actor=ActorView(kind=entry.actor.kind, id=entry.actor.id, name=entry.actor.name),
        action=entry.action,
        object=ObjectView(kind=entry.object.kind, id=entry.object.id),
        before=entry.before,
        after=entry.after,
        omitted=entry.omitted,
        origin=OriginView(**dict(entry.origin)),
        request_id=entry.request_id,
    )
