"""What a person may know about the transcription of a recording: its state, its cost, its words."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.access.authority import RightMissing
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.transcripts.jobs import TranscriptionJob
from ringkeep.domain.transcripts.transcripts import Transcript
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.transcripts.assess_recording import Assessment, AssessRecording
from ringkeep.usecases.transcripts.ports import TranscriptionJobs, TranscriptStore


@dataclass(frozen=True)
class TranscriptionState:
    """`job` is the newest one, as of now. `transcript` is the newest that exists, perhaps of an earlier
    job, None if there is none or the person may not read it. `assessment` says what a job would cost, and
    is None while one is open."""

    row: Recording
    job: TranscriptionJob | None
    transcript: Transcript | None
    assessment: Assessment | None


@dataclass(frozen=True)
class ReadTranscription:
    jobs: TranscriptionJobs
    store: TranscriptStore
    assess: AssessRecording
    clock: Clock

    def __call__(
        self, viewer: UserPrincipal, row: Recording, *, unredacted: bool = False
    ) -> TranscriptionState:
        """Raises RightMissing if someone without the right wants unredacted text."""
        transcript = self.transcript(viewer, row, unredacted=unredacted)
        newest = self.jobs.newest(row.key)
        job = newest.as_of(self.clock.now()) if newest else None
        assessment = None if job and job.state.is_open else self.assess(row)
        return TranscriptionState(row, job, transcript, assessment)

    def transcript(
        self, viewer: UserPrincipal, row: Recording, *, unredacted: bool = False
    ) -> Transcript | None:
        """Where nothing was redacted, the transcript itself is the unredacted one, and asking for it needs
        the right all the same."""
        if unredacted and not viewer.may(Right.SEE_UNREDACTED):
            raise RightMissing(Right.SEE_UNREDACTED)
        pointer = row.transcript
        if pointer is None:
            return None
        apart = unredacted and pointer.unredacted
        return self.store.read(row, pointer.revision, unredacted=apart)
