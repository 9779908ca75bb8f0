"""What happens by itself after an import: the policy decides whether the recording is transcribed.

A recording that the policy selects and that cannot be transcribed gets a job that has failed, with the
reason: the budget is used up, or the service cannot take the audio. So nothing is left out without a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ringkeep.domain.access.refusals import ChangeRefused
from ringkeep.domain.recordings.recordings import Recording, RecordingKey, RecordingState
from ringkeep.domain.transcripts.budgets import BudgetUsedUp
from ringkeep.domain.transcripts.jobs import FailureReason, failed
from ringkeep.domain.transcripts.policies import PolicyMode
from ringkeep.errors import Conflict
from ringkeep.usecases.transcripts.assess_recording import Assessment
from ringkeep.usecases.transcripts.ports import RecordingRows
from ringkeep.usecases.transcripts.request_transcription import RequestTranscription

_BY_ITSELF = (PolicyMode.EVERYTHING, PolicyMode.BY_RULE)


class OfferOutcome(StrEnum):
    NOT_WANTED = "not_wanted"
    STARTED = "started"
    BUDGET_USED_UP = "budget_used_up"
    UNSUITABLE = "unsuitable"


@dataclass(frozen=True)
class OfferTranscription:
    rows: RecordingRows
    request: RequestTranscription

    def __call__(self, key: RecordingKey) -> OfferOutcome:
        """Repeated, it finds the job of the first time. Raises what storage and state machine raise."""
        if not self._anything_by_itself(key.service):
            return OfferOutcome.NOT_WANTED
        row = self.rows.recording(key)
        if row is None or row.state is not RecordingState.STORED or row.transcript is not None:
            return OfferOutcome.NOT_WANTED
        assessment = self.request.assess(row)
        if not assessment.decision.automatic:
            return OfferOutcome.NOT_WANTED
        return self._start(row, assessment)

    def _anything_by_itself(self, service: str) -> bool:
        """Most services have no such policy: one read says so."""
        settings = self.request.assess.settings.of(service)
        policies = (settings.policy, *settings.users.values())
        return any(policy.mode in _BY_ITSELF for policy in policies)

    def _start(self, row: Recording, assessment: Assessment) -> OfferOutcome:
        try:
            self.request(row)
        except BudgetUsedUp:
            self._note(row, assessment, FailureReason.BUDGET_USED_UP)
            return OfferOutcome.BUDGET_USED_UP
        except ChangeRefused as refused:
            self._note(row, assessment, FailureReason.AUDIO_UNSUITABLE, str(refused))
            return OfferOutcome.UNSUITABLE
        return OfferOutcome.STARTED

    def _note(
        self, row: Recording, assessment: Assessment, reason: FailureReason, detail: str = ""
    ) -> None:
        """A job that exists already says more."""
        jobs, now = self.request.jobs, self.request.clock.now()
        if jobs.newest(row.key) is not None:
            return
        job = self.request.new_job(row, assessment, None)
        try:
            jobs.save(failed(job, reason, now, detail))
        except Conflict:
            return  # someone has clicked at the same moment
