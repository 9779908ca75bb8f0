"""The row of a service holds what the rate limits count, so that planning needs no credentials."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.usecases.accounts.complete_service import CompleteService, service_lease
from ringkeep.usecases.accounts.service_credentials import ServiceCredentials
from tests.fakes.accounts.secrets import MemorySecrets
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.clock import FakeClock
from tests.fakes.leases import MemoryLeases
from tests.unit.ringcentral.http.connections import connection
from tests.unit.usecases.recordings.call_log_setup import service

ONE, TWO = connection("1"), connection("1", "2")


class Setup:
    def __init__(self, stored: Connection = ONE) -> None:
        self.secrets = MemorySecrets()
        self.services = MemoryServiceDirectory()
        self.leases = MemoryLeases(FakeClock())
        self.rows = CompleteService(self.services, ServiceCredentials(self.secrets), self.leases)
        arn = self.secrets.put("main", stored)
        row = service("main").model_copy(update={"secret_arn": arn})
        self.services.put(row)

    @property
    def row(self) -> Service:
        return self.services.get("main")


def test_a_row_of_the_last_version_is_completed() -> None:
    setup = Setup()
    assert setup.row.app is None
    setup.rows.complete(setup.row, ONE)
    assert setup.row.app == ONE.app


def test_a_complete_row_is_not_written_again() -> None:
    setup = Setup()
    setup.rows.complete(setup.row, ONE)
    before = setup.row
    setup.services.failure = AssertionError("written")  # type: ignore[assignment]
    setup.rows.complete(before, ONE)
    assert setup.secrets.forgotten == [before.secret_arn]


def test_users_that_were_added_to_the_secret_by_hand_are_added_to_the_row() -> None:
    setup = Setup()
    setup.rows.complete(setup.row, ONE)
    setup.secrets.put("main", TWO, setup.row.secret_arn)
    setup.rows.complete(setup.row, TWO)
    assert setup.row.user_labels == TWO.user_labels


def test_a_server_that_was_changed_in_the_secret_by_hand_is_changed_in_the_row() -> None:
    """The limits are counted for each server: a row with another one would plan with another count."""
    setup = Setup()
    setup.rows.complete(setup.row, ONE)
    moved = ONE.model_copy(update={"server_url": "https://platform.other.example"})
    setup.secrets.put("main", moved, setup.row.secret_arn)
    setup.rows.complete(setup.row, moved)
    assert setup.row.app == moved.app


def test_cached_credentials_do_not_replace_a_newer_row() -> None:
    setup = Setup(stored=TWO)
    setup.services.put(setup.row.with_app(TWO))
    setup.rows.complete(setup.row, ONE)
    assert setup.row.app == TWO.app


def test_settings_that_were_changed_at_the_same_time_stay() -> None:
    setup = Setup()
    old = setup.row
    policy = old.policy.model_copy(update={"retention_days": 30})
    setup.services.put(old.model_copy(update={"policy": policy}))
    setup.rows.complete(old, ONE)
    assert setup.row.policy == policy
    assert setup.row.app == ONE.app


def test_a_service_that_is_removed_or_changed_at_this_moment_is_left_alone() -> None:
    setup = Setup()
    row = setup.row
    with setup.leases.hold(service_lease("main"), 60):
        setup.rows.complete(row, ONE)
    assert setup.row.app is None
    setup.services.delete("main")
    setup.rows.complete(row, ONE)
    assert setup.services.list() == []


@pytest.mark.parametrize("changes", [{"client_id": ""}, {"user_labels": ()}])
def test_a_row_without_a_client_or_users_has_no_app(changes: dict[str, object]) -> None:
    row = service("main").with_app(ONE)
    assert row.app is not None
    assert row.model_copy(update=changes).app is None
