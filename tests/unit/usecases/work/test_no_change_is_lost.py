"""Several people edit one note at once: whatever the order, each text that was accepted was read by the one
who replaced it, and the others learned of it."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.access.audit import Origin
from ringkeep.domain.access.audited_requests import PersonRequest
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.sight import EVERYONE
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.work.notes import Note, NoteChanged
from ringkeep.domain.work.refusals import NoteUnknown
from ringkeep.usecases.work.audit import WorkEntries
from ringkeep.usecases.work.write_notes import WriteNotes
from tests.fakes.clock import FakeClock
from tests.fakes.work.recording_work import MemoryRecordingWork
from tests.unit.domain.recordings.example_rows import NOW, pending

ROW = pending()
ANN = PersonRequest(UserPrincipal("u1", "Ann", frozenset(Right), EVERYONE), Origin(), "")
PAGES = 3
"""Open pages of the author, each with the note as it read it."""
STEPS = st.lists(
    st.tuples(st.integers(0, PAGES - 1), st.sampled_from(("read", "write", "race", "delete"))),
    max_size=25,
)


class Pages:
    def __init__(self) -> None:
        self.store = MemoryRecordingWork()
        self.clock = FakeClock(NOW)
        first = self.notes.add(ANN, ROW, "text 0", None)
        self.pages = [first] * PAGES
        self.replaced: dict[str, str] = {}
        """Each accepted text, and the one that it replaced."""
        self.count = 0

    @property
    def notes(self) -> WriteNotes:
        return WriteNotes(self.store, WorkEntries(self.clock), self.clock)

    @property
    def present(self) -> Note | None:
        return self.store.note(ROW.key, self.pages[0].id)

    def write(self, page: int) -> None:
        self.count += 1
        read, text = self.pages[page], f"text {self.count}"
        try:
            note = self.notes.change(ANN, ROW, read.id, text, None, read.version)
        except NoteChanged as refused:
            assert refused.present == self.present
            assert refused.present.version != read.version
        except NoteUnknown:
            assert self.present is None
        else:
            self.replaced[text] = read.text
            self.pages[page] = note

    def race(self, page: int) -> None:
        """Another page writes between the reading and the writing of this one."""
        write = self.store.write_work
        other = (page + 1) % PAGES

        def overtaken(*arguments: object) -> None:
            self.store.write_work = write  # type: ignore[method-assign]
            self.write(other)
            write(*arguments)  # type: ignore[arg-type]

        self.store.write_work = overtaken  # type: ignore[method-assign, assignment]
        self.write(page)
        self.store.write_work = write  # type: ignore[method-assign]

    def read(self, page: int) -> None:
        self.pages[page] = self.present or self.pages[page]

    def delete(self, page: int) -> None:
        read = self.pages[page]
        try:
            self.notes.delete(ANN, ROW, read.id, read.version)
        except NoteChanged:
            assert self.present is not None
            assert self.present.version != read.version
        except NoteUnknown:
            assert self.present is None


@given(STEPS)
def test_each_accepted_text_was_read_by_the_one_who_replaced_it(
    steps: list[tuple[int, str]],
) -> None:
    pages = Pages()
    do: dict[str, Callable[[int], None]] = {
        "read": pages.read,
        "write": pages.write,
        "race": pages.race,
        "delete": pages.delete,
    }
    for page, step in steps:
        do[step](page)
    before = list(pages.replaced.values())
    assert len(set(before)) == len(before), "no text was replaced twice"
    if pages.present is not None:
        chain = [pages.present.text]
        while chain[-1] in pages.replaced:
            chain.append(pages.replaced[chain[-1]])
        assert set(chain) == {"text 0", *pages.replaced}, "every accepted text is in the chain"
        assert pages.present.version == len(chain)
