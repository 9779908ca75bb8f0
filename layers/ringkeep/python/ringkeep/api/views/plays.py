"""Plays and downloads of recordings, as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Final

from pydantic import Field

from ringkeep.api.bodies import Body
from ringkeep.api.views.common import USER_ID, example, moment
from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.listening import MOST_PARTS
from ringkeep.domain.recordings.plays import FileKind, SignedUrl
from ringkeep.usecases.recordings.download_file import FileAddress
from ringkeep.usecases.recordings.note_listening import Listening
from ringkeep.usecases.recordings.play_recording import BegunPlay

_HOST: Final = "https://ringkeep-recordings.s3.us-east-1.amazonaws.com"
_URL: Final = f"{_HOST}/recordings/main/809646016/2026/11/26/7602012008.mp3?X-Amz-Expires=300&..."
_SIGNED: Final[JsonObject] = {"url": _URL, "expires_at": "2026-11-26T08:05:00Z"}
_PARTS: Final[JsonObject] = {"parts": [[0.0, 12.5], [60.0, 107.66]]}
_USE: Final[JsonObject] = {
    "at": "2026-11-26T08:00:00Z",
    "user": {"id": USER_ID, "name": "Mia Stone"},
    "action": "recordings.play",
}
_LONGEST: Final = 1_000_000.0

PartView = Annotated[tuple[float, ...], Field(min_length=2, max_length=2)]
"""Powertools describes a pair in a form that OpenAPI 3.1 does not have."""
Second = Annotated[float, Field(ge=0, le=_LONGEST)]


class SignedUrlView(Model):
    """Anyone who has the address can read the file until it ends: it is in the answer alone."""

    model_config = example(_SIGNED)
    url: Annotated[str, Field(repr=False)]
    expires_at: datetime


class PlayView(SignedUrlView):
    """`play` renews the address for twelve hours."""

    model_config = example({"play": "0a1b2c3d4e5f60718293a4b5c6d7e8f9", **_SIGNED})
    play: str


class DownloadBody(Body):
    """`audio` or `sidecar`: the file of what is known about the recording."""

    model_config = example({"what": "audio"})
    what: FileKind


class DownloadView(SignedUrlView):
    model_config = example({**_SIGNED, "file_name": "2026-11-26T08-00-00Z_7602012008.mp3"})
    file_name: str


class ListenedBody(Body):
    """Parts of the recording in seconds. What lies outside it, and a part that ends before it begins, is
    left out."""

    model_config = example(_PARTS)
    parts: Annotated[tuple[tuple[Second, Second], ...], Field(max_length=MOST_PARTS)]


class ListenedView(Model):
    """What the person who asks has listened to. `share` of the length, from 0 to 1; 0 if the length is not
    known."""

    model_config = example({**_PARTS, "share": 0.4207})
    parts: tuple[PartView, ...]
    share: float


class UsingPersonView(Model):
    """Their name at that time."""

    id: str
    name: str


class RecordingUseView(Model):
    model_config = example(_USE)
    at: datetime
    user: UsingPersonView
    action: str


class RecordingUsesView(Model):
    """The newest first. A page may be short, or empty, and still have a next one."""

    model_config = example({"items": [_USE], "next": None})
    items: tuple[RecordingUseView, ...]
    next: str | None


def signed_view(signed: SignedUrl) -> SignedUrlView:
    return SignedUrlView(url=signed.url, expires_at=moment(signed.expires_at))


def play_view(begun: BegunPlay) -> PlayView:
    signed = begun.signed
    return PlayView(play=begun.play.id, url=signed.url, expires_at=moment(signed.expires_at))


def download_view(address: FileAddress) -> DownloadView:
    signed, name = address
    return DownloadView(url=signed.url, expires_at=moment(signed.expires_at), file_name=name)


def listened_view(listening: Listening) -> ListenedView:
    return ListenedView(parts=listening.parts, share=listening.share)


def uses_view(entries: Iterable[AuditEntry], next_: str) -> RecordingUsesView:
    return RecordingUsesView(items=tuple(map(_use, entries)), next=next_ or None)


def _use(entry: AuditEntry) -> RecordingUseView:
    user = UsingPersonView(id=entry.actor.id, name=entry.actor.name)
    return RecordingUseView(at=moment(entry.at), user=user, action=entry.action)
