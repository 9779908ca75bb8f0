"""Words of prepared transcripts get their times from their utterances."""

from __future__ import annotations

from itertools import pairwise

from local.prepared_words import Facts, Utterance, timed_words, transcript_of
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.transcripts.transcripts import TranscriptSource

KEY = RecordingKey(service="main", account_id="1", recording_id="7")
SAID = (
    Utterance("A", 0.1, 2.1, "Good morning, how can I help?"),
    Utterance("C", 2.6, 4.0, "I would like a refund."),
    Utterance("A", 4.4, 5.0, "Of course."),
)


def test_words_share_the_time_of_their_utterance_by_length() -> None:
    words = list(timed_words(SAID[1]))
    assert [word.text for word in words] == ["I", "would", "like", "a", "refund."]
    assert (words[0].start, words[-1].end) == (2.6, 4.0)
    assert all(before.end == after.start for before, after in pairwise(words))
    lengths = [(word.end or 0) - (word.start or 0) for word in words]
    assert lengths.index(max(lengths)) == 4


def test_two_channels_have_the_customer_on_the_first() -> None:
    transcript = transcript_of(SAID, Facts(KEY, 1.0, 5.2, 2))
    assert transcript.source is TranscriptSource.PREPARED
    assert [(turn.speaker, turn.channel) for turn in transcript.turns] == [
        ("ch_1", 1),
        ("ch_0", 0),
        ("ch_1", 1),
    ]
    assert transcript.turns[1].text == "I would like a refund."


def test_one_channel_has_a_voice_for_each_side() -> None:
    transcript = transcript_of(SAID, Facts(KEY, 1.0, 5.2, 1))
    assert [turn.speaker for turn in transcript.turns] == ["spk_0", "spk_1", "spk_0"]
    assert {turn.channel for turn in transcript.turns} == {None}
    assert all(word.confidence is None for word in transcript.words)


def test_nothing_said_is_a_transcript_without_turns() -> None:
    assert transcript_of((), Facts(KEY, 1.0, 5.2, 1)).turns == ()
