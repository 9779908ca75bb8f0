"""Calls and recordings. Their state at a moment follows from the moments that they carry."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.recordings import audio


@dataclass(slots=True)
class Party:
    phone_number: str | None = None
    extension_id: int | None = None
    extension_number: str | None = None
    name: str | None = None


@dataclass(slots=True)
class Recording:
    id: str
    call_id: str
    sample: str
    appears_at: datetime  # shown in the call log from then on
    ready_at: datetime  # its content can be fetched from then on
    type: str = "Automatic"
    deleted_at: datetime | None = None
    delete_after_listing: bool = False
    _digest: str = ""
    _size: int = 0

    @property
    def content_type(self) -> str:
        return audio.content_type_of(self.sample)

    @property
    def seconds(self) -> int:
        return audio.sample_seconds(self.sample)

    def true_bytes(self) -> bytes:
        return audio.recording_bytes(self.sample, self.id)

    def shown(self, now: datetime) -> bool:
        return self.appears_at <= now and not self.gone(now)

    def ready(self, now: datetime) -> bool:
        return self.ready_at <= now and not self.gone(now)

    def gone(self, now: datetime) -> bool:
        return self.deleted_at is not None and self.deleted_at <= now

    @property
    def fate(self) -> str:
        return "deleted" if self.deleted_at or self.delete_after_listing else "stored"


@dataclass(slots=True)
class Leg:
    leg_type: str
    action: str
    recording: Recording | None = None
    extension_id: int | None = None
    offset_seconds: int = 0
    master: bool = False


@dataclass(slots=True)
class Call:
    id: str
    session_id: str
    telephony_session_id: str
    direction: str
    caller: Party
    callee: Party
    start: datetime
    seconds: int
    visible_at: datetime
    extension_id: int
    legs: list[Leg] = field(default_factory=list)
    type: str = "Voice"
    action: str = "Phone Call"
    result: str = "Accepted"
    short_recording: bool = False
    direction_flips_at: datetime | None = None
    touched_at: list[datetime] = field(default_factory=list)

    @property
    def end(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds)

    @property
    def recordings(self) -> list[Recording]:
        return [leg.recording for leg in self.legs if leg.recording is not None]

    def in_progress(self, now: datetime) -> bool:
        return now < self.end

    def direction_at(self, now: datetime) -> str:
        if self.direction_flips_at is None or now < self.direction_flips_at:
            return self.direction
        return "Inbound" if self.direction == "Outbound" else "Outbound"

    def moments(self) -> list[datetime]:
        """When this record changed or will change."""
        moments = [self.start, self.visible_at, self.end, *self.touched_at]
        if self.direction_flips_at is not None:
            moments.append(self.direction_flips_at)
        for recording in self.recordings:
            moments.append(recording.appears_at)
            if recording.deleted_at is not None:
                moments.append(recording.deleted_at)
        return moments

    def modified(self, now: datetime) -> datetime:
        return max((moment for moment in self.moments() if moment <= now), default=self.start)
