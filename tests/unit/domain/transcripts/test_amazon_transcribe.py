"""The conversion of Amazon Transcribe's results into the one format of transcripts."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.json import JsonObject, JsonValue, parse_object
from ringkeep.domain.transcripts.amazon_transcribe import ResultUnreadable, transcript_of
from ringkeep.domain.transcripts.transcripts import Transcript, TranscriptSource
from tests.unit.domain.transcripts.example_results import (
    call,
    facts,
    mark,
    one_channel,
    two_channels,
    word,
)


def texts(transcript: Transcript) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in transcript.turns]


def test_two_channels_become_turns_in_the_order_of_the_conversation() -> None:
    transcript = transcript_of(call(), facts())
    assert texts(transcript) == [
        ("ch_0", "Good morning."),
        ("ch_1", "Hello, my number is"),
        ("ch_0", "Right."),
        ("ch_1", "five."),
    ]
    assert [turn.channel for turn in transcript.turns] == [0, 1, 0, 1]
    assert (transcript.turns[1].start, transcript.turns[1].end) == (1.5, 4.0)


def test_words_keep_their_times_and_confidence() -> None:
    first = transcript_of(call(), facts()).turns[0].words[0]
    assert (first.text, first.start, first.end, first.confidence) == ("Good", 0.5, 0.8, 0.9)


def test_the_source_is_transcribe_unless_the_result_names_another_recognizer() -> None:
    assert transcript_of(call(), facts()).source is TranscriptSource.TRANSCRIBE
    local = {**call(), "recognizer": {"source": "whisper", "model": "tiny.en"}}
    transcript = transcript_of(local, facts())
    assert (transcript.source, transcript.model) == (TranscriptSource.WHISPER, "tiny.en")


def test_speakers_of_one_channel_become_turns() -> None:
    result = one_channel(
        word("Hello", 0.1, 0.4, speaker_label="spk_0"),
        mark("."),
        word("Hi", 0.6, 0.9, speaker_label="spk_1"),
        mark("!"),
        word("So", 1.0, 1.2, speaker_label="spk_0"),
    )
    transcript = transcript_of(result, facts())
    assert texts(transcript) == [("spk_0", "Hello."), ("spk_1", "Hi!"), ("spk_0", "So")]
    assert transcript.turns[0].channel is None


def test_older_results_name_the_speaker_only_in_the_segments() -> None:
    segments: JsonValue = [
        {"speaker_label": "spk_1", "items": [{"start_time": "0.6", "speaker_label": "spk_1"}]},
        {"speaker_label": "spk_0", "items": [{"start_time": "0.1", "speaker_label": "spk_0"}]},
    ]
    result = one_channel(word("Hello", 0.1, 0.4), word("Hi", 0.6, 0.9), segments=segments)
    assert texts(transcript_of(result, facts())) == [("spk_0", "Hello"), ("spk_1", "Hi")]


def test_a_long_pause_begins_a_turn_of_the_same_speaker() -> None:
    result = one_channel(word("One", 0, 0.5), word("two", 0.6, 1), word("three", 3.1, 3.5))
    assert texts(transcript_of(result, facts())) == [("spk_0", "One two"), ("spk_0", "three")]


def test_people_who_speak_at_the_same_time_break_no_turn() -> None:
    left: list[JsonValue] = [word(f"w{n}", n * 0.5, n * 0.5 + 0.5) for n in range(8)]
    right: list[JsonValue] = [word("mhm", 1.6, 1.9)]
    transcript = transcript_of(two_channels(left, right), facts())
    assert [turn.text for turn in transcript.turns] == ["w0 w1 w2 w3 w4 w5 w6 w7", "mhm"]


def test_a_word_without_times_keeps_its_place_and_has_none() -> None:
    timeless: JsonValue = {"type": "pronunciation", "alternatives": [{"content": "well"}]}
    result = one_channel(word("Yes", 1, 1.5), timeless, word("no", 2, 2.5))
    (turn,) = transcript_of(result, facts()).turns
    assert turn.text == "Yes well no"
    assert (turn.words[1].start, turn.words[1].end, turn.words[1].confidence) == (None, None, None)


@pytest.mark.parametrize("text", ["NaN", "-1", "soon", "1e999", True, None, [], "9" * 400])
def test_a_time_that_is_none_counts_as_missing(text: JsonValue) -> None:
    item = {**word("Yes", 1, 1.5), "start_time": text}
    (turn,) = transcript_of(one_channel(item), facts()).turns
    assert turn.words[0].start is None


def test_an_end_before_its_start_becomes_the_start() -> None:
    (turn,) = transcript_of(one_channel(word("Yes", 2, 1)), facts()).turns
    assert (turn.words[0].start, turn.words[0].end) == (2.0, 2.0)


def test_punctuation_belongs_to_the_word_before_it_and_opening_marks_to_the_next() -> None:
    result = one_channel(
        mark("¿"), word("Qué", 0, 0.4), mark("?"), mark("!"), word("Nada", 0.5, 0.9), mark("…")
    )
    (turn,) = transcript_of(result, facts("es-US")).turns
    assert [each.text for each in turn.words] == ["¿Qué?!", "Nada…"]


@pytest.mark.parametrize("result", [one_channel(), two_channels([], []), one_channel(mark("."))])
def test_a_result_without_words_is_a_transcript_without_turns(result: JsonObject) -> None:
    assert transcript_of(result, facts()).turns == ()


@pytest.mark.parametrize("content", ["{}", '{"results": []}', '{"results": {"transcripts": []}}'])
def test_a_result_that_is_no_transcript_is_refused(content: str) -> None:
    with pytest.raises(ResultUnreadable):
        transcript_of(parse_object(content), facts())


@pytest.mark.parametrize(
    ("language", "words", "text"),
    [
        ("ja-JP", ["今日", "は"], "今日は"),
        ("zh-CN", ["你", "好"], "你好"),
        ("ar-SA", ["مرحبا", "بك"], "مرحبا بك"),
        ("ru-RU", ["добрый", "день"], "добрый день"),
    ],
)
def test_other_scripts_are_joined_as_their_language_writes_them(
    language: str, words: list[str], text: str
) -> None:
    items = [word(each, place, place + 0.5) for place, each in enumerate(words)]
    (turn,) = transcript_of(one_channel(*items), facts(language)).turns
    assert turn.text == text


def test_a_word_of_ten_thousand_letters_is_kept() -> None:
    (turn,) = transcript_of(one_channel(word("a" * 10_000, 0, 1)), facts()).turns
    assert turn.words[0].text == turn.text == "a" * 10_000


def test_a_redacted_word_has_the_confidence_of_its_kind() -> None:
    redactions: JsonValue = [{"confidence": "0.7", "type": "NAME", "category": "PII"}]
    item = {
        **word("", 1, 1.5),
        "alternatives": [{"content": "[PII]", "redactions": redactions}],
    }
    transcript = transcript_of(one_channel(item), facts(redacted=True))
    assert transcript.redacted
    assert (transcript.turns[0].text, transcript.turns[0].words[0].confidence) == ("[PII]", 0.7)


NUMBERS = st.one_of(st.none(), st.floats(), st.text(max_size=5), st.floats(0, 100).map(str))
ITEMS = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["pronunciation", "punctuation", "noise"]),
            "alternatives": st.lists(
                st.fixed_dictionaries({"content": st.text(max_size=8), "confidence": NUMBERS}),
                max_size=2,
            ),
            "start_time": NUMBERS,
            "end_time": NUMBERS,
        }
    ),
    max_size=12,
)


@given(st.lists(ITEMS, min_size=1, max_size=3))
def test_whatever_comes_every_word_is_kept_and_times_are_ordered(
    lanes: list[list[dict[str, JsonValue]]],
) -> None:
    channels: JsonValue = [
        {"channel_label": f"ch_{place}", "items": items} for place, items in enumerate(lanes)
    ]
    result: JsonObject = {"results": {"channel_labels": {"channels": channels}}}
    transcript = transcript_of(result, facts())
    assert Transcript.model_validate_json(transcript.model_dump_json()) == transcript
    starts = [turn.start for turn in transcript.turns]
    assert starts == sorted(starts)
    for turn in transcript.turns:
        assert turn.text == " ".join(each.text for each in turn.words)
        assert math.isfinite(turn.end) and turn.end >= turn.start
    spoken = sum(_is_spoken(each) for items in lanes for each in items)
    assert len(list(transcript.words)) == spoken


def _is_spoken(item: dict[str, JsonValue]) -> bool:
    alternatives = item["alternatives"]
    content = alternatives[0]["content"] if alternatives else ""  # type: ignore[index,call-overload]
    return item["type"] != "punctuation" and bool(str(content).strip())
