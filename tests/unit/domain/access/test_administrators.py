"""The last administrator stays, also when administrators demote each other at the same moment."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.access.administrators import Administrators, LastAdministrator
from ringkeep.domain.access.users import User
from tests.unit.domain.access.example_users import ANN, BEN, CID, PROFILES, user


def administrators(*ids: str, version: int = 3) -> Administrators:
    return Administrators(ids=frozenset(ids), version=version)


def administrator(user_id: str, *, active: bool = True) -> User:
    return user(user_id, "administrator", active=active)


@pytest.mark.parametrize(
    "after",
    [
        None,
        user(ANN, "manager"),
        administrator(ANN, active=False),
        user(ANN, "limited-administrator"),
    ],
    ids=["removed", "demoted", "deactivated", "limited"],
)
def test_the_last_administrator_cannot_be_removed_demoted_or_deactivated(
    after: User | None,
) -> None:
    with pytest.raises(LastAdministrator) as refused:
        administrators(ANN).after(administrator(ANN), after, PROFILES)
    assert refused.value.code == "last_administrator"

    left = administrators(ANN, BEN).after(administrator(ANN), after, PROFILES)
    assert left == administrators(BEN, version=4)


def test_the_last_administrator_is_kept_even_if_the_item_does_not_list_them_yet() -> None:
    with pytest.raises(LastAdministrator):
        Administrators().after(administrator(ANN), user(ANN), PROFILES)


def test_a_new_administrator_is_added() -> None:
    assert Administrators().after(None, administrator(ANN), PROFILES) == administrators(
        ANN, version=1
    )
    assert administrators(ANN).after(user(BEN), administrator(BEN), PROFILES) == administrators(
        ANN, BEN, version=4
    )


def test_a_change_of_something_else_does_not_touch_the_item() -> None:
    item = administrators(ANN)
    renamed = administrator(ANN).model_copy(update={"name": "Annie"})
    assert item.after(administrator(ANN), renamed, PROFILES) is item
    assert item.after(user(BEN), user(BEN, "manager"), PROFILES) is item
    assert item.after(None, user(BEN), PROFILES) is item


def test_a_profile_that_no_longer_exists_makes_no_administrator() -> None:
    assert Administrators().after(None, user(BEN, "gone"), PROFILES).ids == frozenset()


@dataclass
class Store:
    """Users and the item; a transaction succeeds only on the versions that were read."""

    users: dict[str, User]
    item: Administrators
    refused: list[str] = field(default_factory=list)

    def write(self, user_: User, item: Administrators, read: Administrators) -> bool:
        if item is not read and read.version != self.item.version:
            return False
        self.users[user_.id] = user_
        self.item = item
        return True


@dataclass
class Demotion:
    """One request: it reads, decides and writes in three separate steps, and repeats after a conflict."""

    store: Store
    user_id: str
    read: Administrators
    step: int = 0

    def go(self) -> None:
        if self.step == 0:
            self.read, self.step = self.store.item, 1
        elif self.step == 1:
            self.write()

    def write(self) -> None:
        before = self.store.users[self.user_id]
        after = user(self.user_id, "agent")
        try:
            item = self.read.after(before, after, PROFILES)
        except LastAdministrator:
            self.store.refused.append(self.user_id)
            self.step = 2
            return
        self.step = 2 if self.store.write(after, item, self.read) else 0


def demoting(store: Store, user_id: str) -> Demotion:
    return Demotion(store, user_id, store.item)


@given(st.lists(st.integers(0, 2), max_size=30), st.integers(2, 3))
def test_demotions_at_the_same_moment_leave_an_administrator(order: list[int], count: int) -> None:
    ids = (ANN, BEN, CID)[:count]
    store = Store({each: administrator(each) for each in ids}, administrators(*ids))
    requests = [demoting(store, each) for each in ids]
    for turn in [*order, *range(count), *range(count), *range(count), *range(count)]:
        requests[turn % count].go()
        holding = {
            each.id for each in store.users.values() if each.security_profile == "administrator"
        }
        assert holding == store.item.ids
        assert holding
    for request in requests:
        while request.step < 2:
            request.go()
    assert len(store.refused) == 1
    assert store.item.ids == set(store.refused)


def test_two_administrators_who_demote_each_other_at_the_same_moment() -> None:
    store = Store({each: administrator(each) for each in (ANN, BEN)}, administrators(ANN, BEN))
    ann_demotes_ben, ben_demotes_ann = demoting(store, BEN), demoting(store, ANN)
    for _ in range(2):
        ann_demotes_ben.go()
        ben_demotes_ann.go()
    assert store.item.ids == {ANN}
    while ben_demotes_ann.step < 2:
        ben_demotes_ann.go()
    assert store.refused == [ANN]
    assert store.item.ids == {ANN}
