"""The routes of evaluations with people, recordings and a scorecard.

Ann has extension 101, Ben 102 and Zoe 199. Max manages Ann and Ben. Eva and Eve evaluate and see everyone,
and Root administers. The recordings `one`, `both` and `zoe` are of 101, of 101 and 102, and of 199.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ringkeep.api.functions import work_app
from ringkeep.domain.access.assignments import Assignment, ExtensionAssignments, UserAssignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.profiles import (
    ADMINISTRATOR,
    AGENT,
    EVALUATOR,
    MANAGER,
    ProfileVisibility,
    SecurityProfile,
)
from ringkeep.domain.access.sight import EVERYONE, Sight
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.users import AccountInformation, Licence, User
from ringkeep.domain.evaluation.evaluations import Evaluation
from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.coverage import CoveredExtension
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.usecases.access.read_principal import SignedInUser
from ringkeep.usecases.access.requests import ChangeRequest
from tests.fakes.access.principals import FakePrincipals, extension
from tests.unit.api.api_client import Answer, ApiClient, request, send_to
from tests.unit.domain.evaluation.builders import card, choice, option, section
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending
from tests.unit.usecases.recordings.call_log_setup import service

ACCOUNT = "809646016"
DAY = 86_400.0
OPTIONS = [option("a1", 10), option("a2", 5), option("a3", 0, comment_required=True)]
CARD = card(
    section(
        "S",
        choice("Q1", OPTIONS, weight=50, allow_not_applicable=False),
        choice("Q2", OPTIONS, weight=50),
    ),
    title="Support call",
)
GOOD: JsonObject = {
    "answers": {
        "Q1": {"answer": {"StringValue": "a1"}, "comment": "Well", "private": "hm", "moments": [3]},
        "Q2": {"answer": {"StringValue": "a2"}},
    },
    "comment": "Well done",
    "private": "for me",
}


def user_id(name: str) -> str:
    return (name.encode().hex() + "0" * 32)[:32]


def person(
    name: str, profile: SecurityProfile, *own: str, sees: Iterable[SignedInUser] = ()
) -> SignedInUser:
    held = tuple(UserAssignment(extension(each), Period()) for each in own)
    user = User(
        id=user_id(name),
        name=name,
        email=f"{name}@example.com",
        sub=f"u-{name}",
        security_profile=profile.id,
        licences=frozenset(Licence) if own else frozenset(),
        information=AccountInformation(team="North"),
        created_at=1.0,
        changed_at=1.0,
    )
    below = {each.record.user.id: each.record.assignments for each in sees}
    seen = Sight.of_holders({user.id: held, **below})
    everyone = profile.visibility is ProfileVisibility.ALL
    principal = UserPrincipal(user.id, name, profile.rights, EVERYONE if everyone else seen)
    return SignedInUser(principal, UserRecord(user=user, assignments=held), profile)


ANN, BEN, ZOE = (
    person(*each) for each in (("ann", AGENT, "101"), ("ben", AGENT, "102"), ("zoe", AGENT, "199"))
)
MAX = person("max", MANAGER, "100", sees=[ANN, BEN])
EVA, EVE, ROOT = person("eva", EVALUATOR), person("eve", EVALUATOR), person("root", ADMINISTRATOR)
PEOPLE = (ANN, BEN, ZOE, MAX, EVA, EVE, ROOT)


class EvaluationClient:
    def __init__(self) -> None:
        self.api = ApiClient(principals=FakePrincipals.of(*PEOPLE))
        self.api.services.put(service("main"))
        for each in PEOPLE:
            self._put(each)
        for name, extensions in (("one", "101"), ("both", "101 102"), ("zoe", "199")):
            self.api.calls.put_recording(row_of(name, *extensions.split()))
        self.scorecard = self.activated(CARD)
        self.app = work_app(self.api)

    def _put(self, each: SignedInUser) -> None:
        self.api.people.records[each.record.user.id] = each.record
        for held in each.record.assignments:
            assignments = ExtensionAssignments(
                service=held.extension.service,
                account_id=held.extension.account_id,
                extension_id=held.extension.extension_id,
                assignments=(Assignment(user_id=each.record.user.id),),
            )
            self.api.people.extensions[held.extension] = assignments

    def activated(self, content: Scorecard) -> str:
        by, changes = ChangeRequest(name="owner"), self.api.change_scorecards
        head = changes.add(content, by)
        return changes.activate(head.id, by, head.revision).id

    def change_user(self, name: str, **fields: object) -> None:
        """What is stored of a user, and with what they sign in."""
        record = self.api.people.records[user_id(name)]
        user = record.user.model_copy(update={**fields, "version": record.user.version + 1})
        self.api.people.records[user.id] = record.model_copy(update={"user": user})
        if user.active:
            return
        self.api.principals.people.pop(user.sub)

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        by: str = "eva",
        version: int | str | None = None,
        **query: str,
    ) -> Answer:
        event = request(method, f"/v1{path}", f"u-{by}", **query)
        if version is not None:
            event["headers"]["if-match"] = f'"{version}"' if isinstance(version, int) else version
        if body is not None:
            event["body"] = json.dumps(body)
            event["headers"]["content-type"] = "application/json"
        return send_to(self.app, event)

    def begin(self, recording: str = "one", by: str = "eva", **body: object) -> Answer:
        wanted = {"recording": recording_id(recording), "scorecard": self.scorecard, **body}
        return self.send("POST", "/evaluations", wanted, by=by)

    def begun(self, recording: str = "one", by: str = "eva", **body: object) -> dict[str, Any]:
        return ok(self.begin(recording, by, **body), 201)

    def step(
        self, evaluation: dict[str, Any], step: str, body: object = None, by: str = "eva"
    ) -> Answer:
        """With the revision that `evaluation` has."""
        method = "PUT" if step in {"draft", "assignment"} else "POST"
        path = f"/evaluations/{evaluation['id']}/{step}"
        return self.send(method, path, body, by=by, version=evaluation["revision"])

    def drafted(self, recording: str = "one", by: str = "eva", **body: object) -> dict[str, Any]:
        return ok(self.step(self.begun(recording, by, **body), "draft", GOOD, by))

    def submitted(self, recording: str = "one", by: str = "eva", **body: object) -> dict[str, Any]:
        return ok(self.step(self.drafted(recording, by, **body), "submit", {}, by))

    def released(self, recording: str = "one", by: str = "eva", **body: object) -> dict[str, Any]:
        return ok(self.step(self.drafted(recording, by, **body), "submit", {"release": True}, by))

    def disputed(self) -> dict[str, Any]:
        body = {"question": "Q2", "reason": "It was better"}
        return ok(self.step(self.released(), "disputes", body, "ann"))

    def read(self, evaluation: dict[str, Any], by: str = "eva") -> Answer:
        return self.send("GET", f"/evaluations/{evaluation['id']}", by=by)

    def listed(self, by: str = "eva", **query: str) -> list[str]:
        answer = ok(self.send("GET", "/evaluations", by=by, **query))
        return [each["id"] for each in answer["items"]]

    def stored(self, evaluation: dict[str, Any]) -> Evaluation:
        return self.api.evaluating.stored.stored[evaluation["id"]]


def ok(answer: Answer, status: int = 200) -> dict[str, Any]:
    assert answer.status == status, answer.text
    found: dict[str, Any] = answer.json
    return found


def refused(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.json["code"]


def recording_id(name: str) -> str:
    return f"main:{ACCOUNT}:{name}"


def row_of(name: str, *extensions: str) -> Recording:
    start = NOW - 600
    return pending(
        service="main",
        account_id=ACCOUNT,
        recording_id=name,
        extension_id=extensions[0],
        covered=tuple(CoveredExtension(extension_id=each, at=start) for each in extensions),
        start_time=start,
        duration_seconds=100,
        state=RecordingState.STORED,
        audio=AUDIO,
        revision=0,
    )
