"""A stored scorecard: its versions, which never change once they are active, and the draft of the next one.

    added = new_scorecard("sc-1", scorecard, at, "u-1")      the draft of version 1
    active = activated(added.after, draft, at, "u-1")        version 1, without a draft
    changed = drafted(active.after, scorecard, at, "u-1")    active, with a draft of version 2
    retired(changed.after, at, "u-1")                        no new evaluation begins with it

`revision` grows with every change and is what a change names to have read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.evaluation.lint import MOST_STORED, is_ready, lint, stored_size
from ringkeep.domain.evaluation.problems import MOST_SHOWN, Finding, Level, named
from ringkeep.domain.evaluation.scorecards import QuestionType, Scorecard
from ringkeep.domain.evaluation.tree import questions_of
from ringkeep.domain.model import Model

MOST_SCORECARDS: Final = 500


class ScorecardState(StrEnum):
    DRAFT = "draft"
    """It was never active."""
    ACTIVE = "active"
    RETIRED = "retired"


class ScorecardHead(Model):
    """A scorecard without its contents. `title` is that of the active version, of the last one, or of the
    draft. `active_version` is 0 if none is; `latest_version` 0 if none ever was. `changed_by` is a user's
    id, empty for the command line."""

    id: str
    title: str
    state: ScorecardState = ScorecardState.DRAFT
    revision: int
    active_version: int = 0
    latest_version: int = 0
    has_draft: bool = False
    created_at: float
    changed_at: float
    changed_by: str = ""


class ScorecardVersion(Model):
    """`number` counts from 1 in each scorecard."""

    scorecard_id: str
    number: int
    content: Scorecard
    activated_at: float
    activated_by: str = ""


@dataclass(frozen=True)
class ScorecardWrite:
    """What one change writes: the head, and a draft, or a version in the place of the draft. `before` is
    None for a new scorecard."""

    before: ScorecardHead | None
    after: ScorecardHead
    draft: Scorecard | None = None
    version: ScorecardVersion | None = None
    drops_draft: bool = False


class ScorecardUnknown(Refusal):
    code: ClassVar[str] = "scorecard_unknown"
    field: ClassVar[str] = "id"

    def __init__(self) -> None:
        super().__init__("There is no such scorecard, or no such version of it.")


class ScorecardTooLarge(Refusal):
    code: ClassVar[str] = "too_large"
    field: ClassVar[str] = ""

    def __init__(self, size: int) -> None:
        super().__init__(
            f"The scorecard has {size:,} bytes: at most {MOST_STORED:,} can be stored. Shorten its texts."
        )


class NoDraft(Refusal):
    code: ClassVar[str] = "no_draft"
    field: ClassVar[str] = "draft"

    def __init__(self) -> None:
        super().__init__("The scorecard has no draft: change it first.")


class NothingToRetire(Refusal):
    code: ClassVar[str] = "already_retired"
    field: ClassVar[str] = "state"

    def __init__(self) -> None:
        super().__init__("The scorecard is retired already.")


class TooManyScorecards(Refusal):
    code: ClassVar[str] = "too_many_scorecards"
    field: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__(f"There are {MOST_SCORECARDS} scorecards, which is the most.")


class ScorecardNotReady(Refusal):
    """One mistake of a draft that was to become active."""

    code: ClassVar[str] = "scorecard_not_ready"
    field: ClassVar[str] = "draft"

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))


def new_scorecard(id_: str, draft: Scorecard, at: float, by: str) -> ScorecardWrite:
    """Raises ScorecardTooLarge."""
    _require_storable(draft)
    head = ScorecardHead(
        id=id_,
        title=draft.title,
        revision=1,
        has_draft=True,
        created_at=at,
        changed_at=at,
        changed_by=by,
    )
    return ScorecardWrite(None, head, draft=draft)


def _require_storable(draft: Scorecard) -> None:
    size = stored_size(draft)
    if size > MOST_STORED:
        raise ScorecardTooLarge(size)


def drafted(head: ScorecardHead, draft: Scorecard, at: float, by: str) -> ScorecardWrite:
    """A draft of the next version. The active one stays active until the draft is activated. Raises
    ScorecardTooLarge."""
    _require_storable(draft)
    title = head.title if head.active_version else draft.title
    after = _changed(head, at, by, {"title": title, "has_draft": True})
    return ScorecardWrite(head, after, draft=draft)


def discarded(head: ScorecardHead, at: float, by: str) -> ScorecardWrite:
    """Raises NoDraft, also for a scorecard that is nothing but a draft: retire it."""
    if not head.has_draft or not head.latest_version:
        raise NoDraft
    return ScorecardWrite(head, _changed(head, at, by, {"has_draft": False}), drops_draft=True)


def activated(head: ScorecardHead, draft: Scorecard | None, at: float, by: str) -> ScorecardWrite:
    """Raises NoDraft. Whether the draft may become active is for `activation_refusals` to say."""
    if draft is None or not head.has_draft:
        raise NoDraft
    number = head.latest_version + 1
    version = ScorecardVersion(
        scorecard_id=head.id, number=number, content=draft, activated_at=at, activated_by=by
    )
    values = {
        "title": draft.title,
        "state": ScorecardState.ACTIVE,
        "active_version": number,
        "latest_version": number,
        "has_draft": False,
    }
    return ScorecardWrite(head, _changed(head, at, by, values), version=version, drops_draft=True)


def retired(head: ScorecardHead, at: float, by: str) -> ScorecardWrite:
    """Raises NothingToRetire. A draft stays: activating it makes the scorecard active again."""
    if head.state is ScorecardState.RETIRED:
        raise NothingToRetire
    values = {"state": ScorecardState.RETIRED, "active_version": 0}
    return ScorecardWrite(head, _changed(head, at, by, values))


def _changed(
    head: ScorecardHead, at: float, by: str, values: Mapping[str, object]
) -> ScorecardHead:
    update = {"revision": head.revision + 1, "changed_at": at, "changed_by": by, **values}
    return head.model_copy(update=update)


def draft_findings(draft: Scorecard, latest: Scorecard | None) -> Sequence[Finding]:
    """What is wrong with a draft, also beside the latest version."""
    return [*lint(draft), *([] if latest is None else _changed_types(draft, latest))]


def _changed_types(draft: Scorecard, latest: Scorecard) -> Sequence[Finding]:
    """A question keeps its history by its reference id, so another question needs another one."""
    before: dict[str, QuestionType] = {each.ref: each.type for each in questions_of(latest)}
    return [
        Finding(
            "",
            f"Question {named(each.ref)} was of type {before[each.ref]} in the version before: give another"
            " question another reference id.",
            each.ref,
        )
        for each in questions_of(draft)
        if before.get(each.ref, each.type) is not each.type
    ]


def activation_refusals(findings: Sequence[Finding]) -> Sequence[Refusal]:
    if is_ready(findings):
        return ()
    errors = [each for each in findings if each.level is Level.ERROR]
    return [ScorecardNotReady(each) for each in errors[:MOST_SHOWN]]
