"""What is transcribed by itself after an import."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.recordings.transcript_pointer import TranscriptPointer
from ringkeep.usecases.transcripts.offer_transcription import OfferOutcome, OfferTranscription
from tests.fakes.transcripts.transcription import FixedOwners
from tests.unit.usecases.transcripts.setup import BUDGET_FOR_ONE, Transcribing

EVERYTHING = {"mode": "everything"}


@dataclass
class Offering(Transcribing):
    def offer(self, row: Recording) -> OfferOutcome:
        return OfferTranscription(self.rows, self.request)(row.key)


def test_by_default_nothing_starts() -> None:
    setup = Offering()
    assert setup.offer(setup.stored()) is OfferOutcome.NOT_WANTED
    assert setup.jobs.jobs == {}


def test_everything_starts_and_a_repeated_step_starts_the_same_job() -> None:
    setup = Offering()
    setup.decide(policy=EVERYTHING)
    row = setup.stored()
    assert setup.offer(row) is OfferOutcome.STARTED
    assert setup.offer(row) is OfferOutcome.STARTED
    assert len(setup.jobs.jobs) == 1
    (job,) = setup.jobs.jobs.values()
    assert job.requested_by == ""


@pytest.mark.parametrize(("direction", "started"), [("Inbound", True), ("Outbound", False)])
def test_a_rule_selects(direction: str, started: bool) -> None:
    setup = Offering()
    rule = {"directions": [direction], "shortest_seconds": 30}
    setup.decide(policy={"mode": "by_rule", "rules": [rule]})
    outcome = setup.offer(setup.stored())
    assert outcome is (OfferOutcome.STARTED if started else OfferOutcome.NOT_WANTED)


def test_a_user_may_have_a_policy_of_their_own() -> None:
    setup = Offering(owners=FixedOwners("u1"))
    setup.decide(users={"u1": EVERYTHING})
    assert setup.offer(setup.stored()) is OfferOutcome.STARTED


def test_a_user_who_forbids_it_wins() -> None:
    setup = Offering(owners=FixedOwners("u1", "u2"))
    setup.decide(policy=EVERYTHING, users={"u2": {"mode": "nothing"}})
    assert setup.offer(setup.stored()) is OfferOutcome.NOT_WANTED


def test_a_used_up_budget_stops_it_and_says_so() -> None:
    setup = Offering()
    setup.decide(policy=EVERYTHING, monthly_budget=BUDGET_FOR_ONE - 1)
    row = setup.stored()
    assert setup.offer(row) is OfferOutcome.BUDGET_USED_UP
    job = setup.jobs.newest(row.key)
    assert job is not None
    assert (job.state, job.reason, job.charged) == ("failed", "budget_used_up", 0)
    assert setup.starts.started == []
    assert setup.offer(row) is OfferOutcome.BUDGET_USED_UP
    assert len(setup.jobs.jobs) == 1


def test_audio_that_cannot_be_taken_is_noted_with_its_reason() -> None:
    setup = Offering()
    setup.decide(policy=EVERYTHING)
    row = setup.stored(duration_seconds=36_000.0)
    assert setup.offer(row) is OfferOutcome.UNSUITABLE
    job = setup.jobs.newest(row.key)
    assert job is not None
    assert job.reason == "audio_unsuitable"
    assert "at most 4 h 00 min" in job.detail


def test_after_the_budget_was_raised_a_click_works() -> None:
    setup = Offering()
    setup.decide(policy=EVERYTHING, monthly_budget=0)
    row = setup.stored()
    setup.offer(row)
    setup.decide(policy=EVERYTHING)
    assert setup.request(row).job.revision == 2


@pytest.mark.parametrize(
    "changes",
    [{"state": RecordingState.EXCLUDED}, {"transcript": TranscriptPointer(revision=1)}],
)
def test_only_a_stored_recording_without_a_transcript_is_offered(
    changes: dict[str, object],
) -> None:
    setup = Offering()
    setup.decide(policy=EVERYTHING)
    row = setup.stored()
    setup.rows.rows[row.key] = row.model_copy(update=changes)
    assert setup.offer(row) is OfferOutcome.NOT_WANTED
