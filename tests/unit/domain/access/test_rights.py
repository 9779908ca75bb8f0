"""The named rights."""

from __future__ import annotations

import re

import pytest

from ringkeep.domain.access.rights import (
    SENTENCES,
    Right,
    RightUnknown,
    known_rights,
    parse_rights,
)


def test_the_names_of_rights_never_change_because_stored_profiles_contain_them() -> None:
    assert {each.name: each.value for each in Right} == {
        "SEE_LIVE": "live.see",
        "LIST_RECORDINGS": "recordings.list",
        "PLAY": "recordings.play",
        "DOWNLOAD": "recordings.download",
        "TRANSCRIBE": "recordings.transcribe",
        "SEE_UNREDACTED": "transcripts.see_unredacted",
        "EVALUATE": "evaluations.evaluate",
        "MANAGE_EVALUATIONS": "evaluations.manage",
        "MANAGE_SCORECARDS": "scorecards.manage",
        "MANAGE_ANALYZERS": "analyzers.manage",
        "MANAGE_USERS": "users.manage",
        "MANAGE_SERVICES": "services.manage",
        "MANAGE_RETENTION": "retention.manage",
        "SEE_AUDIT": "audit.see",
        "EXPORT": "data.export",
    }


def test_every_right_has_one_sentence_for_the_console() -> None:
    assert set(SENTENCES) == set(Right)
    for right in Right:
        assert re.fullmatch(r"[A-Z][^.]+\.", right.sentence), right


def test_a_right_that_does_not_exist_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RightUnknown) as refused:
        parse_rights(["recordings.play", "recordings.fly"])

    assert (refused.value.code, refused.value.field) == ("right_unknown", "rights")
    assert "'recordings.fly'" in str(refused.value)
    assert all(right.value in str(refused.value) for right in Right)


def test_the_message_about_unknown_rights_is_short_whatever_was_sent() -> None:
    with pytest.raises(RightUnknown) as refused:
        parse_rights([f"{number}" * 10_000 for number in range(500)])

    assert len(str(refused.value)) < 600


def test_rights_are_read_by_name() -> None:
    assert parse_rights(["recordings.play", "live.see"]) == {Right.PLAY, Right.SEE_LIVE}


def test_a_right_of_a_newer_version_gives_nothing_and_does_not_break_the_profile() -> None:
    assert known_rights(["recordings.play", "coaching.plan"]) == {Right.PLAY}
