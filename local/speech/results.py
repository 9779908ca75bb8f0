"""Recognized words in the format of Amazon Transcribe's results, so that the product reads both alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

Item: TypeAlias = dict[str, Any]
RECOGNIZER: Final = {"source": "whisper", "model": "tiny.en"}
_ENDING: Final = re.compile(r"^(.*?)([.,?!;:]*)$", re.DOTALL)
_DIGIT: Final = re.compile(r"\d")
_HIDDEN: Final = "[PII]"


class Heard(NamedTuple):
    """A word with its punctuation, in seconds from the beginning, and how certain it is (0 to 1)."""

    text: str
    start: float
    end: float
    probability: float


def result_of(name: str, lanes: Sequence[Iterable[Heard]]) -> Item:
    """Returns the result of a job. One lane is one voice, two are two channels."""
    items = [list(_items(lane)) for lane in lanes]
    results: Item = {"transcripts": [{"transcript": _text(items)}]}
    if len(items) == 1:
        results["items"] = [{**each, "speaker_label": "spk_0"} for each in items[0]]
    else:
        results["channel_labels"] = {
            "channels": [_channel(place, each) for place, each in enumerate(items)],
            "number_of_channels": len(items),
        }
        results["items"] = [each for lane in items for each in lane]
    return {"jobName": name, "status": "COMPLETED", "results": results, "recognizer": RECOGNIZER}


def redacted(lanes: Sequence[Iterable[Heard]]) -> list[list[Heard]]:
    """Hides every word with a digit. It shows where redacted text goes, and knows no names."""
    return [
        [each._replace(text=_HIDDEN) if _DIGIT.search(each.text) else each for each in lane]
        for lane in lanes
    ]


def _items(lane: Iterable[Heard]) -> Iterable[Item]:
    for heard in lane:
        found = _ENDING.match(heard.text.strip())
        word, marks = found.groups() if found else (heard.text, "")
        if word:
            yield {
                "type": "pronunciation",
                "alternatives": [{"confidence": f"{heard.probability:.3f}", "content": word}],
                "start_time": f"{heard.start:.3f}",
                "end_time": f"{heard.end:.3f}",
            }
        for mark in marks:
            alternatives = [{"confidence": "0.0", "content": mark}]
            yield {"type": "punctuation", "alternatives": alternatives}


def _channel(place: int, items: Sequence[Item]) -> Item:
    label = f"ch_{place}"
    return {
        "channel_label": label,
        "items": [{**each, "channel_label": label} for each in items],
    }


def _text(lanes: Sequence[Sequence[Item]]) -> str:
    words = [(each["alternatives"][0]["content"], each["type"]) for lane in lanes for each in lane]
    return "".join(
        content if kind == "punctuation" else f" {content}" for content, kind in words
    ).strip()
