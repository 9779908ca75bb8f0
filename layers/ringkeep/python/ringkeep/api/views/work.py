"""Notes, bookmarks and tags as the API shows and takes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, ClassVar, Final

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from ringkeep.api.bodies import Body
from ringkeep.api.models import FieldProblem, Problem
from ringkeep.api.refusals import field_problems
from ringkeep.api.views.common import USER_ID, example, moment
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.work.bookmarks import Bookmark
from ringkeep.domain.work.notes import LONGEST_RECORDING, Note

LONGEST_BODY: Final = 2_000_000
"""Bytes of a body with a long text, so that a text that is too long gets a sentence of its own."""
MOST_RECORDINGS: Final = 50
_LONGEST_VERSION: Final = 10**15
_NOTE_ID: Final = "5d1f0c9be1d04c5f8a6b0c1d2e3f4a5b"
_RECORDING: Final = "main:809646016:7602012008"
_NOTE: Final[JsonObject] = {
    "id": _NOTE_ID,
    "version": 1,
    "text": "Here she asks for a refund.",
    "at": 73.5,
    "author": {"id": USER_ID, "name": "Ann Lee"},
    "created_at": "2026-11-26T08:00:00Z",
    "changed_at": "2026-11-26T08:00:00Z",
    "mine": True,
}
_BOOKMARK: Final[JsonObject] = {"id": _NOTE_ID, "at": 73.5, "label": "refund"}

Moment = Annotated[float, Field(ge=0, le=LONGEST_RECORDING, allow_inf_nan=False)]
Version = Annotated[int, Field(ge=1, le=_LONGEST_VERSION)]
ReadVersion = Annotated[
    int,
    Query(
        alias="version",
        ge=1,
        le=_LONGEST_VERSION,
        description="the version that you have read",
        examples=[1],
    ),
]
TagText = Annotated[str, Field(min_length=1, max_length=200)]
TagTexts = Annotated[tuple[TagText, ...], Field(max_length=60)]
Identifiers = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=1_000)], ...],
    Field(min_length=1, max_length=MOST_RECORDINGS),
]


class AuthorView(Model):
    """`name` is the one that the person had when they wrote."""

    id: str
    name: str


class NoteView(Model):
    """`at` is a moment in the recording in seconds, null for a note about all of it. `text` is text: markup
    in it means nothing."""

    model_config = example(_NOTE)
    id: str
    version: int
    text: str
    at: float | None
    author: AuthorView
    created_at: datetime
    changed_at: datetime
    mine: bool


class NoteListView(Model):
    """The oldest first; at most 200."""

    model_config = example({"items": [_NOTE]})
    items: tuple[NoteView, ...]


class NewNoteBody(Body):
    """At most 5,000 characters. Control characters and others that show nothing are left out."""

    model_config = example({"text": "Here she asks for a refund.", "at": 73.5})
    nullable: ClassVar[frozenset[str]] = frozenset({"at"})
    text: str
    at: Moment | None = None


class NoteBody(NewNoteBody):
    """`version` is the one that you have read."""

    model_config = example({"text": "She asks for a refund.", "at": 73.5, "version": 1})
    version: Version


class NoteProblem(Problem):
    """With the code `note_changed`, `note` is the note as it is now."""

    note: NoteView | SkipJsonSchema[None] = None


class BookmarkView(Model):
    model_config = example(_BOOKMARK)
    id: str
    at: float
    label: str


class BookmarkListView(Model):
    """In order of their moments; at most 200."""

    model_config = example({"items": [_BOOKMARK]})
    items: tuple[BookmarkView, ...]


class BookmarkBody(Body):
    model_config = example({"at": 73.5, "label": "refund"})
    at: Moment
    label: Annotated[str, Field(max_length=1_000)] = ""


class TagsBody(Body):
    """Tags to add and to remove, of 1 to 50 characters. What is in both is removed."""

    model_config = example({"add": ["billing"], "remove": ["late fee"]})
    add: TagTexts = ()
    remove: TagTexts = ()


class TagsOfSeveralBody(TagsBody):
    """`recordings` are ids of the list of recordings."""

    model_config = example({"recordings": [_RECORDING], "add": ["billing"], "remove": []})
    recordings: Identifiers


class TagsView(Model):
    """Case and accents do not count: a recording has each tag once. At most 30."""

    model_config = example({"tags": ["billing"]})
    tags: tuple[str, ...]


class TaggedRecording(Model):
    """`tags` is null if the recording was not changed: `errors` say why."""

    model_config = example({"recording": _RECORDING, "tags": ["billing"], "errors": []})
    recording: str
    tags: tuple[str, ...] | None
    errors: tuple[FieldProblem, ...] = ()


class TaggedRecordings(Model):
    model_config = example(
        {"items": [{"recording": _RECORDING, "tags": ["billing"], "errors": []}]}
    )
    items: tuple[TaggedRecording, ...]


class TagNamesView(Model):
    """Names of tags that recordings of the service have, at most 500, in order. Someone who does not see
    every recording gets those that they have given themselves."""

    model_config = example({"items": ["billing", "late fee"]})
    items: tuple[str, ...]


def note_view(note: Note, reader: str) -> NoteView:
    """`reader` is the id of the person who reads it."""
    return NoteView(
        id=note.id,
        version=note.version,
        text=note.text,
        at=note.at,
        author=AuthorView(id=note.author_id, name=note.author_name),
        created_at=moment(note.created_at),
        changed_at=moment(note.changed_at),
        mine=note.author_id == reader,
    )


def note_list_view(notes: Iterable[Note], reader: str) -> NoteListView:
    return NoteListView(items=tuple(note_view(each, reader) for each in notes))


def bookmark_view(bookmark: Bookmark) -> BookmarkView:
    return BookmarkView(id=bookmark.id, at=bookmark.at, label=bookmark.label)


def tagged(identifier: str, tags: tuple[str, ...]) -> TaggedRecording:
    return TaggedRecording(recording=identifier, tags=tags)


def not_tagged(identifier: str, refusals: Sequence[Refusal]) -> TaggedRecording:
    return TaggedRecording(recording=identifier, tags=None, errors=field_problems(refusals))
