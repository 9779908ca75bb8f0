"""What a person may read of a transcription, and which recordings a URL may name."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.authority import RightMissing
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.sight import EVERYONE, NO_ONE, Sight
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.recordings.recording_ids import full_key, recording_id_of
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.transcripts.find_recording import FindRecording, RecordingUnknown
from ringkeep.usecases.transcripts.settle_transcription import JobEnd, JobResult
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.unit.domain.transcripts.example_results import call
from tests.unit.usecases.transcripts.setup import REDACTED, Transcribing

PLAYER = UserPrincipal("u1", "Ann", frozenset({Right.PLAY}), EVERYONE)
TRUSTED = UserPrincipal("u2", "Bo", frozenset({Right.PLAY, Right.SEE_UNREDACTED}), EVERYONE)


def transcribed(setup: Transcribing) -> None:
    job = setup.request(setup.stored()).job
    setup.answer(job, call())
    setup.settle(job.key, 1, JobResult(end=JobEnd.COMPLETED, language="en-US"))


def test_before_the_first_click_the_cost_is_shown() -> None:
    setup = Transcribing()
    found = setup.read(PLAYER, setup.stored())
    assert found.job is None
    assert found.transcript is None
    assert found.assessment is not None
    assert found.assessment.cost is not None
    assert found.assessment.cost.text == "0.0240 USD"


def test_what_stands_against_it_is_shown_before() -> None:
    setup = Transcribing()
    found = setup.read(PLAYER, setup.stored(duration_seconds=36_000.0))
    assert found.assessment is not None
    assert [each.code for each in found.assessment.refusals] == ["audio_too_long"]


def test_a_completed_job_shows_its_words() -> None:
    setup = Transcribing()
    transcribed(setup)
    found = setup.read(PLAYER, setup.row())
    assert found.job is not None
    assert found.job.state == "completed"
    assert found.transcript is not None
    assert found.transcript.turns[0].text == "Good morning."


def test_the_older_words_stay_while_a_new_job_runs() -> None:
    setup = Transcribing()
    transcribed(setup)
    setup.request(setup.row(), again=True)
    found = setup.read(PLAYER, setup.row())
    assert found.job is not None
    assert (found.job.state, found.assessment) == ("queued", None)
    assert found.transcript is not None


def test_a_job_that_never_ends_is_shown_as_failed() -> None:
    setup = Transcribing()
    row = setup.stored()
    setup.request(row)
    setup.clock.advance(3600)
    found = setup.read(PLAYER, row)
    assert found.job is not None
    assert (found.job.state, found.job.reason) == ("failed", "never_ended")


def test_unredacted_text_needs_its_own_right() -> None:
    setup = Transcribing()
    setup.decide(options=REDACTED.model_dump(mode="json"))
    transcribed(setup)
    row = setup.row()
    with pytest.raises(RightMissing):
        setup.read(PLAYER, row, unredacted=True)
    found = setup.read(TRUSTED, row, unredacted=True).transcript
    assert found is not None
    assert not found.redacted
    readable = setup.read(PLAYER, row).transcript
    assert readable is not None
    assert readable.redacted


def finder(setup: Transcribing) -> FindRecording:
    history, services = AccountHistory(setup.states), MemoryServiceDirectory()
    history.remember(setup.row().account)
    services.put(
        Service(name="default", server_url="https://platform.ringcentral.com", secret_arn="arn")
    )
    return FindRecording(setup.rows, services, history)


def test_a_recording_is_found_by_its_full_id_and_by_ringcentrals() -> None:
    setup = Transcribing()
    row = setup.stored()
    find = finder(setup)
    assert find(PLAYER, "default:a1:r1") == row
    assert find(PLAYER, "r1") == row


@pytest.mark.parametrize("identifier", ["r2", "default:a2:r1", "default:a1:", "a:b:c:d", "::", "%"])
def test_another_id_is_unknown(identifier: str) -> None:
    setup = Transcribing()
    setup.stored()
    with pytest.raises(RecordingUnknown):
        finder(setup)(PLAYER, identifier)


@pytest.mark.parametrize("sight", [NO_ONE, Sight(users=frozenset({"u1"}))])
def test_a_recording_that_they_may_not_see_does_not_exist_for_them(sight: Sight) -> None:
    setup = Transcribing()
    setup.stored()
    blind = UserPrincipal("u1", "Ann", frozenset(Right), sight)
    with pytest.raises(RecordingUnknown):
        finder(setup)(blind, "r1")


def test_an_id_keeps_its_parts_apart() -> None:
    key = RecordingKey(service="main", account_id="a:1", recording_id="r/1:x")
    assert recording_id_of(key) == "main:a%3A1:r%2F1%3Ax"
    assert full_key(recording_id_of(key)) == key
