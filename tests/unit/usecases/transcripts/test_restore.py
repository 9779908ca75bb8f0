"""Rows find their transcripts again."""

from __future__ import annotations

from ringkeep.domain.transcripts.amazon_transcribe import transcript_of
from ringkeep.usecases.transcripts.restore_pointers import RestorePointers
from tests.unit.domain.transcripts.example_results import call, facts
from tests.unit.usecases.transcripts.setup import Transcribing


def restore(setup: Transcribing) -> int:
    return RestorePointers(setup.rows, setup.store, setup.store, setup.clock).run("default")


def write(setup: Transcribing, revision: int, *, unredacted: bool = False) -> None:
    transcript = transcript_of(call(), facts()).model_copy(update={"revision": revision})
    setup.store.write(setup.row(), transcript, unredacted=unredacted)


def test_a_row_names_the_newest_transcript_again() -> None:
    setup = Transcribing()
    setup.stored()
    for revision in (1, 2, 10):
        write(setup, revision)
    write(setup, 10, unredacted=True)
    assert restore(setup) == 1
    found = setup.row().transcript
    assert found is not None
    assert (found.revision, found.words, found.unredacted) == (10, 8, True)
    assert restore(setup) == 0


def test_a_newer_pointer_stays() -> None:
    setup = Transcribing()
    setup.stored()
    write(setup, 3)
    restore(setup)
    setup.store.objects.clear()
    write(setup, 2)
    assert restore(setup) == 0


def test_a_transcript_without_a_row_changes_nothing() -> None:
    setup = Transcribing()
    setup.stored()
    write(setup, 1)
    setup.rows.rows.clear()
    assert restore(setup) == 0
