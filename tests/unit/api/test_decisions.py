"""The routes of changes at RingCentral, and of keeping in step with the extension list."""

from __future__ import annotations

from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from ringkeep.domain.access.decisions import (
    OpenDecision,
    Reason,
    WatchedExtension,
    not_added,
    open_decisions,
)
from ringkeep.domain.access.listed_extensions import as_listed
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.directory.extensions import ExtensionRow
from tests.fakes.access.principals import TODAY
from tests.unit.api.administer_client import AdministerClient
from tests.unit.api.test_document import DOCUMENT
from tests.unit.usecases.access.people_setup import ACCOUNT, COMMAND_LINE, choice, extension

PATH = "/v1/users/decisions"


class Client(AdministerClient):
    def change(self, id_: str, *, removed: bool = False, unimported: int = 0, **given: str) -> str:
        """An extension that an agent has changes at RingCentral. Returns the id of the decision."""
        setup = self.dependencies.setup
        owner = extension(id_)
        before = setup.directory.row(owner)
        assert before is not None
        row = before.model_copy(
            update={
                "extension": before.extension.model_copy(update=given),
                "removed_at": 2.0 if removed else None,
            }
        )
        setup.directory.write(ACCOUNT, [row])
        watched = WatchedExtension(
            setup.memory.extension(owner), as_listed(before), row, unimported
        )
        (found,) = open_decisions([watched], TODAY)
        return self.put(OpenDecision(decision=found, found_at=1.0), row)

    def put(self, decision: OpenDecision, row: ExtensionRow) -> str:
        named = {"name": row.extension.name, "number": row.extension.number}
        self.dependencies.decisions.replace(None, decision.model_copy(update=named))
        return decision.id

    def holder(self, profile: str, extension_id: str) -> UserRecord:
        record = self.dependencies.user(profile)
        self.dependencies.setup.assign(record.user.id, choice(extension_id), COMMAND_LINE)
        return self.dependencies.user(profile)

    def items(self, **query: str) -> list[dict[str, Any]]:
        answer = self.get(PATH, **query)
        assert answer.status == 200, answer.text
        schema = {
            "$ref": "#/components/schemas/DecisionList",
            "components": DOCUMENT["components"],
        }
        OAS31Validator(schema).validate(answer.json)
        found: list[dict[str, Any]] = answer.json["items"]
        return found


@pytest.fixture
def client() -> Client:
    return Client()


def test_alarms_come_first_and_say_how_many_recordings_wait(client: Client) -> None:
    agent, evaluator = client.holder("agent", "101"), client.holder("evaluator", "102")
    client.change("101", name="Ann Smith")
    client.change("102", removed=True, unimported=3)
    deleted, renamed = client.items()
    assert (deleted["kind"], deleted["alarm"], deleted["unimported"]) == ("deleted", True, 3)
    assert deleted["users"] == [{"id": evaluator.user.id, "name": evaluator.user.name}]
    assert renamed["users"] == [{"id": agent.user.id, "name": agent.user.name}]
    assert (renamed["before"], renamed["after"], renamed["number"]) == (
        "Ann Lee",
        "Ann Smith",
        "1101",
    )
    assert renamed["choices"] == ["same_person", "successor", "end_assignment"]
    assert (renamed["taken_at"], renamed["choice"], renamed["errors"]) == (None, None, [])


def test_pages_go_on(client: Client) -> None:
    client.holder("agent", "101")
    client.holder("evaluator", "102")
    client.change("101", name="Ann Smith")
    client.change("102", removed=True, unimported=3)
    first = client.get(PATH, limit="1").json
    second = client.get(PATH, limit="1", cursor=first["next"], service="main").json
    kinds = [each["kind"] for page in (first, second) for each in page["items"]]
    assert (kinds, second["next"]) == (["deleted", "renamed"], None)


@pytest.mark.parametrize("cursor", ["x", "MiM=", "//8="])
def test_a_cursor_of_another_list_is_refused(client: Client, cursor: str) -> None:
    answer = client.get(PATH, cursor=cursor)
    assert (answer.status, answer.json["code"]) == (422, "cursor_invalid")


def test_decisions_of_an_unknown_service_are_not_found(client: Client) -> None:
    assert client.get(PATH, service="other").status == 404


def test_what_could_not_be_added_says_why(client: Client) -> None:
    row = client.dependencies.setup.directory.row(extension("101"))
    assert row is not None
    reason = Reason(code="email_taken", field="email", detail="Another user has it.")
    found = not_added(row, extension("101"))
    id_ = client.put(OpenDecision(decision=found, found_at=1.0, reasons=(reason,)), row)
    (item,) = client.items()
    assert item["errors"] == [dict(reason)]
    taken = client.send("POST", f"{PATH}/{id_}", {"choice": "leave_out"}, version=1)
    assert (taken.status, taken.json["choice"]) == (200, "leave_out")


def test_a_decision_is_taken_with_its_version(client: Client) -> None:
    agent = client.holder("agent", "101")
    id_ = client.change("101", name="Ann Smith")
    stale = client.send("POST", f"{PATH}/{id_}", {"choice": "same_person"}, version=7)
    assert (stale.status, stale.json["current"]) == (412, 1)
    missing = client.send("POST", f"{PATH}/{id_}", {"choice": "same_person"})
    assert missing.status == 428
    taken = client.send("POST", f"{PATH}/{id_}", {"choice": "same_person"}, version=1)
    assert taken.status == 200, taken.text
    assert taken.json["taken_at"] is not None
    assert taken.json["users"] == [{"id": agent.user.id, "name": "Ann Smith"}]
    again = client.send("POST", f"{PATH}/{id_}", {"choice": "same_person"}, version=1)
    assert (again.status, again.json["code"]) == (404, "decision_unknown")
    assert client.items() == []


def test_deactivating_starts_the_work_in_the_user_pool(client: Client) -> None:
    agent = client.holder("agent", "101")
    id_ = client.change("101", removed=True)
    taken = client.send("POST", f"{PATH}/{id_}", {"choice": "deactivate_user"}, version=1)
    assert (taken.status, client.dependencies.work.started) == (200, 1)
    assert not client.dependencies.user("agent").user.active
    assert agent.user.active


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"choice": "deactivate_user"}, 409, "choice_not_possible"),
        ({"choice": "successor"}, 422, "successor_invalid"),
        ({"choice": "successor", "successor": "0" * 32}, 422, "successor_invalid"),
        ({"choice": "marry"}, 422, "invalid_request"),
        ({"choice": "end_assignment", "last_day": "9999-12-31"}, 422, "invalid_request"),
        ({"choice": "end_assignment", "last_day": "2026-13-01"}, 422, "invalid_request"),
    ],
)
def test_a_choice_that_does_not_fit_changes_nothing(
    client: Client, body: dict[str, str], status: int, code: str
) -> None:
    client.holder("agent", "101")
    id_ = client.change("101", name="Ann Smith")
    writes = len(client.store.writes)
    answer = client.send("POST", f"{PATH}/{id_}", body, version=1)
    assert (answer.status, answer.json["code"]) == (status, code)
    assert len(client.store.writes) == writes
    assert len(client.items()) == 1


def test_the_setting_of_a_service_is_read_and_changed(client: Client) -> None:
    path = "/v1/services/main"
    before = client.get(path).json
    assert before["keep_in_step"] is None
    setting = {"security_profile": "Agent", "licences": ["evaluation"], "site": "s1"}
    body = {"keep_in_step": setting}
    changed = client.send("PATCH", path, body, version=before["version"])
    assert changed.status == 200, changed.text
    shown = {**setting, "security_profile": "agent", "invite": False}
    assert changed.json["keep_in_step"] == shown
    assert (changed.json["licensing"], client.dependencies.work.started) == ("everyone", 1)
    assert client.get(path).json == changed.json
    ended = client.send("PATCH", path, {"keep_in_step": None}, version=changed.json["version"])
    assert ended.json["keep_in_step"] is None


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, ""),
        ({"licensing": None}, 422, ""),
        ({"keep_in_step": {}}, 422, "keep_in_step.security_profile"),
        ({"keep_in_step": {"security_profile": "nothing"}}, 422, "security_profile"),
        ({"keep_in_step": {"security_profile": "Agent", "first_day": None}}, 422, "first_day"),
        ({"keep_in_step": {"security_profile": "Agent", "licences": ["x"]}}, 422, "licences"),
    ],
)
def test_a_setting_that_is_wrong_changes_nothing(
    client: Client, body: dict[str, Any], status: int, field: str
) -> None:
    path = "/v1/services/main"
    before = client.get(path).json
    answer = client.send("PATCH", path, body, version=before["version"])
    assert answer.status == status, answer.text
    assert any(field in each["field"] for each in answer.json["errors"])
    assert client.get(path).json == before
