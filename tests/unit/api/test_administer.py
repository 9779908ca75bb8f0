"""The routes of security profiles, licences, services and the audit log."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.access.profiles import BUILT_IN
from ringkeep.domain.access.rights import Right
from ringkeep.domain.accounts.services import Licensing
from ringkeep.errors import Conflict
from tests.unit.api.administer_client import AdministerClient

PROFILE = {"name": "Team lead", "rights": ["live.see", "recordings.list"], "visibility": "team"}


@pytest.fixture
def api() -> AdministerClient:
    return AdministerClient()


def last_entry(api: AdministerClient) -> AuditEntry:
    return max(api.dependencies.store.entries.values(), key=lambda each: each.id)


def add_profile(api: AdministerClient) -> Any:
    answer = api.send("POST", "/v1/security-profiles", PROFILE)
    assert (answer.status, answer.headers["ETag"]) == (201, '"1"')
    assert answer.headers["Location"] == f"/v1/security-profiles/{answer.json['id']}"
    return answer.json


def test_all_profiles_are_listed_with_all_rights(api: AdministerClient) -> None:
    own = add_profile(api)
    page = api.get("/v1/security-profiles").json
    assert [each["id"] for each in page["items"]] == [*(each.id for each in BUILT_IN), own["id"]]
    assert page["items"][0]["users"] == 2
    assert [each["name"] for each in page["rights"]] == [each.value for each in Right]


def test_a_profile_is_changed_and_deleted(api: AdministerClient) -> None:
    path = f"/v1/security-profiles/{add_profile(api)['id']}"
    changed = api.send("PATCH", path, {"rights": ["live.see"]}, version=1)
    assert (changed.status, changed.headers["ETag"]) == (200, '"2"')
    assert (changed.json["name"], changed.json["rights"]) == ("Team lead", ["live.see"])
    assert api.send("DELETE", path, version=1).json["current"] == 2
    assert api.send("DELETE", path).status == 428
    deleted = api.send("DELETE", path, version=2)
    assert (deleted.status, deleted.text) == (204, "")
    assert api.get(path).json["code"] == "profile_unknown"
    assert api.get(path).status == 404


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"rights": ["no.right"]}, 422, "right_unknown"),
        ({"name": "AGENT"}, 409, "profile_name_taken"),
        ({"rights": ["users.manage"]}, 422, "managing_users_needs_all"),
    ],
)
def test_a_profile_that_breaks_a_rule_is_refused(
    api: AdministerClient, change: dict[str, object], status: int, code: str
) -> None:
    answer = api.send("POST", "/v1/security-profiles", {**PROFILE, **change})
    assert (answer.status, answer.json["code"]) == (status, code)


def test_a_built_in_profile_stays(api: AdministerClient) -> None:
    answer = api.send("PATCH", "/v1/security-profiles/agent", {"name": "Other"}, version=0)
    assert (answer.status, answer.json["code"]) == (409, "profile_built_in")
    assert api.send("DELETE", "/v1/security-profiles/agent", version=0).status == 409


def test_a_profile_that_someone_has_is_not_deleted(api: AdministerClient) -> None:
    own = add_profile(api)
    api.dependencies.setup.add("lena", own["id"])
    answer = api.send("DELETE", f"/v1/security-profiles/{own['id']}", version=1)
    assert (answer.status, answer.json["code"]) == (409, "profile_in_use")


def test_licences_are_counted_and_limited(api: AdministerClient) -> None:
    api.dependencies.setup.add("lena", licences={"call_recording"})
    read = api.get("/v1/licences")
    version = read.json["version"]
    assert read.headers["ETag"] == f'"{version}"'
    assert read.json["items"][0] == {"licence": "call_recording", "used": 1, "ceiling": None}
    limited = api.send(
        "PATCH",
        "/v1/licences",
        {"ceilings": {"call_recording": 1, "evaluation": 5}},
        version=version,
    ).json
    assert [each["ceiling"] for each in limited["items"]] == [1, 5]
    body = {"name": "x", "email": "x@example.com", "security_profile": "agent"}
    full = api.send("POST", "/v1/users", {**body, "licences": ["call_recording"]})
    assert (full.status, full.json["code"]) == (409, "licence_ceiling_reached")
    ceilings = {"ceilings": {"call_recording": None}}
    opened = api.send("PATCH", "/v1/licences", ceilings, version=limited["version"]).json
    assert [each["ceiling"] for each in opened["items"]] == [None, 5]
    assert api.send("PATCH", "/v1/licences", ceilings, version=version).status == 412


@pytest.mark.parametrize("ceiling", [-1, 1.5, "5", True, 10_000_000])
def test_a_ceiling_is_a_whole_number(api: AdministerClient, ceiling: object) -> None:
    answer = api.send("PATCH", "/v1/licences", {"ceilings": {"evaluation": ceiling}}, version=0)
    assert answer.status == 422


def test_a_service_is_read_without_its_credentials(api: AdministerClient) -> None:
    answer = api.get("/v1/services/main")
    assert (answer.status, answer.headers["ETag"]) == (200, '"1"')
    assert (answer.json["licensing"], answer.json["account_id"]) == ("everyone", "809646016")
    assert "secret" not in answer.text and "client" not in answer.text
    assert api.get("/v1/services").json["items"] == [answer.json]
    assert api.get("/v1/services/other").status == 404


def test_licensing_is_changed_with_its_audit_entry(api: AdministerClient) -> None:
    path = "/v1/services/main"
    changed = api.send("PATCH", path, {"licensing": "users"}, version=1)
    assert (changed.status, changed.json["licensing"]) == (200, "users")
    assert changed.headers["ETag"] == '"2"'
    entry = last_entry(api)
    assert (entry.action, entry.object.kind, entry.object.id) == (
        "services.change",
        "service",
        "main",
    )
    assert (entry.before, entry.after) == (
        {"policy.licensing": "everyone"},
        {"policy.licensing": "users"},
    )
    assert api.send("PATCH", path, {"licensing": "everyone"}).status == 428
    stale = api.send("PATCH", path, {"licensing": "everyone"}, version=1)
    assert (stale.status, stale.json["given"], stale.json["current"]) == (412, 1, 2)
    assert api.dependencies.services.get("main").policy.licensing is Licensing.USERS


def test_the_same_licensing_again_changes_nothing(api: AdministerClient) -> None:
    before = len(api.store.entries)
    same = api.send("PATCH", "/v1/services/main", {"licensing": "everyone"}, version=1)
    assert (same.status, same.headers["ETag"]) == (200, '"1"')
    assert len(api.store.entries) == before


def test_a_change_that_loses_every_race_is_to_be_sent_again(
    api: AdministerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise Conflict("another process")

    monkeypatch.setattr(api.dependencies.store, "write", lost)
    answer = api.send("PATCH", "/v1/services/main", {"licensing": "users"}, version=1)
    assert (answer.status, answer.json["code"]) == (503, "changed_meanwhile")
    assert answer.headers["Retry-After"]
    assert api.dependencies.services.get("main").policy.licensing is Licensing.EVERYONE


def test_audit_is_read_in_pages_the_newest_first(api: AdministerClient) -> None:
    ids: list[str] = []
    cursor = ""
    while True:
        page = api.get("/v1/audit", limit="3", **({"cursor": cursor} if cursor else {})).json
        ids += [each["id"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert ids == sorted(api.store.entries, reverse=True)


def test_audit_is_searched_by_person_object_and_time(api: AdministerClient) -> None:
    api.dependencies.clock.advance(3 * 86_400)
    user = api.send(
        "POST", "/v1/users", {"name": "Ann", "email": "x@example.com", "security_profile": "agent"}
    ).json
    me = api.dependencies.user("administrator").user.id

    def found(**query: str) -> list[str]:
        return [each["action"] for each in api.get("/v1/audit", **query).json["items"]]

    assert found(person=me) == ["users.add"]
    assert found(object_kind="user", object_id=user["id"]) == ["users.add"]
    assert found(object_kind="service") == []
    day = user["created_at"][:10]
    assert found(**{"from": day, "to": day}) == ["users.add"]
    assert len(found(person="command_line", limit="100")) == len(api.store.entries) - 1


def test_audit_entries_have_names(api: AdministerClient) -> None:
    given = {"name": "Ann", "email": "x@example.com", "security_profile": "agent"}
    user = api.send("POST", "/v1/users", given).json
    api.send("PATCH", f"/v1/users/{user['id']}", {"name": "Ann Lee"}, version=user["version"])
    api.send("PATCH", "/v1/services/main", {"licensing": "users"}, version=1)
    items = api.get("/v1/audit", limit="100").json["items"]
    shown = {each["action"]: (each["by_name"], each["object_name"]) for each in items[:3]}
    assert shown == {
        "users.add": ("administrator-person", "Ann Lee"),
        "users.change": ("administrator-person", "Ann Lee"),
        "services.change": ("administrator-person", "main"),
    }
    assert {each["by_name"] for each in items[3:]} == {"arn:aws:iam::1:user/owner"}


@pytest.mark.parametrize(
    "query",
    [
        {"from": "yesterday"},
        {"to": "2026-13-01"},
        {"from": "0001-01-01"},
        {"from": "2026-11-03", "to": "2026-11-01"},
        {"cursor": "x"},
        {"object_kind": "User"},
        {"limit": "500"},
    ],
)
def test_a_wrong_search_is_refused(api: AdministerClient, query: dict[str, str]) -> None:
    assert api.get("/v1/audit", **query).status == 422


def test_audit_is_exported_as_csv(api: AdministerClient) -> None:
    answer = api.get("/v1/audit/export", person="command_line")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in str(answer.headers["Content-Disposition"])
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == len(api.store.entries) - 1
    assert rows[0]["person_kind"] == "command_line"


def test_an_export_of_the_audit_log_is_in_the_log(api: AdministerClient) -> None:
    before = len(api.store.entries)
    api.get("/v1/audit/export", person="command_line", object_id="\u202eevil\0")
    (entry,) = list(api.store.entries.values())[before:]
    assert (entry.action, entry.object.kind) == ("audit.export", "audit_export")
    assert (entry.actor.kind.value, entry.after["person"]) == ("user", "command_line")
    assert entry.after["object_id"] == "evil"


def test_a_long_export_names_the_next_file(
    api: AdministerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ringkeep.api.routes.audit.MOST_EXPORTED", 4)
    monkeypatch.setattr("ringkeep.api.routes.audit._LARGEST_FILE", 900)
    ids: list[str] = []
    stored = sorted(api.store.entries, reverse=True)
    query: dict[str, str] = {"to": "2099-01-01"}
    for _ in range(100):
        answer = api.get("/v1/audit/export", **query)
        ids += [row["id"] for row in csv.DictReader(io.StringIO(answer.text))]
        if "Link" not in answer.headers:
            break
        link = str(answer.headers["Link"])
        assert link.startswith("</v1/audit/export?to=2099-01-01&cursor=")
        query["cursor"] = link.partition("cursor=")[2].partition(">")[0]
    assert ids == stored
