"""The contract of the Leases port, for DynamoDB and the in-memory fake."""

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


def test_a_lease_cannot_be_held_twice(leases: Leases) -> None:
    with leases.hold("sync", 60), pytest.raises(Busy, match="sync"), leases.hold("sync", 60):
        pytest.fail("the lease was held twice")


def test_leases_with_different_names_are_independent(leases: Leases) -> None:
    with leases.hold("sync#a", 60), leases.hold("sync#b", 60):
        pass


def test_a_released_lease_can_be_held_again_at_once(leases: Leases) -> None:
    for _ in range(3):
        with leases.hold("sync", 60):
            pass


def test_a_holder_that_fails_releases_its_lease(leases: Leases) -> None:
    with pytest.raises(KeyError), leases.hold("sync", 60):
        raise KeyError
    with leases.hold("sync", 60):
        pass


def test_a_lease_that_is_not_released_expires(leases: Leases, clock: FakeClock) -> None:
    with leases.hold("sync", 60):
        clock.advance(59)
        with pytest.raises(Busy), leases.hold("sync", 60):
            pytest.fail("the lease was held twice")
        clock.advance(1)
        with leases.hold("sync", 60):
            pass


def test_a_holder_whose_lease_expired_does_not_release_the_next_one(
    leases: Leases, clock: FakeClock
) -> None:
    late = leases.hold("sync", 60)
    late.__enter__()
    clock.advance(61)
    with leases.hold("sync", 60):
        late.__exit__(None, None, None)
        with pytest.raises(Busy), leases.hold("sync", 60):
            pytest.fail("the lease was held twice")


def test_the_error_for_a_missing_table_names_it(clock: FakeClock) -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        with (
            pytest.raises(ResourceMissing, match="table missing"),
            DynamoLeases(client, "missing", clock).hold("sync", 60),
        ):
            pytest.fail("held a lease in a missing table")


class UnreachableOnRelease:
    """A DynamoDB client that cannot be reached when a lease is released."""

    def put_item(self, **_: object) -> object:
        return {}

    def delete_item(self, **_: object) -> object:
        raise ConnectTimeoutError(endpoint_url="http://127.0.0.1:1")


def test_a_failed_release_raises_no_error(clock: FakeClock) -> None:
    client = cast("DynamoDBClient", UnreachableOnRelease())
    with DynamoLeases(client, "directory", clock).hold("sync", 60):
        pass
