"""From the click on Transcribe Now to the words, on the laptop stack, with speech that is made from a seed.

    PYTHONPATH=. .venv/bin/python benchmarks/transcribe_now.py [seed]

The deployed template, its state machine and the laptop's speech recognition (`make speech`). Two calls of
some minutes are composed and spoken by espeak-ng: one with one channel, one with two. The seconds run
from the request of the button to the answer that has the words. Writes results/transcribe_now.json.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from local import console
from local.clients import Clients
from local.credentials import as_json
from local.environment import ROOT
from local.front import Front
from local.processes import run_logged
from local.sign_in import access_token
from local.simulator import Simulator
from local.speech.word_errors import word_errors, words_of
from local.stack import LocalStack
from simulator.dialogues.long_calls import long_call
from simulator.dialogues.make import speak_all
from simulator.dialogues.plan import Agent

RESULT: Final = Path(__file__).parent / "results" / "transcribe_now.json"
FOLDER: Final = ROOT / ".local" / "benchmark"
_AGENT: Final = Agent("104", "Samuel Ortega", "Sales")
_PAUSE_SECONDS: Final = 0.2
_PATIENCE_SECONDS: Final = 600


@contextmanager
def laptop(spoken: Path) -> Iterator[tuple[Front, Simulator]]:
    """A stack whose archive is still empty, and an account that has these conversations."""
    port, url = console.address(0)
    with (
        Simulator(FOLDER, "empty", "--dialogues", str(spoken)) as simulator,
        LocalStack(FOLDER, port=0, parameters=console.parameters_for(url)) as stack,
        Front(stack, port) as front,
    ):
        text = as_json(simulator.connection)
        stack.command_line("service", "add", "default", "--from-json", "-", text=text)
        yield front, simulator


def fill(front: Front, simulator: Simulator) -> list[dict[str, Any]]:
    """Puts the calls into the archive without a transcript. Returns what is said in them."""
    described: list[dict[str, Any]] = simulator.post("older-calls", {"days": 2})
    silent = json.dumps([{**each, "utterances": []} for each in described])
    command = [sys.executable, "-m", "local.prepared_calls", console.SERVICE]
    run_logged(command, front.stack.product_environment, silent)
    return described


def transcribe(api: httpx.Client, recording: str) -> tuple[float, dict[str, Any]]:
    """Returns the seconds and the transcription."""
    path, began = f"/v1/recordings/{recording}/transcription", time.monotonic()
    api.post(path).raise_for_status()
    while (found := api.get(path).raise_for_status().json())["status"] in ("queued", "running"):
        if time.monotonic() - began > _PATIENCE_SECONDS:
            break
        time.sleep(_PAUSE_SECONDS)
    if found["status"] != "completed":
        raise SystemExit(f"the transcription ended with {found}")
    return time.monotonic() - began, found


def lanes_of(
    described: dict[str, Any], turns: list[dict[str, Any]]
) -> tuple[list[list[str]], list[list[str]]]:
    """Returns what is said and what was heard by channel. The customer is on the first of two."""
    channels = range(described["channels"])
    utterances = described["utterances"]
    if len(channels) == 1:
        said, heard = [utterances], [turns]
    else:
        said = [
            [each for each in utterances if (each["speaker"] == "A") == bool(n)] for n in channels
        ]
        heard = [[turn for turn in turns if turn["channel"] == n] for n in channels]
    return [_words(each) for each in said], [_words(each) for each in heard]


def _words(spoken: list[dict[str, Any]]) -> list[str]:
    return words_of(" ".join(str(each["text"]) for each in spoken))


def measured(api: httpx.Client, described: dict[str, Any]) -> dict[str, Any]:
    seconds, found = transcribe(api, str(described["recording_id"]))
    said, heard = lanes_of(described, found["turns"])
    errors = sum(word_errors(*each) for each in zip(said, heard, strict=True))
    words = sum(map(len, said))
    length = float(described["utterances"][-1]["end"])
    return {
        "channels": described["channels"],
        "audio_seconds": round(length, 1),
        "seconds": round(seconds, 1),
        "share_of_audio": round(seconds / length, 3),
        "words": words,
        "word_error_rate": round(errors / words, 3),
    }


def main() -> None:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.SystemRandom().randrange(10**6)
    spoken = FOLDER / "dialogues"
    speak_all(spoken, [long_call(_AGENT, seed, channels=channels) for channels in (1, 2)])
    with laptop(spoken) as (front, simulator):
        person = console.people(front.stack, Clients(front.stack))[0]
        described = fill(front, simulator)
        bearer = access_token(front.stack, front.url, person)
        headers = {"Authorization": f"Bearer {bearer}"}
        with httpx.Client(base_url=front.url, headers=headers, timeout=60, trust_env=False) as api:
            calls = [measured(api, each) for each in described]
    results = {"seed": seed, "calls": calls}
    RESULT.write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
