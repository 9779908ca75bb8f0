"""The names of a page of the audit log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ringkeep.domain.access.audit import Actor, ActorKind, AuditEntry, ObjectRef, entry_id
from ringkeep.domain.access.profiles import SecurityProfile, all_profiles
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.usecases.access.name_audit import NameAudit
from tests.unit.domain.access.example_users import ANN, BEN, CID, user

OWN = SecurityProfile.model_validate(
    {"id": "team-lead", "name": "Team lead", "rights": [], "visibility": "team"}
)
SYSTEM = Actor(kind=ActorKind.SYSTEM)


class Stored:
    """Users and profiles, with what was read of them."""

    def __init__(self, *ids: str) -> None:
        self.records = {id_: UserRecord(user=user(id_)) for id_ in ids}
        self.read: list[int] = []
        self.profiles_read = 0

    def users_of(self, ids: Sequence[str]) -> Mapping[str, UserRecord]:
        self.read.append(len(ids))
        return {id_: self.records[id_] for id_ in ids if id_ in self.records}

    def profiles(self) -> Mapping[str, SecurityProfile]:
        self.profiles_read += 1
        return all_profiles((OWN,))

    def names(self, *entries: AuditEntry) -> list[tuple[str | None, str | None]]:
        found = NameAudit(self, self.profiles)(entries)
        return [(found.by(each), found.object(each)) for each in entries]


def by(user_id: str, name: str = "") -> Actor:
    return Actor(kind=ActorKind.USER, id=user_id, name=name)


def entry(actor: Actor, kind: str, id_: str = "", **sides: Mapping[str, str]) -> AuditEntry:
    ref = ObjectRef(kind=kind, id=id_)
    return AuditEntry(
        id=entry_id(1e9, b"12345678"),
        at=1e9,
        actor=actor,
        action="users.change",
        object=ref,
        **sides,
    )


def test_people_are_called_as_today() -> None:
    changed = entry(by(ANN, "Old name"), "user", BEN, before={"name": "Benjamin"})
    assert Stored(ANN, BEN).names(changed) == [("Ben", "Ben")]


def test_the_entry_has_the_name_of_someone_who_no_longer_exists() -> None:
    stored = Stored()
    added = entry(by(ANN, "Ann"), "user", BEN, after={"name": "Ben"})
    removed = entry(by(ANN, "Ann"), "user", BEN, before={"name": "Benjamin"})
    signed_in = entry(by(CID, "Cid"), "user", CID)
    renamed = entry(by(CID, "Cid"), "user", CID, after={"name": "Cyd"})
    assert stored.names(added, removed, signed_in, renamed) == [
        ("Ann", "Ben"),
        ("Ann", "Benjamin"),
        ("Cid", "Cid"),
        ("Cid", "Cyd"),
    ]


def test_what_is_not_known_has_no_name() -> None:
    entries = [entry(by(ANN), "user", BEN), entry(SYSTEM, "licences"), entry(SYSTEM, "new_kind")]
    assert Stored().names(*entries) == [(None, None)] * 3


def test_commands_services_and_profiles_have_names() -> None:
    stored = Stored()
    command = Actor(kind=ActorKind.COMMAND_LINE, name="arn:aws:iam::1:user/owner")
    entries = [
        entry(command, "service", "main"),
        entry(command, "security_profile", "agent"),
        entry(command, "security_profile", "team-lead"),
        entry(command, "security_profile", "deleted", before={"name": "Deleted"}),
    ]
    assert [name for _, name in stored.names(*entries)] == ["main", "Agent", "Team lead", "Deleted"]
    assert {name for name, _ in stored.names(*entries)} == {command.name}


def test_a_page_reads_each_user_once_and_all_together() -> None:
    stored = Stored(ANN, BEN)
    stored.names(*(entry(by(ANN), "user", id_) for id_ in (ANN, BEN, CID) * 30))
    assert (stored.read, stored.profiles_read) == ([3], 0)


def test_a_page_without_people_and_own_profiles_reads_nothing() -> None:
    stored = Stored()
    stored.names(entry(SYSTEM, "service", "main"), entry(SYSTEM, "security_profile", "agent"))
    assert (stored.read, stored.profiles_read) == ([], 0)
