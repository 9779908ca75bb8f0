"""A service and its audit entry are written together, or neither, although they are in two tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.people_lists import DynamoPeopleLists
from ringkeep.aws.access.people_table import DynamoAuditLog, DynamoPeople
from ringkeep.aws.accounts.services_table import DynamoServiceDirectory
from ringkeep.domain.access.audit import ObjectRef
from ringkeep.domain.access.authority import NoLongerActive, RightMissing
from ringkeep.domain.access.keep_in_step import KeepInStep
from ringkeep.domain.access.refusals import ChangeRefused, VersionStale
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.users import Licence
from ringkeep.domain.accounts.services import Licensing, Service
from ringkeep.errors import Conflict
from ringkeep.usecases.access.audited_services import AuditedServiceDirectory
from ringkeep.usecases.access.change_service import ChangeService, ServicePolicyChanges
from ringkeep.usecases.access.list_ports import ServiceChanges
from ringkeep.usecases.access.ports import AuditLog
from ringkeep.usecases.accounts.ports import ServiceDirectory
from ringkeep.wiring.audited_services import AuditedServices
from tests.contract.tables import directory_table, people_table
from tests.fakes.access.people_lists import MemoryServiceChanges
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.unit.usecases.access.people_setup import (
    COMMAND_LINE,
    PeopleSetup,
    by,
    profile_fields,
)

MAIN = Service(name="main", server_url="https://platform.example.com", secret_arn="arn")
USERS = ServicePolicyChanges(licensing=Licensing.USERS)
EVERYONE = ServicePolicyChanges(licensing=Licensing.EVERYONE)
AGENTS = KeepInStep(security_profile="agent", licences=frozenset(Licence), site="s1")


def keep_in_step(setting: KeepInStep | None) -> ServicePolicyChanges:
    return ServicePolicyChanges().keeping_in_step(setting)


class Stage(NamedTuple):
    setup: PeopleSetup
    directory: ServiceDirectory
    changes: ServiceChanges
    log: AuditLog

    @property
    def change(self) -> ChangeService:
        return ChangeService(self.setup.add_user.changes, self.changes)

    def entries(self) -> list[str]:
        found = self.log.by_object(ObjectRef(kind="service", id="main"), 0.0, 4_000_000_000.0)
        return [each.action for each in found]


@pytest.fixture(params=["fake", "dynamodb"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    if request.param == "fake":
        setup, services = PeopleSetup(), MemoryServiceDirectory()
        services.put(MAIN)
        changes = MemoryServiceChanges(services, setup.memory)
        yield Stage(setup, services, changes, setup.memory)
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        table = people_table(client)
        directory = DynamoServiceDirectory(client, directory_table(client))
        directory.put(MAIN)
        setup = PeopleSetup(store=DynamoPeople(client, table))
        audited = AuditedServices(client, directory, DynamoPeopleLists(client, table))
        yield Stage(setup, directory, audited, DynamoAuditLog(client, table))


def test_a_change_is_written_with_its_entry(stage: Stage) -> None:
    root = stage.setup.add("root", "administrator")
    changed = stage.change("main", USERS, by(root), version=1)
    assert changed == stage.directory.get("main")
    assert (changed.version, changed.policy.licensing) == (2, Licensing.USERS)
    assert stage.entries() == ["services.change"]


def test_the_same_again_writes_nothing(stage: Stage) -> None:
    root = stage.setup.add("root", "administrator")
    assert stage.change("main", EVERYONE, by(root)).version == 1
    assert stage.entries() == []


def test_a_stale_change_is_refused(stage: Stage) -> None:
    root = stage.setup.add("root", "administrator")
    stage.change("main", USERS, by(root), version=1)
    with pytest.raises(VersionStale):
        stage.change("main", EVERYONE, by(root), version=1)
    assert stage.directory.get("main").policy.licensing is Licensing.USERS


def test_someone_without_the_right_changes_nothing(stage: Stage) -> None:
    limited = stage.setup.add("lena", "limited-administrator")
    with pytest.raises(RightMissing):
        stage.change("main", USERS, by(limited))
    assert (stage.directory.get("main").version, stage.entries()) == (1, [])


def test_a_service_that_changes_meanwhile_keeps_both_changes(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = stage.setup.add("root", "administrator")
    get = stage.changes.get
    raced: list[Service] = []

    def changed_after(name: str) -> Service:
        read = get(name)
        if not raced:
            raced.append(stage.directory.put(read.model_copy(update={"client_id": "app"})))
        return read

    monkeypatch.setattr(stage.changes, "get", changed_after)
    changed = stage.change("main", USERS, by(root))
    assert (changed.client_id, changed.policy.licensing) == ("app", Licensing.USERS)
    assert (changed.version, stage.entries()) == (3, ["services.change"])


def test_someone_who_is_deactivated_meanwhile_changes_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = stage.setup.add("root", "administrator")
    stage.setup.add("second", "administrator")
    get = stage.changes.get

    def deactivated_first(name: str) -> Service:
        stage.setup.edit(root, active=False)
        return get(name)

    monkeypatch.setattr(stage.changes, "get", deactivated_first)
    with pytest.raises(NoLongerActive):
        stage.change("main", USERS, by(root))
    assert (stage.directory.get("main").version, stage.entries()) == (1, [])


def directory_of(stage: Stage) -> AuditedServiceDirectory:
    return AuditedServiceDirectory(
        stage.changes, stage.setup.add_user.changes, lambda: COMMAND_LINE
    )


def test_what_the_command_line_does_to_services_is_audited(stage: Stage) -> None:
    services = directory_of(stage)
    other = services.put(MAIN.model_copy(update={"name": "other"}))
    assert services.get("other") == other
    main = services.get("main")
    services.put(main.model_copy(update={"credentials_changed_at": 7.0}))
    services.delete("main")
    services.delete("main")
    found = [
        entry
        for each in ("main", "other")
        for entry in stage.log.by_object(ObjectRef(kind="service", id=each), 0.0, 4_000_000_000.0)
    ]
    assert sorted(each.action for each in found) == [
        "services.add",
        "services.change",
        "services.remove",
    ]
    assert {each.actor.name for each in found} == {COMMAND_LINE.name}
    (changed,) = (each for each in found if each.action == "services.change")
    assert changed.after == {"credentials_changed_at": "changed"}
    assert [each.name for each in services.list()] == ["other"]


def test_a_service_that_was_added_meanwhile_is_not_replaced(stage: Stage) -> None:
    services = directory_of(stage)
    with pytest.raises(Conflict):
        services.put(MAIN)
    with pytest.raises(Conflict):
        services.put(services.get("main").model_copy(update={"version": 5}))
    assert stage.entries() == []
    assert stage.directory.get("main").version == 1


def test_new_extensions_become_users_with_the_chosen_profile(stage: Stage) -> None:
    """The profile may be given by its name. The licensing stays as it is."""
    root = stage.setup.add("root", "administrator")
    by_name = AGENTS.model_copy(update={"security_profile": "Agent"})
    changed = stage.change("main", keep_in_step(by_name), by(root), version=1)
    assert changed.policy.keep_in_step == AGENTS
    assert stage.directory.get("main") == changed
    assert changed.policy.licensing is Licensing.EVERYONE
    ended = stage.change("main", keep_in_step(None), by(root))
    assert ended.policy.keep_in_step is None
    entries = list(stage.log.by_object(ObjectRef(kind="service", id="main"), 0.0, 4e9))
    assert entries[1].after["policy.keep_in_step.security_profile"] == "agent"
    assert entries[0].before["policy.keep_in_step.licences"] == ("call_recording", "evaluation")
    assert entries[0].after == {"policy.keep_in_step": None}


def test_a_change_of_the_licensing_leaves_the_other_setting(stage: Stage) -> None:
    root = stage.setup.add("root", "administrator")
    stage.change("main", keep_in_step(AGENTS), by(root))
    changed = stage.change("main", USERS, by(root))
    assert changed.policy.keep_in_step == AGENTS


def test_no_one_lets_others_have_more_than_they_have(stage: Stage) -> None:
    fields = profile_fields("Half", ("users.manage", "services.manage"), "all")
    half = stage.setup.profiles.add(fields, COMMAND_LINE)
    hana = stage.setup.add("hana", half.id)
    for profile in ("administrator", "no such profile"):
        beyond = AGENTS.model_copy(update={"security_profile": profile})
        with pytest.raises(ChangeRefused):
            stage.change("main", keep_in_step(beyond), by(hana))
    assert stage.directory.get("main").policy.keep_in_step is None


def test_only_someone_who_manages_users_lets_extensions_become_users(stage: Stage) -> None:
    fields = profile_fields("Services", ("services.manage",), "all")
    profile = stage.setup.profiles.add(fields, COMMAND_LINE)
    sam = stage.setup.add("sam", profile.id)
    for setting in (AGENTS, None):
        with pytest.raises(RightMissing) as missing:
            stage.change("main", keep_in_step(setting), by(sam))
        assert missing.value.right is Right.MANAGE_USERS
    assert stage.change("main", USERS, by(sam)).policy.licensing is Licensing.USERS
