"""Changes at RingCentral, from the extension list to the administrator's decision: the functions as they are
wired in a deployed stack, over emulated tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.aws.directory.extensions_table import DynamoExtensionDirectory
from ringkeep.aws.state import DynamoStateStore
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.domain.json import JsonObject
from ringkeep.usecases.accounts.account_history import AccountHistory
from tests.fakes.clock import FakeClock
from tests.unit.api.api_client import FakeContext, request
from tests.unit.handlers import test_wiring
from tests.unit.handlers.metrics import metric_values
from tests.unit.handlers.test_wiring import Handler, connect
from tests.unit.usecases.access.people_setup import PeopleSetup

ACCOUNT = AccountRef("main", "809646016")
PEOPLE = "people"

pytestmark = pytest.mark.filterwarnings("ignore:No application metrics")
handler = test_wiring.handler


def list_extension(id_: str, name: str, *, changed_at: float = 1.0, removed: bool = False) -> None:
    dynamodb = boto3.client("dynamodb")
    extension = Extension(
        id=id_, number=f"1{id_}", name=name, email=f"e{id_}@example.com", type="User"
    ).model_copy(update={"status": "Enabled"})
    row = ExtensionRow(
        extension=extension,
        added_at=1.0,
        changed_at=changed_at,
        removed_at=4_000_000_000.0 if removed else None,
    )
    DynamoExtensionDirectory(dynamodb, "directory", FakeClock()).write(ACCOUNT, [row])


def asking(administer: Handler) -> Callable[..., Any]:
    def ask(method: str, path: str, body: JsonObject | None = None, version: str = "") -> Any:
        http_event = request(method, path, "u-root")
        http_event["headers"].update({"if-match": version} if version else {})
        http_event["body"] = json.dumps(body) if body else None
        answer = administer(http_event, FakeContext())
        assert answer["statusCode"] < 300, answer["body"]
        return {**json.loads(answer["body"]), "etag": answer["headers"].get("ETag", "")}

    return ask


def prepare() -> None:
    connect()
    dynamodb = boto3.client("dynamodb")
    AccountHistory(DynamoStateStore(dynamodb, "directory")).remember(ACCOUNT)
    setup = PeopleSetup(store=DynamoPeople(dynamodb, PEOPLE))
    setup.edit(setup.add("root", "administrator"), sub="u-root")


def test_a_renamed_extension_is_decided_on(
    handler: Callable[[str], Handler], capsys: pytest.CaptureFixture[str]
) -> None:
    prepare()
    list_extension("101", "Ann Lee")
    ask, keep_users = asking(handler("administer")), handler("keep_users")
    ann = ask(
        "POST",
        "/v1/users",
        {
            "name": "Ann Lee",
            "email": "ann@example.com",
            "security_profile": "Agent",
            "service": "main",
            "extension_id": "101",
            "invite": False,
        },
    )
    list_extension("101", "Ann Smith", changed_at=2.0)
    done = keep_users({}, FakeContext())["steps"]
    assert done["find_decisions"]["opened"] == 1
    assert "DeletedExtensionsUnimported" not in metric_values(capsys)
    (decision,) = ask("GET", "/v1/users/decisions")["items"]
    assert (decision["kind"], decision["before"], decision["after"]) == (
        "renamed",
        "Ann Lee",
        "Ann Smith",
    )
    assert decision["users"] == [{"id": ann["id"], "name": "Ann Lee"}]
    taken = ask(
        "POST",
        f"/v1/users/decisions/{decision['id']}",
        {"choice": "same_person"},
        f'"{decision["version"]}"',
    )
    assert (taken["choice"], taken["taken_at"] is None) == ("same_person", False)
    assert ask("GET", f"/v1/users/{ann['id']}")["name"] == "Ann Smith"
    assert ask("GET", "/v1/users/decisions")["items"] == []
    actions = {each["action"] for each in ask("GET", "/v1/audit")["items"]}
    assert {"decisions.take", "users.change"} <= actions


def test_extensions_become_users_and_a_deleted_one_is_counted(
    handler: Callable[[str], Handler], capsys: pytest.CaptureFixture[str]
) -> None:
    """No check of the call log has ended since the deletion, so recordings may be missing."""
    prepare()
    list_extension("101", "Ann Lee")
    ask, keep_users = asking(handler("administer")), handler("keep_users")
    etag = ask("GET", "/v1/services/main")["etag"]
    setting: JsonObject = {"security_profile": "Agent", "licences": ["call_recording"]}
    changed = ask("PATCH", "/v1/services/main", {"keep_in_step": setting}, etag)
    assert changed["keep_in_step"] == {
        "security_profile": "agent",
        "licences": ["call_recording"],
        "site": None,
        "invite": False,
    }
    assert keep_users({}, FakeContext())["steps"]["find_decisions"]["added"] == 1
    names = [each["name"] for each in ask("GET", "/v1/users")["items"]]
    assert names == ["Ann Lee", "root"]
    list_extension("101", "Ann Lee", removed=True)
    ask("PATCH", "/v1/services/main", {"keep_in_step": None}, changed["etag"])
    keep_users({}, FakeContext())
    metric_values(capsys)
    keep_users({}, FakeContext())
    assert metric_values(capsys)["DeletedExtensionsUnimported"] == [1]
    (decision,) = ask("GET", "/v1/users/decisions")["items"]
    assert (decision["kind"], decision["alarm"], decision["unimported"]) == ("deleted", True, None)
