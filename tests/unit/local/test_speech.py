"""Speech recognition on the laptop: it reads as Amazon Transcribe's results, and every failure says why."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from local.speech import client
from local.speech.client import SpeechFailed, SpeechMissing, SpeechWorker
from local.speech.results import Heard, redacted, result_of
from ringkeep.domain.transcripts.amazon_transcribe import transcript_of
from ringkeep.domain.transcripts.transcripts import TranscriptSource
from tests.unit.domain.transcripts.example_results import facts

LEFT = [Heard("Hello,", 0.5, 0.9, 0.98), Heard("world.", 0.9, 1.3, 0.5)]
RIGHT = [Heard("Call", 2.0, 2.3, 0.9), Heard("555-0100.", 2.3, 3.0, 0.8)]
ECHO = """
import json, sys
for line in sys.stdin:
    request = json.loads(line)
    if request["path"].endswith("dead"):
        sys.exit(1)
    answer = {"error": "no audio"} if request["path"].endswith("bad") else {"lanes": [[["Hi", 0, 1, 1]]]}
    print(json.dumps(answer), flush=True)
"""


def texts(result: dict[str, object]) -> list[tuple[str, str]]:
    transcript = transcript_of(json.loads(json.dumps(result)), facts())
    return [(turn.speaker, turn.text) for turn in transcript.turns]


def test_two_channels_read_as_two_channels() -> None:
    assert texts(result_of("j", [LEFT, RIGHT])) == [
        ("ch_0", "Hello, world."),
        ("ch_1", "Call 555-0100."),
    ]


def test_one_channel_reads_as_one_voice() -> None:
    assert texts(result_of("j", [LEFT])) == [("spk_0", "Hello, world.")]


def test_the_transcript_names_whisper_and_its_model() -> None:
    transcript = transcript_of(result_of("j", [LEFT]), facts())
    assert (transcript.source, transcript.model) == (TranscriptSource.WHISPER, "tiny.en")


def test_silence_is_a_transcript_without_turns() -> None:
    assert texts(result_of("j", [[], []])) == []
    assert texts(result_of("j", [[]])) == []


def test_redaction_hides_numbers() -> None:
    assert texts(result_of("j", redacted([LEFT, RIGHT])))[1] == ("ch_1", "Call [PII]")


@pytest.fixture
def worker() -> SpeechWorker:
    return SpeechWorker([sys.executable, "-c", ECHO])


def test_a_worker_answers_one_job_after_the_other(worker: SpeechWorker) -> None:
    for _ in range(2):
        assert worker.recognize(Path("a"), two_channels=False) == [[Heard("Hi", 0, 1, 1)]]
    worker.stop()


def test_a_file_that_cannot_be_read_fails_its_job_alone(worker: SpeechWorker) -> None:
    with pytest.raises(SpeechFailed, match="no audio"):
        worker.recognize(Path("bad"), two_channels=False)
    assert worker.recognize(Path("a"), two_channels=False)
    worker.stop()


def test_a_worker_that_died_is_started_again(worker: SpeechWorker) -> None:
    with pytest.raises(SpeechFailed, match="without an answer"):
        worker.recognize(Path("dead"), two_channels=False)
    assert worker.recognize(Path("a"), two_channels=False)
    worker.stop()


def test_without_speech_recognition_the_reason_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(client, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(client, "find_spec", lambda name: None)
    with pytest.raises(SpeechMissing, match="make speech"):
        SpeechWorker().recognize(Path("a"), two_channels=False)
