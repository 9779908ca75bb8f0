"""Services are added, changed and removed."""

from __future__ import annotations

import dataclasses

import pytest
from pydantic import SecretStr

from ringkeep.domain.accounts.services import Connection, Licensing, Policy
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


class Setup:
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
    setup = Setup()
    setup.manager.add("default", CONNECTION)
    assert set(setup.tokens.tokens) == {"default"}
    setup.manager.remove("default")
    assert setup.tokens.tokens == {}


def test_an_added_service_has_a_row_and_a_secret() -> None:
    setup = Setup()
    added = setup.manager.add("default", CONNECTION, {"retention_days": 30})
    assert added.created
    assert setup.manager.list() == [added.service]
    assert added.service.policy == Policy(retention_days=30)
    assert added.service.added_at == setup.clock.now()
    assert setup.secrets.read(added.service.secret_arn) == CONNECTION


def test_adding_a_service_starts_its_back_fill() -> None:
    setup = Setup()
    added = setup.manager.add("default", CONNECTION)
    run = f"added-{int(setup.clock.now())}"
    assert setup.workflows.backfills == [("default", None, run)]
    assert added.backfill == f"arn:backfill:default-{run}"


LAPTOP = CONNECTION.model_copy(update={"server_url": "http://127.0.0.1:4810"})


def test_a_server_of_this_machine_is_refused_before_anything_is_written() -> None:
    setup = Setup()
    with pytest.raises(ConfigurationError, match=r"server_url: .* only a stack that runs on this"):
        setup.manager.add("default", LAPTOP)
    assert setup.manager.list() == []
    assert setup.secrets.kept == []


def test_a_stack_on_a_laptop_may_use_a_server_of_this_machine() -> None:
    setup = Setup()
    added = dataclasses.replace(setup.manager, local=True).add("default", LAPTOP)
    assert added.service.server_url == "http://127.0.0.1:4810"


def test_adding_again_changes_nothing() -> None:
    setup = Setup()
    first = setup.manager.add("default", CONNECTION)
    setup.clock.advance(1000)
    again = setup.manager.add("default", CONNECTION)
    assert (again.service, again.created) == (first.service, False)
    assert len(set(setup.workflows.backfills)) == 1
    assert len(setup.secrets.kept) == 1


def test_a_switch_to_everyone_is_noted_with_its_time() -> None:
    setup = Setup()
    setup.manager.add("default", CONNECTION, {"licensing": "users"})
    assert setup.services.get("default").everyone_since == 0.0
    setup.clock.advance(60)
    switched = setup.manager.add("default", CONNECTION, {"licensing": "everyone"}).service
    assert switched.everyone_since == setup.clock.now()
    setup.clock.advance(60)
    later = setup.manager.add("default", CONNECTION, {"licensing": "everyone"}).service
    assert later == switched


def test_adding_an_existing_service_changes_it() -> None:
    setup = Setup()
    first = setup.manager.add("default", CONNECTION, {"retention_days": 30}).service
    changed = setup.manager.add("default", CHANGED, {"backfill_days": 10}).service
    assert changed.server_url == "https://platform.example.org"
    assert changed.secret_arn == first.secret_arn
    assert changed.policy == Policy(retention_days=30, backfill_days=10)
    assert setup.secrets.read(changed.secret_arn) == CHANGED


def test_other_credentials_are_noted_on_the_row() -> None:
    """Otherwise nothing would show that only a password was changed."""
    setup = Setup()
    first = setup.manager.add("default", CONNECTION).service
    setup.clock.advance(1000)
    other = CONNECTION.model_copy(update={"client_secret": SecretStr("another")})
    changed = setup.manager.add("default", other).service
    assert changed.credentials_changed_at == first.credentials_changed_at + 1000
    assert setup.manager.add("default", other).service == changed


def test_licensing_that_is_changed_at_the_same_moment_is_kept() -> None:
    class Raced(MemorySecrets):
        def put(self, service: str, connection: Connection, arn: str | None = None) -> str:
            if arn and setup.services.get("default").policy.licensing is Licensing.EVERYONE:
                stored = setup.services.get("default")
                policy = stored.policy.model_copy(update={"licensing": Licensing.USERS})
                setup.services.put(stored.model_copy(update={"policy": policy}))
            return super().put(service, connection, arn)

    setup = Setup()
    raced = dataclasses.replace(setup.manager, secrets=Raced())
    raced.add("default", CONNECTION)
    changed = raced.add("default", CHANGED, {"backfill_days": 10}).service
    assert changed == setup.services.get("default")
    assert changed.policy == Policy(licensing=Licensing.USERS, backfill_days=10)
    assert changed.server_url == "https://platform.example.org"


@pytest.mark.parametrize(("backfill", "days"), [(False, 90), (True, 0)])
def test_a_service_can_be_added_without_a_back_fill(backfill: bool, days: int) -> None:
    setup = Setup()
    added = setup.manager.add("default", CONNECTION, {"backfill_days": days}, backfill=backfill)
    assert added.backfill is None
    assert setup.workflows.backfills == []


def test_a_removed_service_is_not_listed_and_its_credentials_can_be_recovered() -> None:
    setup = Setup()
    service = setup.manager.add("default", CONNECTION).service
    assert setup.manager.remove("default") == service
    assert setup.manager.list() == []
    assert setup.secrets.kept == []
    assert setup.secrets.recoverable == [service.secret_arn]


def test_a_service_may_be_removed_and_added_again_at_once() -> None:
    setup = Setup()
    first = setup.manager.add("default", CONNECTION).service
    setup.manager.remove("default")
    setup.clock.advance(2)
    second = setup.manager.add("default", CONNECTION)
    assert second.created
    assert second.service.secret_arn != first.secret_arn
    assert len(set(setup.workflows.backfills)) == 2


def test_removing_an_unknown_service_raises_an_error() -> None:
    with pytest.raises(ServiceNotFound):
        Setup().manager.remove("unknown")


@pytest.mark.parametrize("name", ["", "UPPER", "a/b", "a#b", "x" * 33])
def test_an_invalid_name_creates_no_secret(name: str) -> None:
    setup = Setup()
    with pytest.raises(ConfigurationError, match="not a valid service name"):
        setup.manager.add(name, CONNECTION)
    assert setup.secrets.kept == []


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        ({"retention": 30}, "unknown settings: retention"),
        ({"retention_days": 0}, "retention_days: .*greater than or equal to 1"),
        ({"retention_days": "many"}, "retention_days: .*integer"),
        ({"backfill_days": -1}, "backfill_days"),
    ],
)
def test_an_invalid_policy_is_rejected(policy: dict[str, str | int], why: str) -> None:
    setup = Setup()
    with pytest.raises(ConfigurationError, match=why):
        setup.manager.add("default", CONNECTION, policy)
    assert setup.secrets.kept == []


def test_if_the_row_cannot_be_written_the_new_secret_is_deleted() -> None:
    setup = Setup()
    setup.services.failure = StorageFailed("no")
    with pytest.raises(StorageFailed):
        setup.manager.add("default", CONNECTION)
    assert setup.secrets.kept == []


def test_a_failed_change_keeps_the_secret_of_the_service() -> None:
    setup = Setup()
    service = setup.manager.add("default", CONNECTION).service
    setup.services.failure = StorageFailed("no")
    with pytest.raises(StorageFailed):
        setup.manager.add("default", CHANGED)
    assert setup.secrets.kept == [service.secret_arn]


def test_a_service_cannot_be_added_twice_at_the_same_time() -> None:
    setup = Setup()
    with setup.leases.hold("service#default", 60), pytest.raises(Busy):
        setup.manager.add("default", CONNECTION)
    assert setup.secrets.kept == []


def test_two_services_may_use_one_app() -> None:
    setup = Setup()
    one = setup.manager.add("one", CONNECTION).service
    two = setup.manager.add("two", CONNECTION).service
    setup.manager.remove("one")
    assert one.secret_arn != two.secret_arn
    assert setup.secrets.read(two.secret_arn) == CONNECTION
