"""The tree of managers: teams at any depth, and no cycle by any sequence of changes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.access.manager_tree import ManagerTree, ReportsToThemself

people = st.sampled_from("abcdefgh")
changes = st.lists(st.tuples(people, people | st.just("")), max_size=40)

#: ann leads ben and cid, ben leads dan, dan leads eve
TREE = ManagerTree({"ben": "ann", "cid": "ann", "dan": "ben", "eve": "dan"})


def after(sequence: list[tuple[str, str]]) -> ManagerTree:
    """The tree after the accepted changes of a sequence."""
    tree = ManagerTree()
    for user, manager in sequence:
        try:
            tree = tree.changed(user, manager)
        except ReportsToThemself:
            continue
    return tree


def walks_end(managers: Mapping[str, str]) -> bool:
    """Whether every walk upwards ends, found out in another way than the product does."""
    for start in managers:
        current, steps = start, 0
        while current in managers:
            current, steps = managers[current], steps + 1
            if steps > len(managers):
                return False
    return True


def test_a_team_is_everyone_below_at_any_depth() -> None:
    assert TREE.team("ann") == {"ben", "cid", "dan", "eve"}
    assert TREE.team("ben") == {"dan", "eve"}
    assert TREE.team("eve") == frozenset()
    assert TREE.team("a stranger") == frozenset()


def test_the_chain_leads_from_the_nearest_manager_to_the_highest() -> None:
    assert list(TREE.chain("eve")) == ["dan", "ben", "ann"]
    assert list(TREE.chain("ann")) == []


def test_a_manager_who_reports_to_themself_through_others_is_refused() -> None:
    with pytest.raises(ReportsToThemself) as refused:
        TREE.changed("ann", "eve")

    assert refused.value.cycle == ("ann", "eve", "dan", "ben", "ann")
    assert refused.value.code == "manager_cycle"
    assert refused.value.field == "manager"
    assert "through 3 other users." in str(refused.value)


def test_no_one_is_their_own_manager() -> None:
    with pytest.raises(ReportsToThemself, match=r"report to themself\. Choose"):
        TREE.changed("eve", "eve")


def test_a_change_grows_the_version_and_no_change_does_not() -> None:
    changed = TREE.changed("eve", "cid")
    assert changed.version == TREE.version + 1
    assert changed.team("cid") == {"eve"}
    assert TREE.changed("eve", "dan") is TREE


def test_a_user_without_a_manager_is_in_no_team() -> None:
    changed = TREE.changed("ben", "")
    assert changed.team("ann") == {"cid"}
    assert changed.team("ben") == {"dan", "eve"}
    assert changed.manager_of("ben") == ""


def test_two_people_change_places_in_one_step() -> None:
    changed = TREE.changed_together({"ann": "ben", "ben": ""})
    assert changed.team("ben") == {"ann", "cid", "dan", "eve"}
    assert changed.version == TREE.version + 1


def test_changes_that_form_a_cycle_together_are_refused() -> None:
    with pytest.raises(ReportsToThemself) as refused:
        TREE.changed_together({"ann": "cid", "eve": "ann"})
    assert refused.value.cycle in (("ann", "cid", "ann"), ("cid", "ann", "cid"))


def test_someone_who_leaves_hands_their_people_to_the_manager_above() -> None:
    tree = TREE.without("ben")
    assert tree.manager_of("dan") == "ann"
    assert tree.team("ann") == TREE.team("ann") - {"ben"}
    assert tree.team("ben") == frozenset()


def test_walks_end_even_if_the_stored_data_contains_a_cycle() -> None:
    damaged = ManagerTree({"a": "b", "b": "c", "c": "a", "d": "a"})
    assert damaged.team("a") == {"b", "c", "d"}
    assert list(damaged.chain("d")) == ["a", "b", "c"]
    assert [set(cycle) for cycle in damaged.cycles()] == [{"a", "b", "c"}]
    assert damaged.changed("c", "").team("c") == {"a", "b", "d"}


def test_a_line_of_twenty_thousand_managers_needs_no_recursion() -> None:
    line = ManagerTree({str(n): str(n + 1) for n in range(20_000)})
    assert len(line.team("20000")) == 20_000
    assert len(list(line.chain("0"))) == 20_000
    with pytest.raises(ReportsToThemself):
        line.changed("20000", "0")
    assert list(line.cycles()) == []


@given(changes)
def test_no_sequence_of_accepted_changes_forms_a_cycle(sequence: list[tuple[str, str]]) -> None:
    tree = after(sequence)
    assert walks_end(tree.managers)
    assert list(tree.cycles()) == []
    assert all(user not in tree.team(user) for user in "abcdefgh")


@given(changes)
def test_someone_is_in_the_team_of_exactly_the_managers_above_them(
    sequence: list[tuple[str, str]],
) -> None:
    tree = after(sequence)
    for user in "abcdefgh":
        assert {each for each in "abcdefgh" if user in tree.team(each)} == set(tree.chain(user))


@given(changes, people, people)
def test_a_change_is_refused_only_if_it_would_form_a_cycle(
    sequence: list[tuple[str, str]], user: str, manager: str
) -> None:
    tree = after(sequence)
    acceptable = walks_end({**tree.managers, user: manager})
    assert bool(tree.cycle(user, manager)) is not acceptable


@given(changes, st.dictionaries(people, people | st.just("")))
def test_changes_together_are_accepted_exactly_if_no_cycle_results(
    sequence: list[tuple[str, str]], together: dict[str, str]
) -> None:
    tree = after(sequence)
    wanted = {user: manager for user, manager in {**tree.managers, **together}.items() if manager}
    try:
        assert tree.changed_together(together).managers == wanted
    except ReportsToThemself as refused:
        assert not walks_end(wanted)
        assert refused.cycle[0] == refused.cycle[-1]


@given(changes, people)
def test_the_team_of_no_one_grows_when_someone_leaves(
    sequence: list[tuple[str, str]], leaver: str
) -> None:
    tree = after(sequence)
    left = tree.without(leaver)
    for user in set("abcdefgh") - {leaver}:
        assert left.team(user) == tree.team(user) - {leaver}


@given(st.lists(st.tuples(people, people), min_size=2, max_size=12), st.data())
def test_opposite_changes_at_the_same_moment_form_no_cycle(
    wishes: list[tuple[str, str]], data: st.DataObject
) -> None:
    """Each administrator reads the tree, decides, and writes if its version has not changed."""
    stored = ManagerTree()
    readings = [stored] * len(wishes)
    for turn in data.draw(st.lists(st.integers(0, len(wishes) - 1), max_size=40)):
        try:
            new = readings[turn].changed(*wishes[turn])
        except ReportsToThemself:
            continue
        if readings[turn].version == stored.version:
            stored = new
        readings[turn] = stored
        assert walks_end(stored.managers)
