"""Each function does all of its work with the rights of its own role and no more."""

from __future__ import annotations

from local.clients import Clients
from local.front import Front
from local.sign_in import Person, add_person
from simulator.http.fault_queue import Fault, FaultKind
from tests.integration.accounts import connected, facts, small_account
from tests.integration.conftest import eventually
from tests.integration.live import live_board
from tests.unit.template.loader import FUNCTIONS


def test_a_backfill_with_troubles_needs_no_more_than_the_roles_allow(enforcing: Front) -> None:
    stack = enforcing.stack
    with connected(stack, Clients(stack), small_account(4)) as service:
        good, broken, strange, deleted = service.account.recordings
        service.fail(broken, Fault(FaultKind.TRUNCATED))
        service.fail(strange, Fault(FaultKind.UNEXPECTED_TYPE, times=0))
        service.fail(deleted, Fault(FaultKind.NOT_READY))
        service.add()
        eventually(lambda: len(service.rows()) == 4)
        service.account.delete_recording(deleted)
        assert service.sync()["status"] == "ok"
        assert service.poll("nightly")["status"] == "ok"
        rows = service.import_until_settled(4)
        assert {key: facts(row)[0] for key, row in rows.items()} == {
            good: "stored",
            broken: "stored",
            strange: "quarantined",
            deleted: "lost",
        }


def test_the_scheduling_function_cannot_read_tokens() -> None:
    assert "TokensTable" not in str(FUNCTIONS["ScheduleImportsFunction"]["Policies"])


def test_the_live_board_needs_no_more_than_the_roles_allow(enforcing: Front) -> None:
    """Functions that use the queue are left out: its policy rightly refuses the emulator's plain http."""
    stack = enforcing.stack
    clients = Clients(stack)
    manager = Person("Manager", "manager@example.com", "Manager1234567")
    add_person(stack, manager)
    with live_board(enforcing, clients) as board:
        kept = board.service.invoke("KeepSubscriptionsFunctionName")
        assert (kept["status"], kept["results"][0]["action"]) == ("ok", "made"), kept
        assert kept["results"][0]["seeded"]
        assert board.service.invoke("CheckLiveCallsFunctionName")["status"] == "ok"
        board.wait_for_status(manager, board.call(0).extension_id, "Available")
        assert clients.invoke("CheckSocketsFunctionName", {})["closed"] == 0


def test_the_work_after_changes_of_people_needs_no_more_than_the_roles_allow(
    enforcing: Front,
) -> None:
    clients = Clients(enforcing.stack)
    done = eventually(lambda: clients.invoke("KeepUsersFunctionName", {}).get("steps"))
    assert not [name for name, each in done.items() if each.get("status") == "failed"], done


def test_the_copies_of_the_audit_log_need_no_more_than_the_role_allows(enforcing: Front) -> None:
    """Adding the manager above wrote an entry."""
    clients, bucket = Clients(enforcing.stack), enforcing.stack.outputs["AuditBucketName"]
    assert eventually(lambda: clients.s3.list_objects_v2(Bucket=bucket).get("Contents"))
