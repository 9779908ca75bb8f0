"""The routes of users and of their extensions."""

from __future__ import annotations

from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from ringkeep.domain.access.pool_tasks import Invitation, InvitationState
from ringkeep.errors import StorageFailed
from tests.fakes.directory.extensions import MemoryExtensionDirectory
from tests.unit.api.administer_client import AdministerClient
from tests.unit.api.api_client import Answer
from tests.unit.api.test_document import DOCUMENT, schema

NEW = {
    "name": "Ann Lee",
    "email": "Ann.Lee@Example.com",
    "security_profile": "AGENT",
    "licences": ["call_recording", "evaluation"],
    "service": "main",
    "extension_id": "101",
}


@pytest.fixture
def api() -> AdministerClient:
    return AdministerClient()


def added(api: AdministerClient, **fields: object) -> Any:
    answer = api.send("POST", "/v1/users", {**NEW, **fields})
    assert answer.status == 201, answer.text
    return answer.json


def assert_refused(api: AdministerClient, answer: Answer, status: int, *codes: str) -> None:
    assert (answer.status, answer.headers["Content-Type"]) == (status, "application/problem+json")
    OAS31Validator(schema("Problem")).validate(answer.json)
    assert [each["code"] for each in answer.json.get("errors", [])] == list(codes), answer.text


def test_a_user_is_added_as_a_script_does(api: AdministerClient) -> None:
    answer = api.send("POST", "/v1/users", NEW)
    user = answer.json
    assert (answer.status, answer.headers["ETag"]) == (201, '"1"')
    assert answer.headers["Location"] == f"/v1/users/{user['id']}"
    OAS31Validator(schema("UserView")).validate(user)
    assert (user["email"], user["security_profile"]) == ("ann.lee@example.com", "agent")
    assert user["licences"] == ["call_recording", "evaluation"]
    (extension,) = user["extensions"]
    assert (extension["extension_id"], extension["first_day"]) == ("101", None)
    assert api.get(f"/v1/users/{user['id']}").json == user


def test_the_work_in_the_user_pool_begins_at_once(api: AdministerClient) -> None:
    user = added(api)
    assert user["invitation"]["state"] == "queued"
    assert api.dependencies.work.started == 1


def test_a_user_is_added_even_if_the_work_cannot_be_started(api: AdministerClient) -> None:
    api.dependencies.work.failure = StorageFailed("busy")
    assert added(api)["invitation"]["state"] == "queued"


def test_the_audit_entry_says_who_asked_and_from_where(api: AdministerClient) -> None:
    added(api)
    entry = api.dependencies.setup.entries[-1]
    assert entry.actor.id == api.dependencies.user("administrator").user.id
    assert (entry.action, entry.origin.address) == ("users.add", "203.0.113.7")
    assert entry.request_id == "JKJaXmPLvHcESHA="


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"email": "agent-person@EXAMPLE.com"}, 409, "email_taken"),
        ({"email": "nobody"}, 422, "email_not_valid"),
        ({"extension_id": "999"}, 422, "extension_unknown"),
        ({"security_profile": "no such one"}, 422, "profile_unknown"),
        ({"manager": "f" * 32}, 422, "manager_unknown"),
    ],
)
def test_a_refused_user_is_not_added(
    api: AdministerClient, change: dict[str, object], status: int, code: str
) -> None:
    before = len(api.store.writes)
    assert_refused(api, api.send("POST", "/v1/users", {**NEW, **change}), status, code)
    assert len(api.store.writes) == before


def test_all_mistakes_are_named_at_once(api: AdministerClient) -> None:
    change = {"email": "agent-person@example.com", "extension_id": "999"}
    answer = api.send("POST", "/v1/users", {**NEW, **change})
    assert_refused(api, answer, 422, "email_taken", "extension_unknown")
    assert answer.json["code"] == "change_refused"


def test_an_extension_that_someone_has_is_a_conflict(api: AdministerClient) -> None:
    added(api)
    answer = api.send("POST", "/v1/users", {**NEW, "email": "other@example.com"})
    assert_refused(api, answer, 409, "extension_taken")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"extension_id": None}, "service"),
        ({"service": None}, "extension_id"),
        ({"first_day": "2026-03-01", "last_day": "2026-02-01"}, "last_day"),
        ({"licences": ["calls"]}, "licences.0"),
        ({"licences": "call_recording"}, "licences"),
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "Ann\0"}, "name"),
        ({"name": None}, "name"),
        ({"invite": "yes"}, "invite"),
        ({"admin": True}, "admin"),
        ({"information": {"phone": "1"}}, "information.phone"),
        ({"first_day": "2026-13-01"}, "first_day"),
    ],
)
def test_a_wrong_field_is_named_and_not_quoted(
    api: AdministerClient, change: dict[str, object], field: str
) -> None:
    before = len(api.store.writes)
    answer = api.send("POST", "/v1/users", {**NEW, **change})
    assert_refused(api, answer, 422, "invalid")
    assert answer.json["errors"][0]["field"] == field
    assert len(api.store.writes) == before
    assert "xxxx" not in answer.text


def test_a_change_needs_the_version_that_was_read(api: AdministerClient) -> None:
    user = added(api)
    path = f"/v1/users/{user['id']}"
    missing = api.send("PATCH", path, {"name": "New"})
    assert (missing.status, missing.json["code"]) == (428, "version_required")
    changed = api.send("PATCH", path, {"name": "New"}, version=1)
    assert (changed.status, changed.headers["ETag"], changed.json["name"]) == (200, '"2"', "New")
    stale = api.send("PATCH", path, {"name": "Newer"}, version=1)
    assert (stale.status, stale.json["code"]) == (412, "version_stale")
    assert (stale.json["given"], stale.json["current"], stale.headers["ETag"]) == (1, 2, '"2"')
    assert api.get(path).json["name"] == "New"


def test_fields_that_are_left_out_stay(api: AdministerClient) -> None:
    user = added(api, information={"team": "North", "site": "Denver"})
    path = f"/v1/users/{user['id']}"
    changed = api.send("PATCH", path, {"information": {"team": "South"}}, version=1).json
    assert changed["information"] == {**user["information"], "team": "South"}
    kept = {name: changed[name] for name in ("name", "email", "licences", "extensions")}
    assert kept == {name: user[name] for name in kept}


def test_a_manager_is_given_and_taken(api: AdministerClient) -> None:
    manager = api.dependencies.user("manager").user
    user = added(api, manager=manager.id)
    assert user["manager_name"] == manager.name
    path = f"/v1/users/{user['id']}"
    assert api.send("PATCH", path, {"manager": None}, version=1).json["manager"] is None


def test_null_for_a_field_without_null_is_refused(api: AdministerClient) -> None:
    path = f"/v1/users/{added(api)['id']}"
    assert_refused(api, api.send("PATCH", path, {"active": None}, version=1), 422, "invalid")
    assert api.get(path).json["version"] == 1


def test_deactivating_has_its_own_name_in_the_audit_log(api: AdministerClient) -> None:
    path = f"/v1/users/{added(api)['id']}"
    assert api.send("PATCH", path, {"active": False}, version=1).json["active"] is False
    assert api.dependencies.setup.entries[-1].action == "users.deactivate"
    assert api.dependencies.work.started == 2


def test_the_last_administrator_stays(api: AdministerClient) -> None:
    store = api.dependencies
    second = store.store.user(store.store.user_id_of_email("second@example.com"))
    assert second is not None
    store.setup.edit(second, active=False)
    last = store.user("administrator").user
    answer = api.send("PATCH", f"/v1/users/{last.id}", {"active": False}, version=last.version)
    assert_refused(api, answer, 409, "last_administrator")


def test_no_one_gives_more_than_they_have(api: AdministerClient) -> None:
    answer = api.send(
        "POST",
        "/v1/users",
        {**NEW, "security_profile": "administrator"},
        sub="limited-administrator",
    )
    assert_refused(api, answer, 403, "profile_beyond_yours")


def test_an_unknown_user_is_not_found(api: AdministerClient) -> None:
    assert_refused(api, api.get("/v1/users/unknown"), 404, "user_unknown")
    for method, path in (("PATCH", ""), ("POST", "/invitation")):
        answer = api.send(method, f"/v1/users/{'0' * 32}{path}", {}, version=1)
        assert (answer.status, answer.json["code"]) == (404, "user_unknown")


def test_users_are_listed_by_name_in_pages(api: AdministerClient) -> None:
    names: list[str] = []
    cursor = ""
    while True:
        query = {"cursor": cursor} if cursor else {}
        page = api.get("/v1/users", limit="2", **query).json
        names += [each["name"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert names == sorted(names)
    assert len(names) == 6


def test_users_are_found_by_the_beginning_of_their_name_or_their_address(
    api: AdministerClient,
) -> None:
    added(api, name="Zoë Quinn", email="zoe@example.com", extension_id="102")
    assert [each["name"] for each in api.get("/v1/users", name="ZOE").json["items"]] == [
        "Zoë Quinn"
    ]
    found = api.get("/v1/users", name="ZOE@example.com").json["items"]
    assert [each["email"] for each in found] == ["zoe@example.com"]
    assert api.get("/v1/users", name="zoe@example").json == {"items": [], "next": None}


@pytest.mark.parametrize(
    "query", [{"limit": "0"}, {"limit": "101"}, {"limit": "x"}, {"cursor": "!"}, {"page": "2"}]
)
def test_a_wrong_query_is_refused(api: AdministerClient, query: dict[str, str]) -> None:
    assert api.get("/v1/users", **query).status == 422


def test_an_extension_is_given_ended_and_withdrawn(api: AdministerClient) -> None:
    user = added(api, service=None, extension_id=None)
    path = f"/v1/users/{user['id']}/extensions"
    chosen = {"service": "main", "extension_id": "102", "first_day": "2026-01-01"}
    given = api.send("POST", path, chosen, version=1)
    assert (given.status, given.json["version"]) == (200, 2)
    replaced = {"first_day": "2026-01-01", "last_day": None}
    ended = api.send(
        "POST", path, {**chosen, "last_day": "2026-06-30", "replaced": replaced}, version=2
    ).json
    assert [each["last_day"] for each in ended["extensions"]] == ["2026-06-30"]
    none = api.send("POST", f"{path}/withdraw", ended["extensions"][0], version=3).json
    assert none["extensions"] == []
    again = api.send("POST", f"{path}/withdraw", ended["extensions"][0], version=4)
    assert_refused(api, again, 422, "assignment_unknown")


def test_an_invitation_is_queued_again(api: AdministerClient) -> None:
    user = added(api, invite=False)
    assert user["invitation"]["state"] == "none"
    answer = api.send("POST", f"/v1/users/{user['id']}/invitation")
    assert (answer.status, answer.json["invitation"]["state"]) == (202, "queued")


def test_a_second_click_sends_no_second_invitation(api: AdministerClient) -> None:
    user = added(api)
    path = f"/v1/users/{user['id']}"
    answer = api.send("POST", f"{path}/invitation")
    assert_refused(api, answer, 409, "invited_just_now")
    assert "after 11:11:40 UTC" in answer.json["detail"]
    api.dependencies.clock.advance(299.0)
    assert_refused(api, api.send("POST", f"{path}/invitation"), 409, "invited_just_now")
    api.dependencies.clock.advance(1.0)
    assert api.send("POST", f"{path}/invitation").status == 202
    assert_refused(api, api.send("POST", f"{path}/invitation"), 409, "invited_just_now")


@pytest.mark.parametrize(
    ("state", "email"),
    [(InvitationState.FAILED, ""), (InvitationState.SENT, "former@example.com")],
)
def test_what_did_not_reach_the_address_is_repeated_at_once(
    api: AdministerClient, state: InvitationState, email: str
) -> None:
    user = added(api)
    ended = Invitation(state=state, at=api.dependencies.clock.now(), email=email)
    api.dependencies.invitations.put_invitation(user["id"], ended)
    assert api.send("POST", f"/v1/users/{user['id']}/invitation").status == 202


def test_a_deactivated_user_is_not_invited(api: AdministerClient) -> None:
    user = added(api, invite=False)
    api.send("PATCH", f"/v1/users/{user['id']}", {"active": False}, version=1)
    answer = api.send("POST", f"/v1/users/{user['id']}/invitation")
    assert_refused(api, answer, 409, "user_inactive")


def test_users_are_taken_over_from_the_extension_list(api: AdministerClient) -> None:
    body = {
        "service": "main",
        "extension_ids": ["101", "103", "999"],
        "security_profile": "agent",
        "licences": ["call_recording"],
    }
    items = api.send("POST", "/v1/users/from-extensions", body).json["items"]
    assert [each["status"] for each in items] == ["added", "refused", "refused"]
    assert [each["errors"][0]["code"] for each in items[1:]] == [
        "email_not_valid",
        "extension_unknown",
    ]
    user = api.get(f"/v1/users/{items[0]['user_id']}").json
    assert (user["name"], user["email"]) == ("Ann Lee", "ann@example.com")
    assert (user["information"]["site"], user["invitation"]["state"]) == ("Denver", "none")
    again = api.send("POST", "/v1/users/from-extensions", body).json["items"]
    assert [each["status"] for each in again] == ["refused"] * 3


def test_extensions_show_who_has_them_today(api: AdministerClient) -> None:
    user = added(api)
    items = api.get("/v1/extensions", service="main").json["items"]
    assert [each["extension_id"] for each in items] == ["101", "102", "103"]
    assert [each["user_id"] for each in items] == [user["id"], None, None]
    assert (items[0]["user_name"], items[0]["site"]) == ("Ann Lee", "Denver")
    assert items[0]["site_id"] == "denver"


def test_a_user_has_the_numbers_of_their_extensions(api: AdministerClient) -> None:
    user = added(api)
    (listed,) = api.get("/v1/extensions", service="main", limit="1").json["items"]
    assert listed["number"]
    found = [api.get(f"/v1/users/{user['id']}").json]
    found += api.get("/v1/users", name="Ann").json["items"]
    numbers = [extension["number"] for each in found for extension in each["extensions"]]
    assert numbers == [listed["number"]] * 2


def test_an_extension_that_is_no_longer_known_has_no_number(api: AdministerClient) -> None:
    user = added(api)
    api.dependencies.directory = MemoryExtensionDirectory()
    assert api.get(f"/v1/users/{user['id']}").json["extensions"][0]["number"] is None


def test_extensions_are_found_by_a_part_of_their_name_in_pages(api: AdministerClient) -> None:
    assert len(api.get("/v1/extensions", name="moss").json["items"]) == 1
    first = api.get("/v1/extensions", limit="2").json
    second = api.get("/v1/extensions", limit="2", cursor=first["next"]).json
    found = [each["extension_id"] for each in (*first["items"], *second["items"])]
    assert (found, second["next"]) == (["101", "102", "103"], None)


def test_extensions_of_an_unknown_service_are_not_found(api: AdministerClient) -> None:
    assert api.get("/v1/extensions", service="other").status == 404


def test_the_description_has_all_routes_of_users() -> None:
    paths = [path for path in DOCUMENT["paths"] if path.startswith("/v1/users")]
    assert len(paths) >= 6
