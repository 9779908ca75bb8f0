"""The summary of a recording: one line of JSON, with nothing of the other side of the call."""

from __future__ import annotations

import json

from ringkeep.domain.recordings.lifecycle import stored
from ringkeep.domain.recordings.transcript_pointer import TranscriptPointer
from ringkeep.domain.search.summaries import summary_key, summary_of
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending

POINTER = TranscriptPointer(revision=2, words=120, language="en-US")
ROW = stored(pending(extension_id="101", tags=("billing",)), AUDIO, NOW).model_copy(
    update={"transcript": POINTER}
)


def test_its_key_begins_with_the_day_of_the_call() -> None:
    assert summary_key(ROW) == "summaries/2026/11/18/default/a1/r1.json"
    odd = ROW.model_copy(update={"recording_id": "a/b.c"})
    assert summary_key(odd) == "summaries/2026/11/18/default/a1/a%2Fb%2Ec.json"


def test_it_has_the_facts_of_the_row_in_one_line() -> None:
    text = summary_of(ROW, "Ann Lee").model_dump_json()
    assert "\n" not in text
    facts = json.loads(text)
    assert (facts["recording"], facts["state"], facts["started_at"]) == (
        "default:a1:r1",
        "stored",
        "2026-11-18T10:40:00Z",
    )
    assert (facts["extension_name"], facts["extensions"], facts["tags"]) == (
        "Ann Lee",
        ["101"],
        ["billing"],
    )
    assert (facts["size"], facts["has_transcript"], facts["transcript_revision"]) == (10, True, 2)


def test_without_a_file_and_a_transcript_it_says_so() -> None:
    facts = summary_of(pending(), "")
    assert (facts.size, facts.stored_at, facts.has_transcript) == (None, None, False)
