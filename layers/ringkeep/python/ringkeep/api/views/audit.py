"""Audit entries as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from ringkeep.api.views.common import USER_ID, example, moment
from ringkeep.domain.access.audit import ActorKind, AuditEntry
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.usecases.access.name_audit import AuditNames

Shown = str | int | float | bool | None
_ENTRY: Final[JsonObject] = {
    "id": "1795680000000-0a1b2c3d4e5f6071",
    "at": "2026-11-26T08:00:00Z",
    "actor": {"kind": "user", "id": USER_ID, "name": "Mia Stone"},
    "by_name": "Mia Stone-Hill",
    "action": "users.change",
    "object": {"kind": "user", "id": "0b1c2d3e4f5a4b6c8d7e9f0a1b2c3d4e"},
    "object_name": "Ben Moss",
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
    """`by_name` and `object_name` are today's names of who did it and of what it was done to; null if they
    are not known. `before` and `after` have only what differs, by field; secrets are shown as `changed`.
    `omitted` counts the changed fields for which there was no room."""

    model_config = example(_ENTRY)
    id: str
    at: datetime
    actor: ActorView
    by_name: str | None
    action: str
    object: ObjectView
    object_name: str | None
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


def audit_entry_view(entry: AuditEntry, names: AuditNames) -> AuditEntryView:
    return AuditEntryView(
        id=entry.id,
        at=moment(entry.at),
        actor=ActorView(kind=entry.actor.kind, id=entry.actor.id, name=entry.actor.name),
        by_name=names.by(entry),
        action=entry.action,
        object=ObjectView(kind=entry.object.kind, id=entry.object.id),
        object_name=names.object(entry),
        before=entry.before,
        after=entry.after,
        omitted=entry.omitted,
        origin=OriginView(**dict(entry.origin)),
        request_id=entry.request_id,
    )
