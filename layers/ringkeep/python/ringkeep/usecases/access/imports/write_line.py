"""Writes one line of a confirmed file: the user with their extension, in one transaction.

Every line goes through the rules of a single change, by the person who confirmed, as they are at that
moment. Writing a line twice gives the same, so that an import that was stopped goes on where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ringkeep.domain.access.authority import NoLongerActive, RightMissing, authority_refusals
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.refusals import ChangeRefused, Refusal
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_files.plan import (
    ChangedSincePreview,
    PlannedLine,
    changed_by_others,
    changed_fields,
)
from ringkeep.domain.access.user_files.writing import new_user_id, replaced_period, user_after
from ringkeep.domain.access.user_imports import LineError, LineOutcome, LineResult
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.user_rules import ManagerUnknown
from ringkeep.domain.access.users import User
from ringkeep.errors import ItemRefused, StoredDataInvalid
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.extensions import ExtensionChoice, Extensions
from ringkeep.usecases.access.ports import PeopleStore, ProfileSet
from ringkeep.usecases.access.requests import ChangeRequest, current_actor
from ringkeep.usecases.access.user_writes import UserStep, with_extension, write_user


@dataclass(frozen=True)
class LineRequest:
    """Who confirmed the import, and whether the users whom it adds are invited. `uploader` is the id of
    the user who uploaded the file, empty for someone with AWS credentials."""

    import_id: str
    request: ChangeRequest
    invite: bool = False
    uploader: str = ""


class BeyondUploader(Refusal):
    code: ClassVar[str] = "beyond_uploader"
    field: ClassVar[str] = "security_profile"

    def __init__(self) -> None:
        super().__init__(
            "The person who uploaded the file may not make this change. If it is right, make it yourself,"
            " or upload the file yourself."
        )


@dataclass(frozen=True)
class WriteLine:
    changes: Changes
    extensions: Extensions

    def __call__(self, planned: PlannedLine, confirmed: LineRequest) -> LineResult:
        """A refused line is a result. Raises NoLongerActive and RightMissing if the person who confirmed
        may not change users any more, and Conflict and StorageFailed, after which the line can be
        written again."""
        if not planned.changes:
            return _result(planned, LineOutcome.UNCHANGED, planned.target.existing)
        try:
            return self.changes.repeated(lambda: self._attempt(planned, confirmed))
        except ChangeRefused as refused:
            return _refused(planned, [_error(each) for each in refused.refusals])
        except (ItemRefused, StoredDataInvalid):
            detail = (
                "The line cannot be stored. Ask the person who runs Ringkeep to look at the log."
            )
            return _refused(planned, [LineError(code="not_stored", detail=detail)])

    def _attempt(self, planned: PlannedLine, confirmed: LineRequest) -> LineResult:
        store = self.changes.store
        profiles = store.profiles()
        actor = current_actor(confirmed.request, store, profiles)
        if not actor.principal.may(Right.MANAGE_USERS):
            raise RightMissing(Right.MANAGE_USERS)
        line = planned.target.line
        before = _stored(store, line.email)
        new_id = new_user_id(confirmed.import_id, line.line)
        if before is not None and before.user.id == new_id:
            return _result(planned, LineOutcome.ADDED, before.user)
        after = self._after(planned, before, new_id)
        if before is not None and not _differs(planned, before, after):
            return _result(planned, _reached(planned, before.user), before.user)
        _require_as_shown(planned, before, after)
        self._require_uploader(confirmed, profiles, before, after)
        action, invite = _action(before, after), confirmed.invite and before is None
        step = UserStep(confirmed.request, actor, action, before, after, profiles, invite=invite)
        written = write_user(self.changes, self._with_extension(step, planned))
        outcome = LineOutcome.CHANGED if before else LineOutcome.ADDED
        return _result(planned, outcome, written.user)

    def _require_uploader(
        self,
        confirmed: LineRequest,
        profiles: ProfileSet,
        before: UserRecord | None,
        after: UserRecord,
    ) -> None:
        """A preview shows only a part of a large file. So a line does no more than the person who uploaded
        it may do, no matter who confirms it."""
        if confirmed.uploader in ("", confirmed.request.user_id):
            return
        by_id, user = profiles.by_id, before.user if before else None
        try:
            request = ChangeRequest(user_id=confirmed.uploader)
            uploader = current_actor(request, self.changes.store, profiles)
        except NoLongerActive:
            raise ChangeRefused((BeyondUploader(),)) from None
        present = by_id.get(user.security_profile) if user else None
        new = by_id.get(after.user.security_profile)
        if authority_refusals(uploader.principal, present, new):
            raise ChangeRefused((BeyondUploader(),))

    def _after(self, planned: PlannedLine, before: UserRecord | None, new_id: str) -> UserRecord:
        target = planned.target.model_copy(update={"existing": before.user if before else None})
        user_id = before.user.id if before else new_id
        user = user_after(target, user_id, self._manager(planned), self.changes.clock.now())
        return UserRecord(user=user, assignments=before.assignments if before else ())

    def _manager(self, planned: PlannedLine) -> Mapping[str, str]:
        """Returns the id of the line's manager by e-mail address. Their own line stands before it."""
        address = planned.target.line.manager
        if not address:
            return {}
        manager = self.changes.store.user_id_of_email(address)
        if not manager:
            raise ChangeRefused((ManagerUnknown(),))
        return {address: manager}

    def _with_extension(self, step: UserStep, planned: PlannedLine) -> UserStep:
        target = planned.target
        held = _held(planned, step.before)
        if target.extension is None or target.period in held:
            return step
        choice = ExtensionChoice(
            service=target.extension.service,
            extension_id=target.extension.extension_id,
            period=target.period,
            replaced=replaced_period(held, target.period),
        )
        store, user_id = self.changes.store, step.after.user.id
        return with_extension(step, lambda: self.extensions.assigned(store, user_id, choice))


def _stored(store: PeopleStore, email: str) -> UserRecord | None:
    user_id = store.user_id_of_email(email)
    return store.user(user_id) if user_id else None


def _held(planned: PlannedLine, record: UserRecord | None) -> list[Period]:
    held = record.assignments if record else ()
    return [each.period for each in held if each.extension == planned.target.extension]


def _gets_extension(planned: PlannedLine, before: UserRecord | None) -> bool:
    extension, period = planned.target.extension, planned.target.period
    return extension is not None and period not in _held(planned, before)


def _differs(planned: PlannedLine, before: UserRecord, after: UserRecord) -> bool:
    return bool(changed_fields(before.user, after.user)) or _gets_extension(planned, before)


def _reached(planned: PlannedLine, now: User) -> LineOutcome:
    """The user is as the line says: this import has written it before it was stopped, or someone made
    the same change."""
    shown = planned.target.existing
    changed = shown is not None and now.version > shown.version
    return LineOutcome.CHANGED if changed else LineOutcome.UNCHANGED


def _require_as_shown(planned: PlannedLine, before: UserRecord | None, after: UserRecord) -> None:
    """Raises ChangeRefused if the line would replace what someone wrote after the preview."""
    shown, now = planned.target.existing, before.user if before else None
    moved = changed_by_others(shown, now, changed_fields(now, after.user))
    held = _held(planned, before)
    if _gets_extension(planned, before):
        moved += ["extension"] * (replaced_period(held, planned.target.period) != planned.replaced)
    if shown is not None and (now is None or now.id != shown.id):
        moved = ["email"]
    if moved:
        raise ChangeRefused((ChangedSincePreview(moved),))


def _action(before: UserRecord | None, after: UserRecord) -> str:
    if before is None:
        return "users.add"
    if before.user.active and not after.user.active:
        return "users.deactivate"
    fields = changed_fields(before.user, after.user)
    return "users.change" if fields else "extensions.assign"


def _result(planned: PlannedLine, outcome: LineOutcome, user: User | None) -> LineResult:
    line = planned.target.line
    user_id = user.id if user else ""
    return LineResult(line=line.line, email=line.email, result=outcome, user_id=user_id)


def _refused(planned: PlannedLine, errors: list[LineError]) -> LineResult:
    line, existing = planned.target.line, planned.target.existing
    return LineResult(
        line=line.line,
        email=line.email,
        result=LineOutcome.REFUSED,
        user_id=existing.id if existing else "",
        errors=tuple(errors),
    )


def _error(refusal: Refusal) -> LineError:
    return LineError(code=refusal.code, field=refusal.field, detail=str(refusal))
