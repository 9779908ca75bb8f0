"""Lists evaluations for a person: those that they write, those about them, or all that they may see.

    lists.mine(person, EvaluationFilter(state=EvaluationState.DRAFT), cursor="", limit=50)

A request reads a bounded number of pages of the table. So a page may be short, or even empty, and still have
a next one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from ringkeep.domain.access.authority import RightMissing
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.access.user_records import CursorInvalid
from ringkeep.domain.evaluation.evaluation_lists import month_of
from ringkeep.domain.evaluation.evaluation_records import EvaluationPage, EvaluationSummary
from ringkeep.domain.evaluation.evaluation_rules import as_listed
from ringkeep.domain.evaluation.evaluations import EvaluationState, Subject
from ringkeep.domain.evaluation.possible_steps import person_of
from ringkeep.domain.recordings.recording_ids import full_key
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.evaluation.evaluation_ports import Evaluations

_MOST_READS: Final = 13
"""Pages of the table of one request: a year of months without evaluations, and one more."""
_DEFAULT_SECONDS: Final = 366 * 86_400.0
_COUNT: Final = re.compile(r"[1-9][0-9]{0,2}")
_MONTH: Final = re.compile(r"(?P<year>[1-3][0-9]{3})-(?P<month>0[1-9]|1[0-2])")

Source: TypeAlias = Callable[[str, int], EvaluationPage]
"""Reads a page after a cursor, of at most so many."""


@dataclass(frozen=True)
class EvaluationFilter:
    """`since` and `until` are times of the assignment."""

    state: EvaluationState | None = None
    scorecard: str = ""
    evaluated: str = ""
    evaluator: str = ""
    recording: str = ""
    since: float | None = None
    until: float | None = None

    def admits(self, summary: EvaluationSummary) -> bool:
        wanted = (
            (self.state, summary.state),
            (self.scorecard, summary.scorecard_id),
            (self.evaluated, summary.evaluated),
            (self.evaluator, summary.evaluator),
        )
        return (
            all(not each or each == found for each, found in wanted)
            and self._is_of_recording(summary)
            and (self.since is None or summary.created_at >= self.since)
            and (self.until is None or summary.created_at < self.until)
        )

    def _is_of_recording(self, summary: EvaluationSummary) -> bool:
        if not self.recording:
            return True
        subject, key = summary.subject, full_key(self.recording)
        if key is None:
            return subject.recording_id == self.recording
        found = subject.service, subject.account_id, subject.recording_id
        return found == (key.service, key.account_id, key.recording_id)


@dataclass(frozen=True)
class ListEvaluations:
    evaluations: Evaluations
    clock: Clock

    def mine(
        self, viewer: UserPrincipal, wanted: EvaluationFilter, cursor: str, limit: int
    ) -> EvaluationPage:
        """Those that the person writes: the open ones by the day they are due, then the others. Raises
        CursorInvalid, as the others do."""
        source = self._of_evaluator(viewer.user_id)
        return _collected(source, _shown_to(viewer, wanted), cursor, limit)

    def about_me(
        self, viewer: UserPrincipal, wanted: EvaluationFilter, cursor: str, limit: int
    ) -> EvaluationPage:
        source = self._of_agent(viewer.user_id)
        return _collected(source, _shown_to(viewer, wanted), cursor, limit)

    def all(
        self, viewer: UserPrincipal, wanted: EvaluationFilter, cursor: str, limit: int
    ) -> EvaluationPage:
        """Those of the people whom the person sees. Raises RightMissing."""
        if not viewer.may(Right.MANAGE_EVALUATIONS):
            raise RightMissing(Right.MANAGE_EVALUATIONS)
        return _collected(self._source(viewer, wanted), _shown_to(viewer, wanted), cursor, limit)

    def _source(self, viewer: UserPrincipal, wanted: EvaluationFilter) -> Source:
        """Of someone whom the person does not see only what they wrote themself: the cursors of the pages
        would tell how many others there are, and when they were assigned."""
        if wanted.evaluated and not viewer.sees_user(wanted.evaluated):
            return self._of_evaluator(viewer.user_id)
        key = full_key(wanted.recording)
        if key is not None:
            return self._of_recording(key)
        if wanted.evaluated:
            return self._of_agent(wanted.evaluated)
        if wanted.evaluator:
            return self._of_evaluator(wanted.evaluator)
        until = self.clock.now() if wanted.until is None else wanted.until
        since = until - _DEFAULT_SECONDS if wanted.since is None else wanted.since
        first, last = month_of(max(since, 0.0)), month_of(max(until, 0.0))
        return lambda cursor, limit: self._by_month(first, last, cursor, limit)

    def _of_evaluator(self, user: str) -> Source:
        read = self.evaluations.evaluations_of_evaluator
        return lambda cursor, limit: read(user, open_only=False, cursor=cursor, limit=limit)

    def _of_agent(self, user: str) -> Source:
        return lambda cursor, limit: self.evaluations.evaluations_of_agent(user, cursor, limit)

    def _of_recording(self, key: RecordingKey) -> Source:
        """There are few, so the cursor counts them."""
        subject = Subject(
            service=key.service, account_id=key.account_id, recording_id=key.recording_id
        )

        def read(cursor: str, limit: int) -> EvaluationPage:
            if cursor and not _COUNT.fullmatch(cursor):
                raise CursorInvalid
            start = int(cursor or "0")
            found = self.evaluations.evaluations_of_recording(subject)
            following = start + limit
            return EvaluationPage(
                found[start:following], str(following) if following < len(found) else ""
            )

        return read

    def _by_month(self, first: str, last: str, cursor: str, limit: int) -> EvaluationPage:
        """The newest month first. The cursor is the month, and the place in it."""
        month, _, inner = (cursor or f"{last}.").partition(".")
        if not _MONTH.fullmatch(month) or not first <= month <= last:
            raise CursorInvalid
        page = self.evaluations.evaluations_of_month(month, inner, limit)
        if page.next:
            return replace(page, next=f"{month}.{page.next}")
        before = _month_before(month)
        return replace(page, next=f"{before}." if before >= first else "")


def _month_before(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}"


Shown: TypeAlias = Callable[[EvaluationSummary], EvaluationSummary | None]


def _shown_to(viewer: UserPrincipal, wanted: EvaluationFilter) -> Shown:
    def shown(summary: EvaluationSummary) -> EvaluationSummary | None:
        found = as_listed(person_of(viewer, summary.evaluated), summary)
        return found if found and wanted.admits(found) else None

    return shown


def _collected(source: Source, shown: Shown, cursor: str, limit: int) -> EvaluationPage:
    found: list[EvaluationSummary] = []
    for _ in range(_MOST_READS):
        page = source(cursor, limit - len(found))
        found += filter(None, map(shown, page.items))
        cursor = page.next
        if not cursor or len(found) >= limit:
            break
    return EvaluationPage(found, cursor)
