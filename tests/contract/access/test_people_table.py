"""DynamoPeople and its fake behave the same: versions, uniqueness, and all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Protocol

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.people_table import DynamoAuditLog, DynamoPeople
from ringkeep.domain.access.administrators import Administrators
from ringkeep.domain.access.assignments import (
    Assignment,
    ExtensionAssignments,
    UserAssignment,
)
from ringkeep.domain.access.audit import Actor, ActorKind, AuditEntry, ObjectRef, entry_id
from ringkeep.domain.access.licence_counts import LicenceCounts
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.profiles import AGENT, MANAGER, ProfileVisibility, SecurityProfile
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.teams import Manager, TeamBlock, Teams
from ringkeep.domain.access.user_records import UserRecord, place_of
from ringkeep.domain.access.users import Licence, User
from ringkeep.domain.access.visibility import Owner
from ringkeep.errors import Conflict, ResourceMissing
from ringkeep.usecases.access.ports import (
    AuditLog,
    PeopleStore,
    PeopleWrite,
    ProfileUse,
    ProfileWrite,
    UserWrite,
)
from ringkeep.usecases.access.read_principal import PrincipalStore
from tests.contract.tables import people_table
from tests.fakes.access.people_store import MemoryPeopleStore
from tests.unit.domain.access.example_users import ANN, BEN, CID, user

NOW = 1_795_000_000.0
EXTENSION = Owner("main", "809646016", "101")
OWN = SecurityProfile(
    id="own", name="Own", rights=frozenset({Right.PLAY}), visibility=ProfileVisibility.SELF
)


class Stores(Protocol):
    @property
    def people(self) -> PeopleStore: ...

    @property
    def principals(self) -> PrincipalStore: ...

    @property
    def log(self) -> AuditLog: ...


class _Fake:
    def __init__(self) -> None:
        self.people = MemoryPeopleStore()
        self.log = self.principals = self.people


class _Dynamo:
    def __init__(self) -> None:
        client = boto3.client("dynamodb", region_name="us-east-1")
        name = people_table(client)
        self.people = self.principals = DynamoPeople(client, name)
        self.log = DynamoAuditLog(client, name)


@pytest.fixture(params=["fake", "dynamodb"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "fake":
        yield _Fake()
        return
    with mock_aws():
        yield _Dynamo()


@pytest.fixture
def people(stores: Stores) -> PeopleStore:
    return stores.people


def entry(number: int = 0, at: float = NOW, who: str = ANN, what: str = BEN) -> AuditEntry:
    return AuditEntry(
        id=entry_id(at, number.to_bytes(8)),
        at=at,
        actor=Actor(kind=ActorKind.USER, id=who, name="Ann"),
        action="users.change",
        object=ObjectRef(kind="user", id=what),
        before={"licences": ("evaluation",), "active": True},
        after={"name": "Ben"},
    )


_numbers = iter(range(1, 1_000_000))


def write(people: PeopleStore, **parts: object) -> None:
    people.write(PeopleWrite(audit=(entry(next(_numbers)),), **parts))  # type: ignore[arg-type]


def added(user_: User) -> dict[str, object]:
    return {"users": (UserWrite(None, UserRecord(user=user_)),)}


def changed(before: User, **fields: object) -> dict[str, object]:
    after = before.model_copy(update={**fields, "version": before.version + 1})
    return {"users": (UserWrite(UserRecord(user=before), UserRecord(user=after)),)}


def test_nothing_is_stored_at_first(people: PeopleStore) -> None:
    assert people.user(BEN) is None
    assert (people.user_id_of_email("ben@example.com"), people.user_id_of_sub("s")) == ("", "")
    assert people.users("", 10) == []
    assert people.extension(EXTENSION).extension == EXTENSION
    assert people.extension(EXTENSION).version == 0
    assert (people.profiles().own, people.profiles().version) == ((), 0)
    assert people.administrators() == Administrators()
    assert people.licences() == LicenceCounts()
    assert people.teams() == Teams()
    assert people.team(ANN, 1) == []


def test_a_user_is_read_as_written(people: PeopleStore) -> None:
    ben = user(licences=frozenset(Licence)).model_copy(update={"sub": "s-1", "created_at": 1.25})
    period = Period(first_day=date(2026, 1, 1))
    record = UserRecord(user=ben, assignments=(UserAssignment(EXTENSION, period),))
    write(people, users=(UserWrite(None, record),))
    assert people.user(BEN) == record
    assert (people.user_id_of_email(ben.email), people.user_id_of_sub("s-1")) == (BEN, BEN)
    assert people.users("", 10) == [record]


def test_a_stale_user_is_not_overwritten(people: PeopleStore) -> None:
    ben = user()
    write(people, **added(ben))
    write(people, **changed(ben, name="Benjamin"))
    with pytest.raises(Conflict):
        write(people, **changed(ben, name="Benedict"))
    with pytest.raises(Conflict):
        write(people, **added(ben))
    stored = people.user(BEN)
    assert stored is not None
    assert (stored.user.name, stored.user.version) == ("Benjamin", 2)


def test_two_users_never_have_one_email_address(people: PeopleStore) -> None:
    ben, cid = user(), user(CID, email="cid@example.com")
    write(people, **added(ben))
    with pytest.raises(Conflict):
        write(people, **added(user(CID)))
    write(people, **added(cid))
    with pytest.raises(Conflict):
        write(people, **changed(cid, email=ben.email))
    assert people.user(CID) == UserRecord(user=cid)
    assert people.user_id_of_email(ben.email) == BEN


def test_a_former_email_address_and_sub_are_free(people: PeopleStore) -> None:
    ben = user().model_copy(update={"sub": "s-1"})
    write(people, **added(ben))
    write(people, **changed(ben, email="benjamin@example.com", sub="s-2"))
    cid = user(CID).model_copy(update={"sub": "s-1"})
    write(people, **added(cid))
    assert people.user_id_of_email("ben@example.com") == CID
    assert people.user_id_of_email("benjamin@example.com") == BEN
    assert (people.user_id_of_sub("s-1"), people.user_id_of_sub("s-2")) == (CID, BEN)


def test_two_users_never_have_one_sub(people: PeopleStore) -> None:
    write(people, **added(user().model_copy(update={"sub": "s-1"})))
    with pytest.raises(Conflict):
        write(people, **added(user(CID, email="c@example.com").model_copy(update={"sub": "s-1"})))


def test_users_are_listed_by_name_in_pages(people: PeopleStore) -> None:
    names = ["Ann", "Ann Lee", "anna", "\u00c9mile", "Emilia", "Zo\u00eb"]
    for number, name in enumerate(reversed(names)):
        fields = {"id": f"{number:032x}", "name": name, "email": f"{number}@example.com"}
        write(people, **added(user().model_copy(update=fields)))
    listed: list[str] = []
    place = ""
    while page := people.users(place, 2):
        listed += [each.user.name for each in page]
        place = place_of(page[-1].user)
    assert listed == ["Ann", "Ann Lee", "anna", "\u00c9mile", "Emilia", "Zo\u00eb"]


@pytest.mark.parametrize("name", ["\u0301", "\x01 \t x", "\ufdfa" * 200, "=1+1", "<b>"])
def test_a_user_with_an_unusual_name_is_listed(people: PeopleStore, name: str) -> None:
    write(people, **added(user().model_copy(update={"name": name})))
    (listed,) = people.users("", 5)
    assert listed.user.name == name
    assert people.users(place_of(listed.user), 5) == []


def test_a_renamed_user_moves_in_the_list(people: PeopleStore) -> None:
    ben, cid = user(), user(CID, email="cid@example.com").model_copy(update={"name": "Cid"})
    write(people, **added(ben))
    write(people, **added(cid))
    write(people, **changed(ben, name="Zed"))
    assert [each.user.name for each in people.users("", 10)] == ["Cid", "Zed"]


def test_a_change_relies_on_the_version_of_another_user(people: PeopleStore) -> None:
    ann, ben = user(ANN, email="ann@example.com"), user()
    write(people, **added(ann))
    write(people, relies_on=(ann,), **added(ben))
    write(people, **changed(ann, active=False))
    with pytest.raises(Conflict):
        write(people, relies_on=(ann,), **changed(ben, name="B"))
    with pytest.raises(Conflict):
        write(people, relies_on=(user(CID),), **changed(ben, name="B"))
    assert people.user(BEN) == UserRecord(user=ben)


def test_assignments_of_an_extension_have_one_writer(people: PeopleStore) -> None:
    first = people.extension(EXTENSION).model_copy(
        update={"assignments": (Assignment(user_id=BEN),), "version": 1}
    )
    other = first.model_copy(update={"assignments": (Assignment(user_id=CID),)})
    write(people, extensions=(first,))
    with pytest.raises(Conflict):
        write(people, extensions=(other,))
    assert people.extension(EXTENSION) == first
    ended = (Assignment(user_id=BEN, period=Period(last_day=date(2026, 3, 1))),)
    second = ExtensionAssignments(
        service="main",
        account_id="809646016",
        extension_id="101",
        assignments=ended,
        version=2,
    )
    write(people, extensions=(second,))
    assert people.extension(EXTENSION) == second


def test_single_items_have_one_writer(people: PeopleStore) -> None:
    administrators = Administrators(ids=frozenset({ANN}), version=1)
    licences = LicenceCounts(
        used={Licence.EVALUATION: 1}, ceilings={Licence.EVALUATION: 5}, version=1
    )
    teams = Teams(managers={ANN: Manager(changed=1)}, version=1)
    write(people, administrators=administrators, licences=licences, teams=teams)
    assert (people.administrators(), people.licences(), people.teams()) == (
        administrators,
        licences,
        teams,
    )
    for part in ({"administrators": administrators}, {"licences": licences}, {"teams": teams}):
        with pytest.raises(Conflict):
            write(people, **part)
    write(people, administrators=Administrators(ids=frozenset({BEN}), version=2))
    assert people.administrators().ids == {BEN}


def test_a_lost_race_writes_nothing_at_all(stores: Stores) -> None:
    people = stores.people
    write(people, administrators=Administrators(ids=frozenset({ANN}), version=1))
    with pytest.raises(Conflict):
        write(
            people,
            administrators=Administrators(ids=frozenset({BEN}), version=1),
            licences=LicenceCounts(version=1),
            **added(user()),
        )
    assert people.user(BEN) is None
    assert people.users("", 5) == []
    assert people.licences().version == 0
    assert people.user_id_of_email("ben@example.com") == ""
    assert len(list(stores.log.by_time(NOW, NOW))) == 1


def test_a_manager_s_reports_are_read_as_written(people: PeopleStore) -> None:
    odd = Owner("other", "x", "007")
    reports = {
        BEN: (
            UserAssignment(EXTENSION, Period()),
            UserAssignment(
                EXTENSION, Period(first_day=date(2026, 1, 1), last_day=date(2040, 12, 31))
            ),
        ),
        CID: (),
        "d" * 32: (UserAssignment(odd, Period()),),
        "e" * 32: (UserAssignment(EXTENSION, Period(first_day=date(1980, 1, 1))),),
    }
    block = TeamBlock(manager=ANN, part=0, reports=reports, version=7)
    second = TeamBlock(manager=ANN, part=1, reports={"f" * 32: ()}, version=8)
    write(people, blocks=(block, second))
    assert people.team(ANN, 2) == [block, second]
    assert people.team(ANN, 1) == [block]


def test_the_tree_of_managers_is_read_as_written(people: PeopleStore) -> None:
    managers = {
        ANN: Manager(changed=3),
        BEN: Manager(manager=ANN, changed=70_000, parts=5),
        CID: Manager(manager="f" * 32, changed=1),
    }
    write(people, teams=Teams(managers=managers, version=1))
    assert people.teams() == Teams(managers=managers, version=1)


def test_own_profiles_are_added_changed_and_deleted(people: PeopleStore) -> None:
    write(people, profile=ProfileWrite(None, OWN, 0))
    assert people.profiles().own == (OWN,)
    renamed = OWN.model_copy(update={"name": "Mine", "version": 2})
    write(people, profile=ProfileWrite(OWN, renamed, 1))
    assert (people.profiles().own, people.profiles().version) == ((renamed,), 2)
    with pytest.raises(Conflict):
        write(people, profile=ProfileWrite(OWN, None, 2))
    write(people, profile=ProfileWrite(renamed, None, 2))
    assert (people.profiles().own, people.profiles().version) == ((), 3)


def test_the_set_of_profiles_has_one_writer(people: PeopleStore) -> None:
    write(people, profile=ProfileWrite(None, OWN, 0))
    other = OWN.model_copy(update={"id": "other"})
    with pytest.raises(Conflict):
        write(people, profile=ProfileWrite(None, other, 0))
    with pytest.raises(Conflict):
        write(people, profile=ProfileWrite(None, OWN, 1))


def test_users_of_a_profile_are_counted_and_keep_it_from_deletion(people: PeopleStore) -> None:
    write(people, profile=ProfileWrite(None, OWN, 0))
    write(people, profile_uses=(ProfileUse(OWN, 1), ProfileUse(AGENT, 2), ProfileUse(MANAGER)))
    users = people.profiles().users
    assert (users[OWN.id], users[AGENT.id], users.get(MANAGER.id, 0)) == (1, 2, 0)
    with pytest.raises(Conflict):
        write(people, profile=ProfileWrite(OWN, None, 1))
    renamed = OWN.model_copy(update={"name": "Mine", "version": 2})
    write(people, profile=ProfileWrite(OWN, renamed, 1))
    write(people, profile_uses=(ProfileUse(renamed, -1),))
    write(people, profile=ProfileWrite(renamed, None, 2))
    assert people.profiles().own == ()
    assert people.profiles().users[AGENT.id] == 2


@pytest.mark.parametrize("added_users", [0, 1])
def test_a_changed_or_deleted_profile_is_not_relied_on(
    people: PeopleStore, added_users: int
) -> None:
    with pytest.raises(Conflict):
        write(people, profile_uses=(ProfileUse(OWN, added_users),))
    write(people, profile=ProfileWrite(None, OWN, 0))
    write(people, profile_uses=(ProfileUse(OWN, added_users),))
    write(people, profile=ProfileWrite(OWN, OWN.model_copy(update={"version": 2}), 1))
    with pytest.raises(Conflict):
        write(people, profile_uses=(ProfileUse(OWN, added_users),))


def test_audit_entries_are_found_by_time_person_and_object(stores: Stores) -> None:
    month = 31 * 86_400.0
    entries = [
        entry(1, NOW - month, ANN, BEN),
        entry(2, NOW, ANN, CID),
        entry(3, NOW, BEN, CID),
        entry(4, NOW + 60, ANN, CID),
    ]
    for each in entries:
        stores.people.write(PeopleWrite(audit=(each,)))
    first, second, third, fourth = entries
    assert list(stores.log.by_time(NOW - month, NOW)) == [third, second, first]
    assert list(stores.log.by_time(NOW + 1, NOW + 60)) == [fourth]
    assert list(stores.log.by_person(ANN, NOW - month, NOW + 60)) == [fourth, second, first]
    cid = ObjectRef(kind="user", id=CID)
    assert list(stores.log.by_object(cid, NOW, NOW + 60)) == [fourth, third, second]
    assert list(stores.log.by_time(NOW + 61, NOW + 90)) == []


def test_an_audit_entry_is_never_overwritten(stores: Stores) -> None:
    stores.people.write(PeopleWrite(audit=(entry(1),)))
    forged = entry(1, who=CID)
    with pytest.raises(Conflict):
        stores.people.write(PeopleWrite(audit=(forged,)))
    assert list(stores.log.by_time(NOW, NOW)) == [entry(1)]


def test_a_missing_table_is_named() -> None:
    with mock_aws():
        people = DynamoPeople(boto3.client("dynamodb", region_name="us-east-1"), "missing")
        with pytest.raises(ResourceMissing, match="table missing"):
            people.user(BEN)
        with pytest.raises(ResourceMissing, match="table missing"):
            people.write(PeopleWrite(audit=(entry(),)))


def test_an_own_profile_is_read_by_its_id(stores: Stores, people: PeopleStore) -> None:
    people.write(PeopleWrite((entry(),), profile=ProfileWrite(None, OWN, 0)))
    reads = stores.principals
    assert reads.profile(OWN.id) == OWN
    assert reads.profile("other") is None


@pytest.mark.parametrize("latest", [True, False])
def test_the_blocks_of_many_managers_are_read_together(
    stores: Stores, people: PeopleStore, latest: bool
) -> None:
    managers = [f"{number:032x}" for number in range(130)]
    for part, manager in enumerate(managers):
        block = TeamBlock(manager=manager, reports={ANN: ()}, version=part + 1)
        people.write(PeopleWrite((entry(part),), blocks=(block,)))
    wanted = {**dict.fromkeys(managers, 1), CID: 2}
    found = stores.principals.blocks(wanted, latest=latest)
    assert sorted(each.manager for each in found) == managers
    assert {each.manager: each.version for each in found}[managers[7]] == 8
