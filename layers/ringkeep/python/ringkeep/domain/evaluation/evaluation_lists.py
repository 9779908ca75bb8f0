"""The lists of evaluations: in which an evaluation stands and where, and the cursors of their pages.

    places_of(evaluation)[EvaluationList.EVALUATOR]       the key of the list, and the place in it
    queue = ListQuery(EvaluationList.EVALUATOR, user, open_only=True)
    queue.after(cursor)                                   the place after which a page begins

All lists are in the order of their places. A cursor belongs to one list. It gives no right to see anything:
each page is read with the rights that the person has at that moment.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final

from ringkeep.domain.access.user_records import CursorInvalid
from ringkeep.domain.evaluation.evaluations import Evaluation, Subject

LONGEST_CURSOR: Final = 1_000
_PLACE: Final = re.compile(r"[-#0-9A-Z_a-z]{1,200}")
_LAST_MOMENT: Final = 9_999_999_999_999
_OPEN_END: Final = "0~"
_AFTER_OPEN: Final = "0z"
_END: Final = "~"


class EvaluationList(StrEnum):
    EVALUATOR = "evaluator"
    """Those of an evaluator: the open ones by the day they are due, then the others, newest first."""
    EVALUATED = "evaluated"
    """Those of a person evaluated, newest first."""
    MONTH = "month"
    """Those of the month in which they were assigned, newest first."""
    DISPUTE = "dispute"
    """Those with an open dispute, the one that has waited longest first."""


STEPS: Final = "steps"
DISPUTED: Final = "open"
"""The key of the list of disputes."""


@dataclass(frozen=True)
class Place:
    key: str
    sort: str


def places_of(evaluation: Evaluation) -> Mapping[EvaluationList, Place]:
    newest_first = f"{_descending(evaluation.created_at)}#{evaluation.id}"
    places = {
        EvaluationList.EVALUATOR: Place(evaluation.evaluator, _in_queue(evaluation)),
        EvaluationList.EVALUATED: Place(evaluation.evaluated, newest_first),
        EvaluationList.MONTH: Place(month_of(evaluation.created_at), newest_first),
    }
    if evaluation.open_disputes:
        since = min(each.at for each in evaluation.open_disputes)
        waiting = f"{_milliseconds(since):013d}#{evaluation.id}"
        places[EvaluationList.DISPUTE] = Place(DISPUTED, waiting)
    return places


def _in_queue(evaluation: Evaluation) -> str:
    if evaluation.state.is_open:
        created = _milliseconds(evaluation.created_at)
        return f"0#{evaluation.due or date.max}#{created:013d}#{evaluation.id}"
    return f"1#{_descending(evaluation.submitted_at or 0.0)}#{evaluation.id}"


def _descending(moment: float) -> str:
    return f"{_LAST_MOMENT - _milliseconds(moment):013d}"


def _milliseconds(moment: float) -> int:
    return min(max(int(moment * 1000), 0), _LAST_MOMENT)


def month_of(moment: float) -> str:
    """The month in UTC, such as 2026-11."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m")


@dataclass(frozen=True)
class ListQuery:
    """`name` is that of a list, `key` is whose or of what it is."""

    name: str
    key: str
    open_only: bool = False

    @property
    def after_open(self) -> str:
        """The cursor after the open ones of an evaluator."""
        return self.cursor(_AFTER_OPEN)

    @property
    def end(self) -> str:
        """Greater than every place in the list."""
        return _OPEN_END if self.open_only else _END

    def after(self, cursor: str) -> str:
        """The place after which a page begins, empty for the first page. Raises CursorInvalid."""
        if not cursor:
            return ""
        try:
            content = base64.b64decode(cursor.encode(), altchars=b"-_", validate=True)
            owner, place = json.loads(content)
        except (binascii.Error, UnicodeError, ValueError, TypeError, RecursionError) as error:
            raise CursorInvalid from error
        if owner != self._owner or not self._is_place(place):
            raise CursorInvalid
        return str(place)

    def cursor(self, place: str) -> str:
        text = json.dumps([self._owner, place], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode()

    def _is_place(self, place: object) -> bool:
        return isinstance(place, str) and bool(_PLACE.fullmatch(place)) and place < self.end

    @property
    def _owner(self) -> str:
        return f"{self.name} {'open' if self.open_only else 'all'} {self.key}"


def step_place(revision: int) -> str:
    return f"{revision:06d}"


def subject_name(subject: Subject) -> str:
    """A conversation without a recording has a name of its own."""
    what = subject.recording_id or f"conversation#{subject.conversation_id}"
    return f"{subject.service}#{subject.account_id}#{what}"


def unique_name(evaluation: Evaluation) -> str:
    """There is one evaluation of a recording with this name."""
    return "#".join(
        (evaluation.kind, evaluation.scorecard_id, evaluation.evaluated, evaluation.evaluator)
    )
