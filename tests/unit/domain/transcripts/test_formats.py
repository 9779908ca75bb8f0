"""Transcripts as text and WebVTT."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.json import JsonValue
from ringkeep.domain.transcripts.amazon_transcribe import transcript_of
from ringkeep.domain.transcripts.formats import as_json, as_text, as_web_vtt
from ringkeep.domain.transcripts.transcripts import Transcript
from tests.unit.domain.transcripts.example_results import call, facts, one_channel, word

TIMING = re.compile(r"^(\d\d):(\d\d):(\d\d)\.(\d{3}) --> (\d\d):(\d\d):(\d\d)\.(\d{3})$")


def test_text_has_a_line_for_each_turn() -> None:
    lines = as_text(transcript_of(call(), facts()), {"ch_0": "Ann Lee"}).splitlines()
    assert lines[:2] == [
        "[0:00:00] Ann Lee: Good morning.",
        "[0:00:01] Channel 2: Hello, my number is",
    ]


def test_web_vtt_has_speakers_and_times() -> None:
    blocks = as_web_vtt(transcript_of(call(), facts())).split("\n\n")
    assert blocks[0] == "WEBVTT"
    assert blocks[1] == "00:00:00.500 --> 00:00:01.200\n<v Channel 1>Good morning.</v>"


def test_web_vtt_escapes_what_would_end_a_cue() -> None:
    result = one_channel(word("-->", 0, 1), word("<b>&", 1, 2))
    text = as_web_vtt(transcript_of(result, facts()))
    assert "--&gt; &lt;b&gt;&amp;" in text


def test_a_long_turn_becomes_cues_that_can_be_read() -> None:
    items = [word(f"number{n}", n * 0.5, n * 0.5 + 0.5) for n in range(100)]
    text = as_web_vtt(transcript_of(one_channel(*items), facts()))
    cues = re.findall(r">(.*)</v>", text)
    assert len(cues) > 6
    assert max(map(len, cues)) <= 84
    assert " ".join(cues).split() == [f"number{n}" for n in range(100)]


def test_a_transcript_without_words_is_an_empty_file_of_its_format() -> None:
    nothing = transcript_of(one_channel(), facts())
    assert as_text(nothing) == ""
    assert as_web_vtt(nothing) == "WEBVTT\n"
    assert Transcript.model_validate_json(as_json(nothing)) == nothing


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 1000)), min_size=1, max_size=30))
def test_every_cue_ends_after_it_begins(times: list[tuple[float, float]]) -> None:
    items: list[JsonValue] = [word("word", start, end) for start, end in times]
    text = as_web_vtt(transcript_of(one_channel(*items), facts()))
    found = [match for match in map(TIMING.match, text.splitlines()) if match]
    assert found
    for match in found:
        hour, minute, second, part, *end = map(int, match.groups())
        start_at = ((hour * 60 + minute) * 60 + second) * 1000 + part
        end_at = ((end[0] * 60 + end[1]) * 60 + end[2]) * 1000 + end[3]
        assert end_at > start_at
