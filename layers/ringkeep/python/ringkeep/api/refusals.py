"""The statuses of refused changes.

| status | when |
|---|---|
| 404 | what the path names does not exist |
| 403 | the person lacks a right, or would give or change more than they have |
| 412 | someone else changed the entity since the person read it |
| 410 | what the path names was erased |
| 422 | the request itself is wrong: repeating it can never succeed |
| 409 | it conflicts with what is stored: it can succeed after something else was changed |

A change with several refusals gets the first of 403, 422 and 409 that one of them has. The `errors` of
the problem have all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Final

from ringkeep.api.models import FieldProblem
from ringkeep.domain.access.administrators import LastAdministrator
from ringkeep.domain.access.authority import (
    NoLongerActive,
    PersonBeyondYours,
    ProfileBeyondYours,
    RightMissing,
    RightsBeyondYours,
)
from ringkeep.domain.access.decisions import ChoiceNotPossible, DecisionUnknown
from ringkeep.domain.access.emails import EmailTaken
from ringkeep.domain.access.extension_rules import ExtensionTaken, TooManyAssignments
from ringkeep.domain.access.licence_counts import LicenceCeilingReached
from ringkeep.domain.access.profile_rules import (
    ProfileBuiltIn,
    ProfileInUse,
    ProfileNameTaken,
    TooManyProfiles,
)
from ringkeep.domain.access.refusals import Refusal, VersionStale
from ringkeep.domain.access.sign_in_refusals import NotAUser, ProfileMissing
from ringkeep.domain.access.size_rules import TooManyAdministrators, TooManyManagers
from ringkeep.domain.access.user_imports import ImportNotPossible, ImportUnknown, TooManyImports
from ringkeep.domain.access.user_records import UserUnknown
from ringkeep.domain.evaluation.evaluation_records import TooManySteps
from ringkeep.domain.evaluation.evaluation_refusals import (
    EvaluatedInactive,
    EvaluatedNotLicensed,
    EvaluationExists,
    EvaluationUnknown,
    EvaluatorNotPossible,
    ScorecardNotActive,
)
from ringkeep.domain.evaluation.evaluation_rules import DisputeTooLate, WrongState
from ringkeep.domain.evaluation.evaluation_rules import NotYours as NotYourEvaluation
from ringkeep.domain.evaluation.records import (
    NoDraft,
    NothingToRetire,
    ScorecardNotReady,
    ScorecardUnknown,
    TooManyScorecards,
)
from ringkeep.domain.recordings.plays import PlayUnknown, RecordingErased, RecordingNotStored
from ringkeep.domain.search.saved_searches import SearchChanged, SearchUnknown
from ringkeep.domain.transcripts.budgets import BudgetUsedUp
from ringkeep.domain.transcripts.daily_bounds import StartedEnough
from ringkeep.domain.transcripts.limits import NoAudio
from ringkeep.domain.transcripts.policies import TranscriptionOff
from ringkeep.domain.work.notes import NoteChanged
from ringkeep.domain.work.refusals import (
    BookmarkUnknown,
    NoteUnknown,
    NotYours,
    TooMany,
    WritingClosed,
)
from ringkeep.usecases.access.import_excluded import NotLicensed, TooManyJobs
from ringkeep.usecases.access.invite_user import InvitedJustNow, UserInactive
from ringkeep.usecases.transcripts.find_recording import RecordingUnknown

_FORBIDDEN: Final = (
    NoLongerActive,
    NotAUser,
    NotYourEvaluation,
    NotYours,
    PersonBeyondYours,
    ProfileBeyondYours,
    ProfileMissing,
    RightMissing,
    RightsBeyondYours,
)
_CONFLICTS: Final = (
    DisputeTooLate,
    EvaluatedInactive,
    EvaluatedNotLicensed,
    EvaluationExists,
    EvaluatorNotPossible,
    ScorecardNotActive,
    TooManySteps,
    WrongState,
    NoDraft,
    NothingToRetire,
    ScorecardNotReady,
    TooManyScorecards,
    BudgetUsedUp,
    NoAudio,
    TranscriptionOff,
    NotLicensed,
    ChoiceNotPossible,
    EmailTaken,
    ExtensionTaken,
    LastAdministrator,
    LicenceCeilingReached,
    ProfileBuiltIn,
    ProfileInUse,
    ProfileNameTaken,
    RecordingNotStored,
    StartedEnough,
    InvitedJustNow,
    UserInactive,
    ImportNotPossible,
    NoteChanged,
    SearchChanged,
    TooMany,
    TooManyAdministrators,
    TooManyAssignments,
    TooManyImports,
    TooManyJobs,
    TooManyManagers,
    TooManyProfiles,
)
_UNKNOWN: Final = (
    BookmarkUnknown,
    DecisionUnknown,
    EvaluationUnknown,
    ImportUnknown,
    NoteUnknown,
    PlayUnknown,
    RecordingUnknown,
    ScorecardUnknown,
    SearchUnknown,
    UserUnknown,
)
_ORDER: Final = (
    HTTPStatus.FORBIDDEN,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.CONFLICT,
)


def status_of(refusal: Refusal) -> HTTPStatus:
    """Returns the status of a change that was refused for this reason alone."""
    if isinstance(refusal, _FORBIDDEN):
        return HTTPStatus.FORBIDDEN
    if isinstance(refusal, VersionStale):
        return HTTPStatus.PRECONDITION_FAILED
    if isinstance(refusal, _UNKNOWN):
        return HTTPStatus.NOT_FOUND
    if isinstance(refusal, RecordingErased | WritingClosed):
        return HTTPStatus.GONE
    return (
        HTTPStatus.CONFLICT if isinstance(refusal, _CONFLICTS) else HTTPStatus.UNPROCESSABLE_ENTITY
    )


def common_status(refusals: Iterable[Refusal]) -> HTTPStatus:
    found = {status_of(each) for each in refusals}
    return next((each for each in _ORDER if each in found), HTTPStatus.UNPROCESSABLE_ENTITY)


def field_problems(refusals: Iterable[Refusal]) -> tuple[FieldProblem, ...]:
    return tuple(
        FieldProblem(code=each.code, field=each.field, detail=str(each)) for each in refusals
    )
