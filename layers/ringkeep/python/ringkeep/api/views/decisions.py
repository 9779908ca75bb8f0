"""Changes at RingCentral that wait for a decision, as the API reads and shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, ClassVar, Final

from pydantic import Field, StringConstraints

from ringkeep.api.bodies import Body
from ringkeep.api.models import FieldProblem
from ringkeep.api.views.common import MANAGER_ID, USER_ID, example, moment
from ringkeep.domain.access.decisions import Choice, DecisionKind, OpenDecision
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.usecases.access.take_decision import TakenDecision

_EARLIEST: Final = date(2000, 1, 1)
_LATEST: Final = date(2999, 12, 31)
_RENAMED: Final[JsonObject] = {
    "id": "2b8e1f4a6c7d4e9f8a0b1c2d3e4f5a6b",
    "kind": "renamed",
    "service": "main",
    "account_id": "809646016",
    "extension_id": "62264425016",
    "number": "101",
    "name": "Ann Smith",
    "before": "Ann Lee",
    "after": "Ann Smith",
    "users": [{"id": USER_ID, "name": "Ann Lee"}],
    "choices": ["same_person", "successor", "end_assignment"],
    "unimported": 0,
    "alarm": False,
    "found_at": "2026-11-26T08:00:00Z",
    "errors": [],
    "taken_at": None,
    "choice": None,
    "version": 1,
}
_DELETED: Final[JsonObject] = {
    **_RENAMED,
    "id": "9d0e1f2a3b4c4d5e8f6a7b8c9d0e1f2a",
    "kind": "deleted",
    "extension_id": "62264426016",
    "number": "102",
    "name": "Ben Moss",
    "before": "Ben Moss",
    "after": "",
    "users": [{"id": MANAGER_ID, "name": "Ben Moss"}],
    "choices": ["end_assignment", "deactivate_user"],
    "unimported": 3,
    "alarm": True,
}


class DecisionUser(Model):
    id: str
    name: str


class DecisionView(Model):
    """`name` and `number` are the extension's. `users` have the extension today or will have it. Without
    `choices` there is nothing to choose: the decision closes when the recordings are imported.

    `unimported`: how many recordings of the extension are still to be imported; null if that is not known
    yet. `alarm`: the extension is deleted, and recordings may be lost with it. `errors` say why an extension
    of the kind `not_added` could not become a user. `taken_at` and `choice` are null until it is taken."""

    model_config = example(_RENAMED)
    id: str
    kind: DecisionKind
    service: str
    account_id: str
    extension_id: str
    number: str
    name: str
    before: str
    after: str
    users: tuple[DecisionUser, ...]
    choices: tuple[Choice, ...]
    unimported: int | None
    alarm: bool
    found_at: datetime
    errors: tuple[FieldProblem, ...]
    taken_at: datetime | None
    choice: Choice | None
    version: int


class DecisionList(Model):
    """Alarms come first."""

    model_config = example({"items": [_DELETED, _RENAMED], "next": None})
    items: tuple[DecisionView, ...]
    next: str | None


class DecisionBody(Body):
    """`successor` is the id of the user who has the extension from the day after `last_day` on. `last_day`
    is the last day of those who have it now; null for today."""

    model_config = example({"choice": "same_person"})
    nullable: ClassVar = frozenset({"successor", "last_day"})
    choice: Choice
    successor: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")] | None = None
    last_day: Annotated[date, Field(ge=_EARLIEST, le=_LATEST)] | None = None


def decision_view(
    stored: OpenDecision, names: Mapping[str, str], taken: TakenDecision | None = None
) -> DecisionView:
    decision = stored.decision
    return DecisionView(
        id=stored.id,
        kind=decision.kind,
        **stored.extension._asdict(),
        number=stored.number,
        name=stored.name,
        before=decision.before,
        after=decision.after,
        users=tuple(DecisionUser(id=id_, name=names.get(id_, "")) for id_ in decision.users),
        choices=decision.choices,
        unimported=decision.unimported,
        alarm=decision.alarm,
        found_at=moment(stored.found_at),
        errors=tuple(FieldProblem(**dict(each)) for each in stored.reasons),
        taken_at=moment(taken.at) if taken else None,
        choice=taken.choice if taken else None,
        version=stored.version,
    )
