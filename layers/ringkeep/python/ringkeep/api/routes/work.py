"""Notes, bookmarks and tags of recordings."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.bodies import json_body
from ringkeep.api.dependencies import PrincipalDependencies, may, provided
from ringkeep.api.description import (
    CHANGES,
    GONE,
    NOT_FOUND,
    PERSONAL,
    SIGNED_IN,
    documented_refusals,
    documented_responses,
    with_problem,
)
from ringkeep.api.origins import Asking
from ringkeep.api.problems import problem
from ringkeep.api.refusals import field_problems
from ringkeep.api.responses import empty_response, json_response
from ringkeep.api.routes import new_router
from ringkeep.api.routes.transcripts import RecordingId
from ringkeep.api.views.common import EntityId
from ringkeep.api.views.work import (
    LONGEST_BODY,
    BookmarkBody,
    BookmarkListView,
    BookmarkView,
    NewNoteBody,
    NoteBody,
    NoteListView,
    NoteProblem,
    NoteView,
    ReadVersion,
    TaggedRecording,
    TaggedRecordings,
    TagNamesView,
    TagsBody,
    TagsOfSeveralBody,
    TagsView,
    bookmark_view,
    not_tagged,
    note_list_view,
    note_view,
    tagged,
)
from ringkeep.domain.access.audited_requests import PersonRequest
from ringkeep.domain.access.refusals import ChangeRefused, Refusal
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.work.notes import NoteChanged
from ringkeep.domain.work.tags import TagChange, tag_change
from ringkeep.usecases.accounts.ports import ServiceDirectory
from ringkeep.usecases.transcripts.find_recording import FindRecording
from ringkeep.usecases.work.change_tags import ChangeTags, ReadTagNames
from ringkeep.usecases.work.keep_bookmarks import KeepBookmarks
from ringkeep.usecases.work.write_notes import WriteNotes

router = new_router()

_CREATED: Final = HTTPStatus.CREATED
_NO_CONTENT: Final = HTTPStatus.NO_CONTENT


class WorkingDependencies(PrincipalDependencies, Protocol):
    @property
    def find_recording(self) -> FindRecording: ...

    @property
    def services(self) -> ServiceDirectory: ...

    @property
    def write_notes(self) -> WriteNotes: ...

    @property
    def keep_bookmarks(self) -> KeepBookmarks: ...

    @property
    def change_tags(self) -> ChangeTags: ...

    @property
    def tag_names(self) -> ReadTagNames: ...


def _dependencies(request: Request) -> WorkingDependencies:
    return cast(WorkingDependencies, provided(request))


Plays = Annotated[UserPrincipal, may(Right.PLAY)]
Working = Annotated[WorkingDependencies, Depends(_dependencies)]


@router.get(
    "/v1/recordings/<recording>/notes",
    summary="The notes about a recording",
    operation_id="listNotes",
    responses=documented_responses(NoteListView, "the notes", [*PERSONAL, NOT_FOUND]),
    security=SIGNED_IN,
    compress=True,
)
def list_notes(person: Plays, recording: RecordingId, working: Working) -> Response[str]:
    row = working.find_recording(person, recording)
    return json_response(note_list_view(working.write_notes.read(row), person.user_id))


@router.post(
    "/v1/recordings/<recording>/notes",
    summary="Write a note about a recording",
    description="Everyone reads it who may play the recording.",
    operation_id="addNote",
    responses=documented_responses(
        NoteView, "the note", [*CHANGES, NOT_FOUND, GONE], HTTPStatus.CREATED
    ),
    security=SIGNED_IN,
)
def add_note(
    person: Plays,
    recording: RecordingId,
    wanted: Annotated[NewNoteBody, json_body(NewNoteBody, LONGEST_BODY)],
    author: Asking,
    working: Working,
) -> Response[str]:
    row = working.find_recording(person, recording)
    note = working.write_notes.add(author, row, wanted.text, wanted.at)
    return json_response(note_view(note, person.user_id), _CREATED)


@router.put(
    "/v1/recordings/<recording>/notes/<note>",
    summary="Change a note",
    description="Only its author may. If the note was changed since `version`, nothing is written, and the"
    " answer has the note as it is now.",
    operation_id="changeNote",
    responses=with_problem(
        NoteProblem,
        HTTPStatus.CONFLICT,
        documented_responses(NoteView, "the note", [*CHANGES, NOT_FOUND, GONE]),
    ),
    security=SIGNED_IN,
)
def change_note(
    person: Plays,
    recording: RecordingId,
    note: EntityId,
    wanted: Annotated[NoteBody, json_body(NoteBody, LONGEST_BODY)],
    author: Asking,
    working: Working,
) -> Response[str]:
    row = working.find_recording(person, recording)
    try:
        changed = working.write_notes.change(
            author, row, note, wanted.text, wanted.at, wanted.version
        )
    except NoteChanged as stale:
        return _changed_meanwhile(stale, person)
    return json_response(note_view(changed, person.user_id))


@router.delete(
    "/v1/recordings/<recording>/notes/<note>",
    summary="Delete a note",
    description="Its author may, and who has the right `users.manage`. If the note was changed since"
    " `version`, it stays, and the answer has it as it is now.",
    operation_id="deleteNote",
    responses=with_problem(
        NoteProblem,
        HTTPStatus.CONFLICT,
        documented_refusals("it is deleted", [*CHANGES, NOT_FOUND, GONE], _NO_CONTENT),
    ),
    security=SIGNED_IN,
)
def delete_note(
    person: Plays,
    recording: RecordingId,
    note: EntityId,
    version: ReadVersion,
    author: Asking,
    working: Working,
) -> Response[str]:
    row = working.find_recording(person, recording)
    try:
        working.write_notes.delete(author, row, note, version)
    except NoteChanged as stale:
        return _changed_meanwhile(stale, person)
    return empty_response()


@router.get(
    "/v1/recordings/<recording>/bookmarks",
    summary="Your bookmarks in a recording",
    description="No one else sees them.",
    operation_id="listBookmarks",
    responses=documented_responses(BookmarkListView, "the bookmarks", [*PERSONAL, NOT_FOUND]),
    security=SIGNED_IN,
)
def list_bookmarks(person: Plays, recording: RecordingId, working: Working) -> Response[str]:
    row = working.find_recording(person, recording)
    found = working.keep_bookmarks.read(row, person.user_id)
    return json_response(BookmarkListView(items=tuple(map(bookmark_view, found))))


@router.post(
    "/v1/recordings/<recording>/bookmarks",
    summary="Set a bookmark in a recording",
    operation_id="addBookmark",
    responses=documented_responses(
        BookmarkView, "the bookmark", [*CHANGES, NOT_FOUND, GONE], HTTPStatus.CREATED
    ),
    security=SIGNED_IN,
)
def add_bookmark(
    person: Plays,
    recording: RecordingId,
    wanted: Annotated[BookmarkBody, json_body(BookmarkBody)],
    working: Working,
) -> Response[str]:
    row = working.find_recording(person, recording)
    bookmark = working.keep_bookmarks.add(row, person.user_id, wanted.at, wanted.label)
    return json_response(bookmark_view(bookmark), _CREATED)


@router.delete(
    "/v1/recordings/<recording>/bookmarks/<bookmark>",
    summary="Delete a bookmark",
    operation_id="deleteBookmark",
    responses=documented_refusals("it is deleted", [*CHANGES, NOT_FOUND, GONE], _NO_CONTENT),
    security=SIGNED_IN,
)
def delete_bookmark(
    person: Plays, recording: RecordingId, bookmark: EntityId, working: Working
) -> Response[str]:
    row = working.find_recording(person, recording)
    working.keep_bookmarks.delete(row.key, person.user_id, bookmark)
    return empty_response()


@router.put(
    "/v1/recordings/<recording>/tags",
    summary="Add tags to a recording, and remove tags",
    description="It says what to change, not what is to be: so two people who tag at the same time both"
    " succeed, and it may be repeated.",
    operation_id="changeTags",
    responses=documented_responses(TagsView, "the tags", [*CHANGES, NOT_FOUND, GONE]),
    security=SIGNED_IN,
)
def change_tags(
    person: Plays,
    recording: RecordingId,
    wanted: Annotated[TagsBody, json_body(TagsBody)],
    author: Asking,
    working: Working,
) -> Response[str]:
    row = working.find_recording(person, recording)
    change = tag_change(wanted.add, wanted.remove)
    return json_response(TagsView(tags=working.change_tags(author, row, change)))


@router.post(
    "/v1/tags",
    summary="Tag several recordings",
    description="Changes each of them by itself: `errors` say why one was not changed.",
    operation_id="changeTagsOfSeveral",
    responses=documented_responses(TaggedRecordings, "the tags of each", CHANGES),
    security=SIGNED_IN,
)
def change_tags_of_several(
    person: Plays,
    wanted: Annotated[TagsOfSeveralBody, json_body(TagsOfSeveralBody)],
    author: Asking,
    working: Working,
) -> Response[str]:
    change = tag_change(wanted.add, wanted.remove)
    identifiers = dict.fromkeys(wanted.recordings)
    items = tuple(_tag(working, author, each, change) for each in identifiers)
    return json_response(TaggedRecordings(items=items))


@router.get(
    "/v1/tags",
    summary="The names of tags in use",
    description="For completion: names of tags that recordings of the service have. Someone who does not see"
    " every recording gets those that they have given themselves.",
    operation_id="listTags",
    responses=documented_responses(TagNamesView, "the names", [*PERSONAL, NOT_FOUND]),
    security=SIGNED_IN,
)
def list_tags(
    person: Plays,
    author: Asking,
    working: Working,
    service: Annotated[
        str, Query(min_length=1, max_length=40, description="the service", examples=["main"])
    ],
) -> Response[str]:
    names = working.tag_names(author, working.services.get(service).name)
    return json_response(TagNamesView(items=tuple(names)))


def _tag(
    working: WorkingDependencies, author: PersonRequest, identifier: str, change: TagChange
) -> TaggedRecording:
    """What stands against one recording does not stop the others."""
    try:
        row = working.find_recording(author.principal, identifier)
        return tagged(identifier, working.change_tags(author, row, change))
    except ChangeRefused as refused:
        return not_tagged(identifier, refused.refusals)
    except Refusal as refusal:
        return not_tagged(identifier, [refusal])


def _changed_meanwhile(stale: NoteChanged, person: UserPrincipal) -> Response[str]:
    return problem(
        HTTPStatus.CONFLICT,
        str(stale),
        code=stale.code,
        model=NoteProblem,
        errors=field_problems([stale]),
        current=stale.present.version,
        note=note_view(stale.present, person.user_id),
    )
