"""What a service has transcribed, over HTTP: read, changed with a version, audited, and refused."""

from __future__ import annotations

import pytest

from tests.unit.api.administer_client import AdministerClient

PATH = "/v1/services/main/transcription"
RULES = {
    "policy": {"mode": "by_rule", "rules": [{"directions": ["Inbound"], "share": 20}]},
    "monthly_budget": "12.50",
    "options": {"language": "en-US", "redaction": True},
}


@pytest.fixture
def client() -> AdministerClient:
    return AdministerClient()


def test_by_default_nothing_happens_by_itself(client: AdministerClient) -> None:
    answer = client.send("GET", PATH)
    assert (answer.status, answer.headers["ETag"]) == (200, '"0"')
    assert answer.json["policy"] == {"mode": "on_demand", "rules": []}
    assert answer.json["monthly_budget"] is None
    assert answer.json["spent"] == {"amount": "0.0000", "currency": "USD"}


def test_a_change_is_stored_with_its_audit_entry(client: AdministerClient) -> None:
    answer = client.send("PUT", PATH, RULES, version=0)
    assert (answer.status, answer.headers["ETag"]) == (200, '"1"')
    assert client.send("GET", PATH).json == answer.json
    assert answer.json["monthly_budget"] == "12.5"
    (entry,) = client.store.writes[-1].audit
    assert (entry.action, entry.object.id) == ("services.change_transcription", "main")
    assert entry.after["monthly_budget"] == 12_500_000
    assert entry.after["policy.mode"] == "by_rule"


def test_nothing_different_writes_nothing(client: AdministerClient) -> None:
    client.send("PUT", PATH, RULES, version=0)
    writes = len(client.store.writes)
    assert client.send("PUT", PATH, RULES, version=1).headers["ETag"] == '"1"'
    assert len(client.store.writes) == writes


def test_a_stale_version_changes_nothing(client: AdministerClient) -> None:
    client.send("PUT", PATH, RULES, version=0)
    answer = client.send("PUT", PATH, {}, version=0)
    assert (answer.status, answer.json["code"]) == (412, "version_stale")


def test_an_unknown_service_is_404(client: AdministerClient) -> None:
    path = "/v1/services/other/transcription"
    assert client.send("GET", path).status == 404
    assert client.send("PUT", path, {}, version=0).status == 404


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"language": "xx-XX"}, "language_unsupported"),
        ({"redaction": True}, "redaction_needs_language"),
        ({"language": "fi-FI", "redaction": True}, "redaction_unsupported"),
    ],
)
def test_options_that_the_service_does_not_take_are_refused(
    client: AdministerClient, options: dict[str, object], code: str
) -> None:
    answer = client.send("PUT", PATH, {"options": options}, version=0)
    assert (answer.status, answer.json["code"]) == (422, code)


@pytest.mark.parametrize(
    "body",
    [
        {"monthly_budget": "-1"},
        {"monthly_budget": "1e9"},
        {"monthly_budget": 5},
        {"policy": {"mode": "sometimes"}},
        {"policy": {"mode": "by_rule", "rules": [{"numbers": ["12"]}]}},
        {"policy": {"mode": "by_rule", "rules": [{"share": 101}]}},
        {"options": {"language": "English"}},
        {"options": {"vocabulary": "two words"}},
        {"unknown": 1},
    ],
)
def test_wrong_values_are_refused(client: AdministerClient, body: object) -> None:
    answer = client.send("PUT", PATH, body, version=0)
    assert (answer.status, answer.json["code"]) == (422, "invalid_request")
