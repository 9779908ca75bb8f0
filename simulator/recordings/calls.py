"""Calls and recordings. Their state follows from the times that they carry and the clock."""

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
    appears_at: datetime  # the call log shows it from then on
    ready_at: datetime  # its content can be downloaded from then on
    type: str = "Automatic"
    deleted_at: datetime | None = None
    back_at: datetime | None = None  # a deleted recording is there again from then on
    delete_after_listing: bool = False
    trouble: str = ""  # what a scenario makes go wrong, in words
    digest: tuple[str, int] | None = None  # SHA-256 and size; `Account.digest` computes it

    @property
    def content_type(self) -> str:
        return audio.content_type_of(self.sample)

    @property
    def seconds(self) -> int:
        return audio.sample_seconds(self.sample)

    def audio_bytes(self) -> bytes:
        return audio.recording_bytes(self.sample, self.id)

    def shown(self, now: datetime) -> bool:
        return self.appears_at <= now and not self.deleted(now)

    def ready(self, now: datetime) -> bool:
        return self.ready_at <= now and not self.deleted(now)

    def deleted(self, now: datetime) -> bool:
        if self.deleted_at is None or now < self.deleted_at:
            return False
        return self.back_at is None or now < self.back_at

    @property
    def fate(self) -> str:
        gone = self.deleted_at is not None and self.back_at is None
        return "deleted" if gone or self.delete_after_listing else "stored"


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
    oddity: str = ""  # `odd_records.py` lists the kinds
    odd_since: datetime | None = None

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

    def change_times(self) -> list[datetime]:
        """Returns the times at which this record changed or will change."""
        times = [self.start, self.visible_at, self.end]
        if self.direction_flips_at is not None:
            times.append(self.direction_flips_at)
        if self.odd_since is not None:
            times.append(self.odd_since)
        for recording in self.recordings:
            times.append(recording.appears_at)
            times += [at for at in (recording.deleted_at, recording.back_at) if at is not None]
        return times

    def modified(self, now: datetime) -> datetime:
        return max((time for time in self.change_times() if time <= now), default=self.start)
