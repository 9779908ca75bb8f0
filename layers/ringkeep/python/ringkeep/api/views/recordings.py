"""Recordings as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from ringkeep.api.views.common import USER_ID, example, moment
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.owners import extension_ids
from ringkeep.domain.recordings.recording_ids import recording_id_of
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.usecases.recordings.name_recordings import RecordingNames

RECORDING: Final[JsonObject] = {
    "recording": "main:809646016:7602012008",
    "recording_id": "7602012008",
    "service": "main",
    "account_id": "809646016",
    "session_id": "9302142008",
    "state": "excluded",
    "reason": "not_licensed",
    "started_at": "2026-11-26T08:00:00Z",
    "duration_seconds": 143,
    "direction": "Inbound",
    "recording_type": "Automatic",
    "extension_id": "850957020",
    "extensions": ["850957020", "850957021"],
    "extension_names": {
        "850957020": {"number": "1102", "name": "Ben Moss", "queue": False},
        "850957021": {"number": "1200", "name": "Support", "queue": True},
    },
    "users": [{"id": USER_ID, "name": "Ben Moss"}],
    "found_by": "poll",
    "stored_at": None,
    "has_transcript": False,
    "tags": ["billing"],
}


class ExtensionNameView(Model):
    """Number and name may be empty. `queue` tells a call queue."""

    number: str
    name: str
    queue: bool


class NamedUserView(Model):
    id: str
    name: str


class RecordingView(Model):
    """`reason` says why the recording has its state, such as `not_licensed`; it may be empty. `extensions`
    took part in what it covers, `extension_id` is the one that was recorded. `extension_names` names them
    by id, as far as RingCentral has listed them. `users` had them at that time; only those whom the person
    may see are shown. A page names at most 200 extensions. `duration_seconds` is 0 if it is not known.
    `recording` names it in paths. `tags` are shown to those who may play recordings."""

    model_config = example(RECORDING)
    recording: str
    recording_id: str
    service: str
    account_id: str
    session_id: str
    state: RecordingState
    reason: str
    started_at: datetime
    duration_seconds: int
    direction: str
    recording_type: str
    extension_id: str
    extensions: tuple[str, ...]
    extension_names: Mapping[str, ExtensionNameView]
    users: tuple[NamedUserView, ...]
    found_by: str
    stored_at: datetime | None
    has_transcript: bool
    tags: tuple[str, ...]


class RecordingListView(Model):
    """`next` is the cursor of the next page. A page may have fewer items than its limit, even none, and
    still have a next one. `reached`, of a search that goes on: all calls that began later are decided."""

    model_config = example({"items": [RECORDING], "next": None, "reached": None})
    items: tuple[RecordingView, ...]
    next: str | None
    reached: datetime | None = None


class RecordingCountView(Model):
    """`more`: there are more recordings than `count`. With a `next` the count goes on there; `reached` says
    how far it has come."""

    model_config = example({"count": 42, "more": False, "next": None, "reached": None})
    count: int
    more: bool
    next: str | None
    reached: datetime | None


def recording_view(row: Recording, names: RecordingNames, *, plays: bool) -> RecordingView:
    """`plays`: the person may play recordings, and so read what people wrote about them."""
    shown = extension_ids(row)
    return RecordingView(
        recording=recording_id_of(row.key),
        recording_id=row.recording_id,
        service=row.service,
        account_id=row.account_id,
        session_id=row.session_id,
        state=row.state,
        reason=row.reason,
        started_at=moment(row.start_time),
        duration_seconds=row.duration_seconds,
        direction=row.direction,
        recording_type=row.recording_type,
        extension_id=row.extension_id,
        extensions=shown,
        extension_names=dict(_names(row, shown, names)),
        users=named_users(row, names),
        found_by=row.found_by,
        stored_at=moment(row.audio.stored_at) if row.audio else None,
        has_transcript=row.transcript is not None,
        tags=row.tags if plays else (),
    )


def named_users(row: Recording, names: RecordingNames) -> tuple[NamedUserView, ...]:
    return tuple(NamedUserView(id=each.id, name=each.name) for each in names.users_of(row))


def _names(
    row: Recording, ids: Iterable[str], names: RecordingNames
) -> Iterator[tuple[str, ExtensionNameView]]:
    for id_ in ids:
        found = names.extensions.get(Owner(*row.account, id_))
        if found:
            yield id_, ExtensionNameView(number=found.number, name=found.name, queue=found.is_queue)
