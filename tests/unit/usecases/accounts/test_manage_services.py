"""Services are added, changed and removed."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.services import Connection, Policy
from ringkeep.errors import Busy, ConfigurationError, ServiceNotFound, StorageFailed
from ringkeep.usecases.accounts.manage_services import ServiceManager
from tests.fakes.accounts.secrets import MemorySecrets
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.clock import FakeClock
from tests.fakes.events.webhook_tokens import MemoryTokens
from tests.fakes.leases import MemoryLeases
from tests.fakes.recordings.scheduling import RecordedWorkflows

CONNECTION = Connection.model_validate(
    {
        "server_url": "https://platform.example.com",
        "client_id": "app",
        "client_secret": "s",
        "users": [{"jwt": "j"}],
    }
)
CHANGED = CONNECTION.model_copy(update={"server_url": "https://platform.example.org"})


class Bench:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.services = MemoryServiceDirectory()
        self.secrets = MemorySecrets()
        self.leases = MemoryLeases(self.clock)
        self.workflows = RecordedWorkflows()
        self.tokens = MemoryTokens()
        self.manager = ServiceManager(
            self.services, self.secrets, self.leases, self.workflows, self.tokens, self.clock
        )


def test_an_added_service_has_a_verification_token_until_it_is_removed() -> None:
    bench = Bench()
    bench.manager.add("default", CONNECTION)
    assert set(bench.tokens.tokens) == {"default"}
    bench.manager.remove("default")
    assert bench.tokens.tokens == {}


def test_an_added_service_has_a_row_and_a_secret() -> None:
    bench = Bench()
    added = bench.manager.add("default", CONNECTION, {"retention_days": 30})
    assert added.created
    assert bench.manager.list() == [added.service]
    assert added.service.policy == Policy(retention_days=30)
    assert added.service.added_at == bench.clock.now()
    assert bench.secrets.read(added.service.secret_arn) == CONNECTION


def test_adding_starts_the_first_back_fill() -> None:
    bench = Bench()
    added = bench.manager.add("default", CONNECTION)
    run = f"added-{int(bench.clock.now())}"
    assert bench.workflows.backfills == [("default", None, run)]
    assert added.backfill == f"arn:backfill:default-{run}"


def test_adding_again_changes_nothing() -> None:
    bench = Bench()
    first = bench.manager.add("default", CONNECTION)
    bench.clock.advance(1000)
    again = bench.manager.add("default", CONNECTION)
    assert (again.service, again.created) == (first.service, False)
    assert len(set(bench.workflows.backfills)) == 1
    assert len(bench.secrets.kept) == 1


def test_a_known_service_is_changed_in_place() -> None:
    bench = Bench()
    first = bench.manager.add("default", CONNECTION, {"retention_days": 30}).service
    changed = bench.manager.add("default", CHANGED, {"backfill_days": 10}).service
    assert changed.server_url == "https://platform.example.org"
    assert changed.secret_arn == first.secret_arn
    assert changed.policy == Policy(retention_days=30, backfill_days=10)
    assert bench.secrets.read(changed.secret_arn) == CHANGED


@pytest.mark.parametrize(("backfill", "days"), [(False, 90), (True, 0)])
def test_no_back_fill_is_started_when_none_is_wanted(backfill: bool, days: int) -> None:
    bench = Bench()
    added = bench.manager.add("default", CONNECTION, {"backfill_days": days}, backfill=backfill)
    assert added.backfill is None
    assert bench.workflows.backfills == []


def test_a_removed_service_is_off_the_list_and_its_credentials_can_be_recovered() -> None:
    bench = Bench()
    service = bench.manager.add("default", CONNECTION).service
    assert bench.manager.remove("default") == service
    assert bench.manager.list() == []
    assert bench.secrets.kept == []
    assert bench.secrets.recoverable == [service.secret_arn]


def test_a_service_may_be_removed_and_added_again_at_once() -> None:
    bench = Bench()
    first = bench.manager.add("default", CONNECTION).service
    bench.manager.remove("default")
    bench.clock.advance(2)
    second = bench.manager.add("default", CONNECTION)
    assert second.created
    assert second.service.secret_arn != first.secret_arn
    assert len(set(bench.workflows.backfills)) == 2


def test_removing_an_unknown_service_tells_so() -> None:
    with pytest.raises(ServiceNotFound):
        Bench().manager.remove("nobody")


@pytest.mark.parametrize("name", ["", "UPPER", "a/b", "a#b", "x" * 33])
def test_a_name_that_cannot_be_used_leaves_no_secret_behind(name: str) -> None:
    bench = Bench()
    with pytest.raises(ConfigurationError, match="not a valid service name"):
        bench.manager.add(name, CONNECTION)
    assert bench.secrets.kept == []


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        ({"retention": 30}, "unknown settings: retention"),
        ({"retention_days": 0}, "retention_days: .*greater than or equal to 1"),
        ({"retention_days": "many"}, "retention_days: .*integer"),
        ({"backfill_days": -1}, "backfill_days"),
    ],
)
def test_a_policy_that_cannot_be_used_is_refused(policy: dict[str, str | int], why: str) -> None:
    bench = Bench()
    with pytest.raises(ConfigurationError, match=why):
        bench.manager.add("default", CONNECTION, policy)
    assert bench.secrets.kept == []


def test_a_row_that_cannot_be_written_leaves_no_secret_behind() -> None:
    bench = Bench()
    bench.services.failure = StorageFailed("no")
    with pytest.raises(StorageFailed):
        bench.manager.add("default", CONNECTION)
    assert bench.secrets.kept == []


def test_a_failed_change_keeps_the_secret_of_the_service() -> None:
    bench = Bench()
    service = bench.manager.add("default", CONNECTION).service
    bench.services.failure = StorageFailed("no")
    with pytest.raises(StorageFailed):
        bench.manager.add("default", CHANGED)
    assert bench.secrets.kept == [service.secret_arn]


def test_two_administrators_adding_one_service_do_not_mix() -> None:
    bench = Bench()
    with bench.leases.hold("service#default", 60), pytest.raises(Busy):
        bench.manager.add("default", CONNECTION)
    assert bench.secrets.kept == []


def test_two_services_may_use_one_app() -> None:
    bench = Bench()
    one = bench.manager.add("one", CONNECTION).service
    two = bench.manager.add("two", CONNECTION).service
    bench.manager.remove("one")
    assert one.secret_arn != two.secret_arn
    assert bench.secrets.read(two.secret_arn) == CONNECTION
