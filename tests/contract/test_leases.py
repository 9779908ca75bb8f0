"""Leases in DynamoDB and in memory keep the same promises."""

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


def test_a_lease_that_is_held_makes_others_busy(leases: Leases) -> None:
    with leases.hold("sync", 60), pytest.raises(Busy, match="sync"), leases.hold("sync", 60):
        pytest.fail("two held one lease")


def test_leases_of_two_names_do_not_meet(leases: Leases) -> None:
    with leases.hold("sync#a", 60), leases.hold("sync#b", 60):
        pass


def test_a_released_lease_is_free_at_once(leases: Leases) -> None:
    for _ in range(3):
        with leases.hold("sync", 60):
            pass


def test_a_holder_that_fails_releases_its_lease(leases: Leases) -> None:
    with pytest.raises(KeyError), leases.hold("sync", 60):
        raise KeyError
    with leases.hold("sync", 60):
        pass


def test_a_dead_holder_s_lease_runs_out(leases: Leases, clock: FakeClock) -> None:
    with leases.hold("sync", 60):
        clock.advance(59)
        with pytest.raises(Busy), leases.hold("sync", 60):
            pytest.fail("two held one lease")
        clock.advance(1)
        with leases.hold("sync", 60):
            pass


def test_a_late_holder_does_not_release_the_next_one_s_lease(
    leases: Leases, clock: FakeClock
) -> None:
    late = leases.hold("sync", 60)
    late.__enter__()
    clock.advance(61)
    with leases.hold("sync", 60):
        late.__exit__(None, None, None)
        with pytest.raises(Busy), leases.hold("sync", 60):
            pytest.fail("two held one lease")


def test_a_lease_without_its_table_names_the_table(clock: FakeClock) -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        with (
            pytest.raises(ResourceMissing, match="table gone"),
            DynamoLeases(client, "gone", clock).hold("sync", 60),
        ):
            pytest.fail("held a lease in a missing table")


class LosesReleases:
    """A DynamoDB that takes leases and is unreachable when they are to be released."""

    def put_item(self, **_: object) -> object:
        return {}

    def delete_item(self, **_: object) -> object:
        raise ConnectTimeoutError(endpoint_url="http://127.0.0.1:1")


def test_work_that_is_done_stays_done_when_its_lease_cannot_be_released(clock: FakeClock) -> None:
    client = cast("DynamoDBClient", LosesReleases())
    with DynamoLeases(client, "directory", clock).hold("sync", 60):
        pass
