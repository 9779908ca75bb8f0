"""A page of extensions reads a bounded number of them, over several services."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.user_records import CursorInvalid
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.errors import ServiceNotFound
from ringkeep.usecases.access.list_extensions import ListExtensions
from ringkeep.usecases.accounts.account_history import AccountHistory
from tests.fakes.access.people_lists import MemoryPeopleLists
from tests.fakes.access.people_store import MemoryPeopleStore
from tests.fakes.access.principals import FakeToday
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.directory.extensions import MemoryExtensionDirectory
from tests.fakes.state import MemoryStateStore


def listing(**extensions: int) -> ListExtensions:
    """Each service has so many extensions. `never` has never been logged in."""
    services, directory = MemoryServiceDirectory(), MemoryExtensionDirectory()
    accounts = AccountHistory(MemoryStateStore())
    for name in (*extensions, "never"):
        services.put(Service(name=name, server_url="https://p.example.com", secret_arn="a"))
    for name, count in extensions.items():
        account = AccountRef(name, f"{name}-account")
        accounts.remember(account)
        directory.write(account, [row(number) for number in range(count)])
    lists = MemoryPeopleLists(MemoryPeopleStore())
    return ListExtensions(services, accounts, directory, lists, FakeToday())


def row(number: int, removed: bool = False) -> ExtensionRow:
    extension = Extension(id=f"{number:05}", name=f"Person {number}", number=str(number))
    removed_at = 2.0 if removed else None
    return ExtensionRow(extension=extension, added_at=1.0, changed_at=1.0, removed_at=removed_at)


def all_of(extensions: ListExtensions, service: str = "", name: str = "") -> list[str]:
    found: list[str] = []
    cursor = ""
    while True:
        page = extensions(service, name, cursor, limit=70)
        found += [f"{each.owner.service}/{each.owner.extension_id}" for each in page.extensions]
        cursor = page.next
        if not cursor:
            return found


def test_all_services_are_listed_in_pages() -> None:
    found = all_of(listing(alpha=150, beta=0, gamma=101))
    expected = [f"alpha/{number:05}" for number in range(150)]
    assert found == [*expected, *(f"gamma/{number:05}" for number in range(101))]


def test_one_service_is_listed() -> None:
    extensions = listing(alpha=3, gamma=2)
    assert all_of(extensions, service="gamma") == ["gamma/00000", "gamma/00001"]
    assert all_of(extensions, service="never") == []
    with pytest.raises(ServiceNotFound):
        extensions("unknown")


def test_a_search_reads_a_bounded_number_and_goes_on() -> None:
    extensions = listing(alpha=900)
    page = extensions(name="person 899", most_read=250)
    assert page.extensions == ()
    assert page.next
    assert all_of(extensions, name="PERSON 899") == ["alpha/00899"]


def test_removed_extensions_are_left_out() -> None:
    extensions = listing(alpha=1)
    directory = extensions.directory
    assert isinstance(directory, MemoryExtensionDirectory)
    directory.write(AccountRef("alpha", "alpha-account"), [row(7, removed=True)])
    assert all_of(extensions) == ["alpha/00000"]


@pytest.mark.parametrize("cursor", ["!", "YWJj", "CQ==", "YWxwaGEJ"])
def test_a_cursor_of_another_list_is_refused(cursor: str) -> None:
    with pytest.raises(CursorInvalid):
        listing(alpha=1)(cursor=cursor)
