"""Leases in DynamoDB and their fake behave the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError
from moto import mock_aws
from mypy_boto3_dynamodb import DynamoDBClient

from ringkeep.aws.leases import DynamoLeases
from ringkeep.errors import Busy, ResourceMissing
from ringkeep.usecases.state import Leases
from tests.contract.tables import directory_table
from tests.fakes.clock import FakeClock
from tests.fakes.leases import MemoryLeases


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=["fake", "dynamodb"])
def leases(request: pytest.FixtureRequest, clock: FakeClock) -> Iterator[Leases]:
    if request.param == "fake":
        yield MemoryLeases(clock)
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        yield DynamoLeases(client, directory_table(client), clock)


def test_held_lease_makes_others_busy(leases: Leases) -> None:
    with leases.hold("sync", 60), pytest.raises(Busy, match="sync"), leases.hold("sync", 60):
        pytest.fail("the lease was held twice")


def test_leases_with_two_names_are_independent(leases: Leases) -> None:
    with leases.hold("sync#a", 60), leases.hold("sync#b", 60):
        pass


def test_it_is_known_whether_a_lease_is_held(leases: Leases, clock: FakeClock) -> None:
    assert not leases.is_held("sync")
    with leases.hold("sync", 60):
        assert leases.is_held("sync")
        assert not leases.is_held("other")
        clock.advance(60)
        assert not leases.is_held("sync")
    with leases.hold("sync", 60):
        pass
    assert not leases.is_held("sync")


def test_released_lease_is_free_at_once(leases: Leases) -> None:
    for _ in range(3):
        with leases.hold("sync", 60):
            pass


def test_failed_holder_releases_its_lease(leases: Leases) -> None:
    with pytest.raises(KeyError), leases.hold("sync", 60):
        raise KeyError
    with leases.hold("sync", 60):
        pass


def test_lease_of_a_stopped_holder_expires(leases: Leases, clock: FakeClock) -> None:
    with leases.hold("sync", 60):
        clock.advance(59)
        with pytest.raises(Busy), leases.hold("sync", 60):
            pytest.fail("the lease was held twice")
        clock.advance(1)
        with leases.hold("sync", 60):
            pass


def test_late_holder_does_not_release_the_lease_of_the_next_one(
    leases: Leases, clock: FakeClock
) -> None:
    late = leases.hold("sync", 60)
    late.__enter__()
    clock.advance(61)
    with leases.hold("sync", 60):
        late.__exit__(None, None, None)
        with pytest.raises(Busy), leases.hold("sync", 60):
            pytest.fail("the lease was held twice")


def test_missing_table_is_named(clock: FakeClock) -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        with (
            pytest.raises(ResourceMissing, match="table missing"),
            DynamoLeases(client, "missing", clock).hold("sync", 60),
        ):
            pytest.fail("held a lease in a missing table")


class FailsToRelease:
    """A DynamoDB client that takes leases and cannot be reached to release them."""

    def put_item(self, **_: object) -> object:
        return {}

    def delete_item(self, **_: object) -> object:
        raise ConnectTimeoutError(endpoint_url="http://127.0.0.1:1")


def test_failed_release_does_not_fail_the_work(clock: FakeClock) -> None:
    client = cast("DynamoDBClient", FailsToRelease())
    with DynamoLeases(client, "directory", clock).hold("sync", 60):
        pass
