"""Puts calls of the last weeks into a laptop stack, as if it had imported and transcribed them then.

    python -m local.prepared_calls SERVICE < calls.json    what the simulator's `older-calls` answers

The process has the environment of the stack's command line. Files, sidecars and transcripts are written by
the product's own code; the index follows from the rows' stream, as with every import. A call without
utterances gets no transcript.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import boto3

from local.prepared_words import Facts, Utterance, transcript_of
from ringkeep.audio.probe import SoundfileProbe
from ringkeep.aws.transcripts.bucket import S3Transcripts
from ringkeep.cli.resources import find_resources
from ringkeep.cli.stack import settings_of_stack
from ringkeep.domain.accounts.services import Policy
from ringkeep.domain.recordings.archive import Hasher, Sidecar, sidecar_key, sidecar_of
from ringkeep.domain.recordings.bodies import HEAD_BYTES, BodyFacts
from ringkeep.domain.recordings.calls import Call, parse_call, recorded_parts
from ringkeep.domain.recordings.lifecycle import Finding, found, stored
from ringkeep.domain.recordings.observations import matches_call, recorded_seconds
from ringkeep.domain.recordings.recordings import Recording, StoredAudio
from ringkeep.domain.recordings.retry_delays import RetryDelays
from ringkeep.domain.transcripts.pointers import pointer_to
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.download import DownloadedBody
from ringkeep.usecases.recordings.ports import Archive, CallsTable, FoundCounts
from ringkeep.usecases.recordings.store_body import BodyStore, StoredBody
from ringkeep.usecases.transcripts.ports import TranscriptStore
from ringkeep.wiring.stack import Stack
from ringkeep.wiring.transcripts import transcript_objects
from simulator.recordings import audio

_AT_ONCE: Final = 2
Described = dict[str, Any]
"""What the simulator says of a call."""


@dataclass(frozen=True)
class Loader:
    service: str
    folder: Path
    calls: CallsTable
    counts: FoundCounts
    archive: Archive
    transcripts: TranscriptStore
    clock: Clock

    def load(self, calls: Sequence[Described]) -> list[Recording]:
        """Returns the rows of those that had none."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            rows = [row for row in pool.map(self._load, calls) if row is not None]
        for account in {row.account for row in rows}:
            own = [row for row in rows if row.account == account]
            self.counts.add_found(account, own)
        return rows

    def _load(self, described: Described) -> Recording | None:
        call = parse_call(described["record"])
        row = self._found(described, call)
        if self.calls.recording(row.key) is not None:
            return None
        body = self._stored(row, described)
        sidecar = _sidecar(row, described, body, self.clock.now())
        self.archive.write_sidecar(sidecar)
        row = sidecar.recording
        written = self._transcribed(row, described) if described["utterances"] else row
        self.calls.put_call(row.account, call)
        return self.calls.put_recording(written)

    def _found(self, described: Described, call: Call) -> Recording:
        (part,) = recorded_parts(call)
        finding = Finding(
            service=self.service,
            account_id=str(described["account_id"]),
            call=call,
            part=part,
            source="backfill",
            now=self.clock.now(),
        )
        return found(finding, Policy(), RetryDelays())

    def _stored(self, row: Recording, described: Described) -> StoredBody:
        content = audio.recording_bytes(str(described["sample"]), row.recording_id)
        path = self.folder / row.recording_id
        path.write_bytes(content)
        store = BodyStore(self.archive, SoundfileProbe(), RetryDelays(), self.clock)
        body = store.store(row, _downloaded(path, content, str(described["content_type"])))
        path.unlink()
        if not isinstance(body, StoredBody):
            raise TypeError(f"{row.recording_id}: its file is {body.reason}")
        return body

    def _transcribed(self, row: Recording, described: Described) -> Recording:
        now, duration = self.clock.now(), row.audio and row.audio.duration_seconds
        facts = Facts(row.key, now, duration or 0.0, int(described["channels"]))
        spoken = [Utterance(**each) for each in described["utterances"]]
        transcript = transcript_of(spoken, facts)
        self.transcripts.write(row, transcript)
        pointer = pointer_to(transcript, unredacted=False)
        note = f"revision {pointer.revision} {pointer.language}"
        return row.with_history(now, "transcribed", note, transcript=pointer)


def _downloaded(path: Path, content: bytes, content_type: str) -> DownloadedBody:
    hasher = Hasher()
    hasher.update(content)
    facts = BodyFacts(
        content_type=content_type,
        content_length=len(content),
        size=len(content),
        head=content[:HEAD_BYTES],
    )
    return DownloadedBody(path, hasher.digest(), facts)


def _sidecar(row: Recording, described: Described, body: StoredBody, now: float) -> Sidecar:
    sidecar = sidecar_of(row, described["record"])
    facts = StoredAudio(
        **body.stored.model_dump(exclude={"adopted"}),
        **body.audio.model_dump(exclude={"peaks"}),
        sidecar_key=sidecar_key(row),
        stored_at=now,
    )
    seconds = recorded_seconds(row, described["record"])
    return sidecar.model_copy(
        update={
            "recording": stored(row, facts, now),
            "duration_matches_call": matches_call(row, seconds, body.audio),
            "peaks": body.audio.peaks,
        }
    )


def loader(stack: Stack, service: str, folder: Path) -> Loader:
    return Loader(
        service,
        folder,
        stack.calls,
        stack.found_counts,
        stack.archive,
        S3Transcripts(transcript_objects(stack.settings)),
        stack.clock,
    )


def main() -> None:
    (service,) = sys.argv[1:]
    name = os.environ["STACK_NAME"]
    resources = find_resources(boto3.client("cloudformation"), name)
    stack = Stack(settings_of_stack(resources, name, os.environ))
    with tempfile.TemporaryDirectory() as folder:
        rows = loader(stack, service, Path(folder)).load(json.load(sys.stdin))
    print(len(rows))


if __name__ == "__main__":
    main()
