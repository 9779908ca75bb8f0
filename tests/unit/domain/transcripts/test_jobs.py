"""The states of a job, its name and its keys."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.transcripts.costs import Cost
from ringkeep.domain.transcripts.jobs import (
    SENTENCES,
    FailureReason,
    TranscriptionJob,
    TranscriptionState,
    completed,
    failed,
    next_revision,
    stands,
    started,
)
from ringkeep.domain.transcripts.keys import (
    place_of_transcript,
    redacted_result_key,
    result_key,
    transcript_key,
)
from ringkeep.domain.transcripts.names import execution_name, job_name
from tests.unit.domain.recordings.example_rows import pending
from tests.unit.domain.transcripts.example_results import KEY, NOW

JOB = TranscriptionJob(
    **KEY.model_dump(),
    revision=1,
    name="stack_main_a1_r1_1",
    requested_at=NOW,
    give_up_at=NOW + 3600,
    month="2026-11",
    currency="USD",
    estimate=24_000,
)
COST = Cost(micros=20_000, currency="USD")


def test_a_job_runs_and_completes() -> None:
    job = completed(started(JOB, NOW + 1), "en-US", COST, NOW + 20)
    assert (job.state, job.language, job.cost) == (TranscriptionState.COMPLETED, "en-US", 20_000)
    assert (job.started_at, job.ended_at) == (NOW + 1, NOW + 20)
    assert [each.event for each in job.history] == ["started", "completed"]


def test_a_repeated_start_changes_nothing() -> None:
    running = started(JOB, NOW + 1)
    assert started(running, NOW + 5) == running
    ended = failed(running, FailureReason.SERVICE_FAILED, NOW + 6)
    assert started(ended, NOW + 7) == ended


def test_a_failed_job_has_a_reason_and_costs_nothing() -> None:
    job = failed(JOB, FailureReason.SERVICE_FAILED, NOW + 5, "unsupported media" * 100)
    assert (job.state, job.reason, job.charged) == (TranscriptionState.FAILED, "service_failed", 0)
    assert len(job.detail) == 300


def test_the_budget_has_the_estimate_while_the_job_is_open_and_then_its_cost() -> None:
    assert JOB.charged == 24_000
    assert completed(JOB, "en-US", COST, NOW).charged == 20_000


def test_every_reason_has_a_sentence() -> None:
    assert set(SENTENCES) == set(FailureReason)


def test_a_second_click_is_the_same_job() -> None:
    assert not stands(None, NOW, again=False)
    assert stands(JOB, NOW, again=False)
    assert stands(JOB, NOW, again=True)
    done = completed(JOB, "en-US", COST, NOW)
    assert stands(done, NOW, again=False)


def test_a_wanted_repeat_and_a_click_after_a_failure_make_a_new_revision() -> None:
    assert not stands(completed(JOB, "en-US", COST, NOW), NOW, again=True)
    assert not stands(failed(JOB, FailureReason.SERVICE_FAILED, NOW), NOW, again=False)
    assert next_revision(JOB, 0) == 2
    assert next_revision(None, 0) == 1
    assert next_revision(JOB, 7) == 8


def test_a_job_that_never_ends_has_failed() -> None:
    assert JOB.as_of(NOW + 3599) == JOB
    late = started(JOB, NOW).as_of(NOW + 3600)
    assert (late.state, late.reason) == (TranscriptionState.FAILED, "never_ended")
    assert not stands(started(JOB, NOW), NOW + 3600, again=False)


def test_a_name_tells_stack_recording_and_revision() -> None:
    assert job_name("ringkeep-prod", KEY, 3) == "ringkeep-prod_main_a1_r1_3"
    assert execution_name(KEY, 3) == "main_a1_r1_3"


IDENTITIES = st.builds(
    RecordingKey,
    service=st.from_regex(r"[a-z0-9][a-z0-9-]{0,31}", fullmatch=True),
    account_id=st.text(min_size=1, max_size=60),
    recording_id=st.text(min_size=1, max_size=250),
)


@given(IDENTITIES, st.integers(1, 10**6))
def test_names_are_accepted_by_aws(key: RecordingKey, revision: int) -> None:
    assert re.fullmatch(r"[0-9a-zA-Z._-]{1,200}", job_name("s" * 128, key, revision))
    assert re.fullmatch(r"[0-9a-zA-Z_-]{1,80}", execution_name(key, revision))


@given(IDENTITIES, IDENTITIES)
def test_different_recordings_have_different_names(one: RecordingKey, two: RecordingKey) -> None:
    same = execution_name(one, 1) == execution_name(two, 1)
    assert same is (one == two)


@pytest.mark.parametrize("parts", [("a-b", "c"), ("a", "b-c"), ("a_b", "c"), ("a", "b_c")])
def test_names_cannot_be_confused_by_their_separator(parts: tuple[str, str]) -> None:
    def name(account: str, recording: str) -> str:
        key = RecordingKey(service="main", account_id=account, recording_id=recording)
        return job_name("stack", key, 1)

    others = {("a-b", "c"), ("a", "b-c"), ("a_b", "c"), ("a", "b_c")} - {parts}
    assert name(*parts) not in {name(*other) for other in others}


def test_keys_of_transcripts_are_beside_those_of_the_recording() -> None:
    row = pending(recording_id="r/1.x")
    key = transcript_key(row, 2)
    assert key == "transcripts/default/a1/2026/11/18/r%2F1%2Ex/2.json"
    hidden = transcript_key(row, 2, unredacted=True)
    assert hidden == "transcripts-unredacted/default/a1/2026/11/18/r%2F1%2Ex/2.json"
    place = place_of_transcript(hidden)
    assert place is not None
    assert (place.recording, place.revision, place.unredacted) == (row.key, 2, True)


@pytest.mark.parametrize(
    "key",
    [
        "transcripts/default/a1/2026/11/18/r1/2.postings.json",
        "transcripts/default/a1/2026/11/18/r1/postings.json",
        "transcripts/default/a1/2026/11/18/r1/02.json",
        "transcripts/default/a1/2026/11/18/2.json",
        "recordings/default/a1/2026/11/18/r1/2.json",
    ],
)
def test_other_objects_are_no_transcripts(key: str) -> None:
    assert place_of_transcript(key) is None


def test_results_are_named_as_the_service_names_them() -> None:
    assert result_key("j") == "transcription-results/j.json"
    assert redacted_result_key("j") == "transcription-results/redacted-j.json"
