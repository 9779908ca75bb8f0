"""The keys, digests and documents of the archive."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.archive import (
    AudioFacts,
    Digest,
    Hasher,
    Sidecar,
    audio_key,
    audio_prefix,
    decision_key,
    escaped,
    quarantine_key,
    recording_of_key,
    refreshed,
    sidecar_key,
    sidecar_of,
    supersedes,
)
from ringkeep.domain.recordings.observations import matches_call, observations, recorded_seconds
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending, raw_call

OLD = raw_call()
NEW = raw_call(lastModifiedTime="2026-11-19T00:00:00.000Z")


def digest(content: bytes, part_size: int, chunk: int = 7) -> Digest:
    hasher = Hasher(part_size)
    for start in range(0, len(content), chunk):
        hasher.update(content[start : start + chunk])
    return hasher.digest()


def b64(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def sidecar(call: JsonObject = OLD, sha256: str = AUDIO.sha256) -> Sidecar:
    audio = AUDIO.model_copy(update={"sha256": sha256})
    return sidecar_of(lifecycle.stored(pending(), audio, NOW), call)


def facts(seconds: float = 60, channels: int = 1, peak: float = 0.5) -> AudioFacts:
    return AudioFacts(
        duration_seconds=seconds, channels=channels, sample_rate=8000, peaks=((peak, 0.0),)
    )


def test_a_key_contains_the_service_the_account_and_the_day_of_the_call() -> None:
    row = pending()
    assert audio_key(row, "mp3") == "recordings/default/a1/2026/11/18/r1.mp3"
    assert sidecar_key(row) == "recordings/default/a1/2026/11/18/r1.json"
    assert decision_key(row) == "decisions/default/a1/2026/11/18/r1.json"
    assert quarantine_key(row, "bin") == "quarantine/default/a1/2026/11/18/r1.bin"


def test_the_day_in_a_key_is_in_utc() -> None:
    just_before_midnight = pending(start_time=1_795_046_399.9)
    assert "/2026/11/18/" in sidecar_key(just_before_midnight)
    assert "/2026/11/19/" in sidecar_key(pending(start_time=1_795_046_400.0))


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_any_id_is_escaped_in_the_key_and_read_back_from_it(account: str, recording: str) -> None:
    try:
        (account + recording).encode()
    except UnicodeEncodeError:
        return
    row = pending(account_id=account, recording_id=recording)
    key = audio_key(row, "mp3")
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-%/.")
    assert key.count("/") == 6
    assert key.startswith(audio_prefix(row))
    assert recording_of_key(key) == row.key


def test_different_ids_never_share_a_key() -> None:
    ids = ["a", "A", "a.", "a%2E", "a/", "a/b", "a+b", "a b", 'a"b', "ä", "a\u0308", "..", "~"]
    assert len({escaped(identifier) for identifier in ids}) == len(ids)


@pytest.mark.parametrize("key", ["", "recordings/x.mp3", "a/b/c/d/e/f/g/h"])
def test_a_key_of_another_format_belongs_to_no_recording(key: str) -> None:
    assert recording_of_key(key) is None


@pytest.mark.parametrize("size", [0, 1, 99, 100])
def test_a_body_of_one_part_has_the_plain_checksum(size: int) -> None:
    content = b"x" * size
    assert digest(content, 100).s3_checksum == b64(content)
    assert digest(content, 100).part_checksums == (b64(content),)


def test_a_body_of_several_parts_has_the_checksum_of_their_digests() -> None:
    content = bytes(range(250))
    parts = [content[:100], content[100:200], content[200:]]
    digests = b"".join(hashlib.sha256(part).digest() for part in parts)
    result = digest(content, 100)
    assert result.s3_checksum == f"{b64(digests)}-3"
    assert result.part_checksums == tuple(b64(part) for part in parts)
    assert result.sha256 == hashlib.sha256(content).hexdigest()


@given(st.binary(max_size=500), st.integers(1, 600))
def test_a_digest_does_not_depend_on_the_size_of_the_chunks(content: bytes, chunk: int) -> None:
    assert digest(content, 100, chunk) == digest(content, 100, 1000)


def test_a_digest_matches_the_composite_and_the_whole_object_checksum() -> None:
    result = digest(b"x" * 150, 100)
    assert result.matches(result.s3_checksum)
    assert result.matches(b64(b"x" * 150))
    assert not result.matches("")
    assert not result.matches(b64(b"other"))


def test_a_sidecar_holds_the_raw_and_the_normalised_call() -> None:
    document = sidecar()
    assert document.call_raw == OLD
    assert document.call is not None
    assert document.call["id"] == "c1"
    assert document.call_version == "2026-11-18T10:42:00+00:00"


def test_a_sidecar_without_a_call_is_refreshed_when_a_call_is_found() -> None:
    row = lifecycle.stored(pending(), AUDIO, NOW)
    document = sidecar_of(row, None)
    assert (document.call, document.call_version) == (None, "")
    assert refreshed(document, row, OLD) is not None


def test_a_newer_call_replaces_a_sidecar_and_an_older_one_does_not() -> None:
    assert supersedes(sidecar(NEW), sidecar(OLD))
    assert not supersedes(sidecar(OLD), sidecar(NEW))
    assert not supersedes(sidecar(OLD), sidecar(OLD))


def test_other_audio_replaces_a_sidecar_of_the_same_version() -> None:
    assert supersedes(sidecar(sha256="cd" * 32), sidecar())


def test_a_sidecar_is_refreshed_when_an_event_names_the_mode_and_view_later() -> None:
    row = lifecycle.stored(pending(), AUDIO, NOW)
    stored = sidecar_of(row, OLD).model_copy(update={"peaks": ((0.1,),)})
    named = row.model_copy(update={"mode": "OnDemand", "view": "Session"})
    new = refreshed(stored, named, OLD)
    assert new is not None
    assert (new.recording.mode, new.recording.view) == ("OnDemand", "Session")
    assert new.peaks == stored.peaks
    assert refreshed(new, named, OLD) is None
    assert refreshed(new, row, OLD) is None


def test_a_sidecar_can_be_read_back_from_its_json() -> None:
    document = sidecar().model_copy(update={"peaks": ((0.1, 1.0),)})
    assert Sidecar.model_validate_json(document.model_dump_json()) == document


def test_the_expected_duration_is_that_of_the_recorded_leg() -> None:
    leg: JsonObject = {"duration": 20, "recording": {"id": "r1"}}
    assert recorded_seconds(pending(), raw_call(duration=300, legs=[leg])) == 20
    assert recorded_seconds(pending(), raw_call(duration=300)) == 300
    assert recorded_seconds(pending(duration_seconds=60), None) == 60
    assert recorded_seconds(pending(duration_seconds=60), {"id": "broken"}) == 60


@pytest.mark.parametrize(
    ("seconds", "matches"), [(60, True), (45, True), (75, True), (19, False), (120, False)]
)
def test_audio_much_shorter_or_longer_than_its_call_does_not_match(
    seconds: float, matches: bool
) -> None:
    assert matches_call(pending(), 60, facts(seconds)) is matches


def test_an_on_demand_recording_may_be_of_any_length() -> None:
    assert matches_call(pending(recording_type="OnDemand"), 600, facts(31)) is None
    assert matches_call(pending(), 0, facts(31)) is None


@pytest.mark.parametrize(
    ("audio", "seconds", "words"),
    [
        (facts(), 60, ()),
        (facts(5), 60, ("shorter_than_call",)),
        (facts(600), 60, ("longer_than_call",)),
        (facts(channels=6), 60, ("unusual_channels",)),
        (facts(peak=0.0), 60, ("silent",)),
    ],
)
def test_each_observation_is_one_word(
    audio: AudioFacts, seconds: int, words: tuple[str, ...]
) -> None:
    assert observations(matches_call(pending(), seconds, audio), seconds, audio) == words
