"""The history of a recording in plain words."""

from __future__ import annotations

from ringkeep.domain.history import HistoryEntry
from ringkeep.domain.recordings.history_sentences import HistoryStep, history_of
from ringkeep.domain.recordings.lifecycle import (
    bad_body,
    dispatched,
    found,
    lost,
    not_ready,
    reopened,
    retried,
    stored,
)
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from tests.unit.domain.recordings.example_rows import AUDIO, DELAYS, NOW, POLICY, finding, pending

END = POLICY.retention_days * 86_400.0 + NOW


def last(row: Recording) -> HistoryStep:
    return history_of(row)[-1]


def test_an_import_is_told_from_its_finding_to_its_file() -> None:
    row = stored(
        dispatched(
            not_ready(dispatched(pending(), NOW, NOW, DELAYS), NOW, DELAYS), NOW, NOW, DELAYS
        ),
        AUDIO,
        NOW,
    )
    assert [(step.state.value, step.sentence) for step in history_of(row)] == [
        ("pending", "It was found by the call-log poll."),
        ("importing", "Its import #1 was started."),
        ("pending", "It waits for the next try: RingCentral did not have the file ready."),
        ("importing", "Its import #2 was started."),
        ("stored", "Its file was stored and verified."),
    ]


def test_an_excluded_recording_says_why() -> None:
    row = found(
        finding("nightly"), POLICY.model_copy(update={"minimum_duration_seconds": 90}), DELAYS
    )
    assert last(row)[1:] == (
        RecordingState.EXCLUDED,
        "too_short",
        "It was found by the nightly sweep of the call log. It is not imported: the call was shorter"
        " than the service's policy keeps.",
    )


def test_a_loss_and_what_follows_it() -> None:
    row = lost(pending(), "deleted_at_ringcentral", NOW)
    assert last(row).sentence == "It is lost: it was deleted at RingCentral."
    shown = reopened(row, NOW, "weekly", NOW)
    assert last(shown).sentence == (
        "It is tried again, because the weekly sweep of the call log shows it again."
    )
    assert last(retried(shown, NOW)).state is RecordingState.PENDING


def test_a_bad_body_keeps_its_reason() -> None:
    row = retried(bad_body(pending(), "truncated", "truncated: 10 of 20", NOW, DELAYS), NOW)
    step = history_of(row)[-2]
    assert (step.state, step.reason) == (RecordingState.PENDING, "body_truncated")
    assert "not the whole recording" in step.sentence


def test_the_last_step_has_the_state_of_the_row() -> None:
    row = pending(state=RecordingState.UNAVAILABLE, reason="forbidden")
    assert last(row)[1:3] == (RecordingState.UNAVAILABLE, "forbidden")


def test_no_entry_of_any_version_is_unreadable() -> None:
    texts = ("", "x", "again in 5 s", "again in 5 s why: more", "#", "poll nonsense", "  ")
    events = (
        "found",
        "updated",
        "dispatched",
        "bad_body",
        "lost",
        "worker_failed:E",
        "new_word",
        "",
    )
    history = tuple(HistoryEntry(at=NOW, event=e, detail=d) for e in events for d in texts)
    for step in history_of(pending(history=history)):
        assert step.sentence.endswith(".")


def test_without_a_history_there_are_no_steps() -> None:
    assert history_of(pending(history=())) == ()
