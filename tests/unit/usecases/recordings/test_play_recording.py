"""Playing, downloading and listening: who may, what is noted, and what a person reads who may not."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.authority import RightMissing
from ringkeep.domain.access.rights import Right
from ringkeep.domain.recordings.erasing import erasing
from ringkeep.domain.recordings.erasures import Erasure
from ringkeep.domain.recordings.plays import (
    PLAY_SECONDS,
    FileKind,
    PlayUnknown,
    RecordingErased,
    RecordingNotStored,
)
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.transcripts.policies import TranscriptionSettings
from ringkeep.errors import StorageFailed
from tests.unit.domain.recordings.example_rows import NOW, pending
from tests.unit.usecases.recordings.media_setup import MediaSetup, asking, person
from tests.unit.usecases.transcripts.setup import REDACTED, stored_row

ANN, BEN = person("ann"), person("ben")


@pytest.fixture
def setup() -> MediaSetup:
    return MediaSetup()


def test_a_play_is_one_audit_entry_and_an_address_for_five_minutes(setup: MediaSetup) -> None:
    row = stored_row()
    play, signed = setup.playing.begin(asking(ANN), row)
    assert signed.expires_at == NOW + 300
    assert "X-Amz-Expires=300" in signed.url
    assert "versionId=v1" in signed.url
    (entry,) = setup.audit.entries.values()
    assert (entry.action, entry.object.kind, entry.object.id) == (
        "recordings.play",
        "recording",
        "default:a1:r1",
    )
    assert (entry.actor.id, entry.origin.agent, entry.request_id) == (
        "ann-id",
        "Firefox",
        "request-1",
    )
    assert dict(entry.after) == {"play": play.id}


def test_a_renewal_is_another_address_and_no_entry(setup: MediaSetup) -> None:
    row = stored_row()
    play, _ = setup.playing.begin(asking(ANN), row)
    setup.clock.sleep(250)
    assert setup.playing.renew(ANN, row, play.id).expires_at == NOW + 550
    assert setup.audit.actions == ["recordings.play"]


def test_without_its_audit_entry_nothing_is_signed(setup: MediaSetup) -> None:
    setup.audit.failure = StorageFailed("no answer")
    with pytest.raises(StorageFailed):
        setup.playing.begin(asking(ANN), stored_row())
    with pytest.raises(StorageFailed):
        setup.download(asking(ANN), stored_row(), FileKind.AUDIO)
    assert setup.plays.plays == {}


def test_no_one_renews_the_play_of_another_person_of_another_recording_or_of_yesterday(
    setup: MediaSetup,
) -> None:
    row = stored_row()
    other = row.model_copy(update={"recording_id": "r2"})
    play, _ = setup.playing.begin(asking(ANN), row)
    for viewer, recording, id_ in ((BEN, row, play.id), (ANN, other, play.id), (ANN, row, "x")):
        with pytest.raises(PlayUnknown):
            setup.playing.renew(viewer, recording, id_)
        with pytest.raises(PlayUnknown):
            setup.listening(viewer, recording, id_, [(0.0, 1.0)])
    setup.clock.sleep(PLAY_SECONDS)
    with pytest.raises(PlayUnknown):
        setup.playing.renew(ANN, row, play.id)


NOT_STORED = sorted(set(RecordingState) - {RecordingState.STORED, RecordingState.ERASED})


@pytest.mark.parametrize("state", NOT_STORED)
def test_what_is_not_stored_is_refused_with_its_state_in_words(
    setup: MediaSetup, state: RecordingState
) -> None:
    with pytest.raises(RecordingNotStored, match=r"has no audio here: .{20}"):
        setup.playing.begin(asking(ANN), pending(state=state))
    for kind in FileKind:
        with pytest.raises(RecordingNotStored):
            setup.download(asking(ANN), pending(state=state), kind)
    assert setup.audit.actions == []


def test_an_erased_recording_is_gone_from_the_first_moment_of_its_erasure(
    setup: MediaSetup,
) -> None:
    row = stored_row()
    play, _ = setup.playing.begin(asking(ANN), row)
    erased = row.model_copy(update={"state": RecordingState.ERASED})
    with pytest.raises(RecordingErased):
        setup.playing.renew(ANN, erased, play.id)
    with pytest.raises(RecordingErased):
        setup.playing.begin(asking(ANN), erased)
    for kind in FileKind:
        with pytest.raises(RecordingErased):
            setup.download(asking(ANN), erased, kind)
    assert setup.audit.actions == ["recordings.play"]


def test_a_recording_whose_file_goes_while_it_plays_is_gone_at_the_renewal(
    setup: MediaSetup,
) -> None:
    row = stored_row()
    play, _ = setup.playing.begin(asking(ANN), row)
    assert row.audio
    setup.objects.gone.add(row.audio.object_key)
    with pytest.raises(RecordingErased, match="was erased"):
        setup.playing.renew(ANN, row, play.id)
    with pytest.raises(RecordingErased):
        setup.playing.begin(asking(ANN), row)
    assert setup.audit.actions == ["recordings.play"]


def restricted(setup: MediaSetup, *, redaction: bool = True) -> None:
    chosen = {"redacted_audio_needs_right": True, **({"options": REDACTED} if redaction else {})}
    setup.settings.decide("default", TranscriptionSettings.model_validate(chosen))


def test_where_text_is_redacted_the_service_may_keep_audio_for_those_who_see_everything(
    setup: MediaSetup,
) -> None:
    row = stored_row()
    play, _ = setup.playing.begin(asking(ANN), row)
    restricted(setup)
    with pytest.raises(RightMissing):
        setup.playing.begin(asking(ANN), row)
    with pytest.raises(RightMissing):
        setup.playing.renew(ANN, row, play.id)
    with pytest.raises(RightMissing):
        setup.download(asking(ANN), row, FileKind.AUDIO)
    sees = person("eve", Right.PLAY, Right.SEE_UNREDACTED)
    assert setup.playing.begin(asking(sees), row).signed.url


def test_without_redaction_that_setting_changes_nothing(setup: MediaSetup) -> None:
    restricted(setup, redaction=False)
    assert setup.playing.begin(asking(ANN), stored_row()).signed.url


@pytest.mark.parametrize(
    ("kind", "ending"), [(FileKind.AUDIO, "r1.mp3"), (FileKind.SIDECAR, "r1.json")]
)
def test_a_download_is_an_attachment_with_an_entry(
    setup: MediaSetup, kind: FileKind, ending: str
) -> None:
    address = setup.download(asking(ANN), stored_row(), kind)
    assert address.file_name == f"2026-11-18T10-40-00Z_{ending}"
    assert "attachment%3B%20filename%3D%22" in address.signed.url
    (entry,) = setup.audit.entries.values()
    assert (entry.action, dict(entry.after)) == ("recordings.download", {"what": kind.value})


def test_a_name_of_a_file_has_plain_letters_only(setup: MediaSetup) -> None:
    row = stored_row().model_copy(update={"recording_id": 'r"\r\n;é/1'})
    name = setup.download(asking(ANN), row, FileKind.AUDIO).file_name
    assert name.isascii()
    assert not set(name) & set('"\r\n;/%')


@pytest.mark.parametrize("audio", [{"duration_seconds": 0.0}, {"duration_seconds": None}])
def test_header_only_and_unmeasured_audio_plays_as_far_as_it_can(
    setup: MediaSetup, audio: dict[str, object]
) -> None:
    row = stored_row(**audio)
    play, signed = setup.playing.begin(asking(ANN), row)
    assert signed.url
    setup.listening(ANN, row, play.id, [(0.0, 9.0)])
    assert 0 <= setup.listening.of(ANN, row).share <= 1


def heard(setup: MediaSetup, row: Recording, *parts: tuple[float, float]) -> None:
    play, _ = setup.playing.begin(asking(ANN), row)
    setup.listening(ANN, row, play.id, parts)


def test_what_a_person_has_heard_grows_over_their_plays_and_is_theirs_alone(
    setup: MediaSetup,
) -> None:
    row = stored_row(duration_seconds=100.0)
    heard(setup, row, (0.0, 10.0), (50.0, 60.0))
    heard(setup, row, (5.0, 20.0))
    found = setup.listening.of(ANN, row)
    assert (found.parts, found.share) == (((0.0, 20.0), (50.0, 60.0)), 0.3)
    assert setup.listening.of(BEN, row).parts == ()
    version = setup.plays.listened("ann-id", row.key).version
    heard(setup, row, (1.0, 2.0))
    assert setup.plays.listened("ann-id", row.key).version == version


@pytest.mark.parametrize("kind", list(FileKind))
def test_of_an_erased_recording_nothing_is_handed_out(setup: MediaSetup, kind: FileKind) -> None:
    row = erasing(stored_row(), Erasure(at=NOW, reason="asked"))
    with pytest.raises(RecordingErased):
        setup.playing.begin(asking(ANN), row)
    with pytest.raises(RecordingErased):
        setup.files.file(ANN, row, kind)
