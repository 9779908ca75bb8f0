"""Words that were really spoken come back from the laptop's state machine, and no canned text.

Needs `make speech`, and espeak-ng and lame from Debian.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.speech.client import SpeechMissing, speech_python
from local.speech.word_errors import word_error_rate, words_of
from local.stack import LocalStack
from ringkeep.domain.transcripts.amazon_transcribe import transcript_of
from ringkeep.domain.transcripts.transcripts import TranscriptSource
from tests.integration.test_transcription_machine import AUDIO, BUCKET, Machine, client
from tests.unit.domain.transcripts.example_results import facts

SPOKEN = (
    "Good morning, you have reached the service desk. My name is Alice. How can I help you today?"
    " I can see your order here. It left our warehouse on Monday and should arrive before the weekend."
    " Please check the address on the label, and call us again if the package is damaged."
)
MOST_ERRORS = 0.10


def _speech_is_missing() -> bool:
    try:
        speech_python()
    except SpeechMissing:
        return True
    return not (shutil.which("espeak-ng") and shutil.which("lame"))


pytestmark = pytest.mark.skipif(_speech_is_missing(), reason="needs make speech, espeak-ng, lame")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    folder = Path(tmp_path_factory.mktemp("spoken"))
    wav, mp3 = folder / "call.wav", folder / "call.mp3"
    subprocess.run(["espeak-ng", "-v", "en-us", "-s", "150", "-w", wav, SPOKEN], check=True)
    subprocess.run(["lame", "--quiet", wav, mp3], check=True)
    stack = LocalStack(folder)
    try:
        stack.start_emulator()
        client(stack, "s3").create_bucket(Bucket=BUCKET)
        client(stack, "s3").put_object(Bucket=BUCKET, Key=AUDIO, Body=mp3.read_bytes())
        yield Machine(stack)
    finally:
        stack.stop()


def test_spoken_words_come_back(machine: Machine) -> None:
    output = machine.run("spoken")["settled"]
    assert (output["end"], output["language"]) == ("completed", "en-US")
    key = "transcription-results/spoken.json"
    content = client(machine.stack, "s3").get_object(Bucket=BUCKET, Key=key)["Body"].read()
    transcript = transcript_of(json.loads(content), facts())
    heard = words_of(" ".join(turn.text for turn in transcript.turns))
    spoken = words_of(SPOKEN)
    rate = word_error_rate(spoken, heard)
    assert transcript.source is TranscriptSource.WHISPER
    assert rate <= MOST_ERRORS, heard
    assert all(word.start is not None and word.end is not None for word in transcript.words)
