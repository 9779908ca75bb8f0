"""What a switch of the licensing takes in and out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ringkeep.domain.access.user_records import UserRecord, place_of
from ringkeep.domain.accounts.services import Licensing
from ringkeep.domain.recordings.licence_offers import ImportCount
from ringkeep.errors import ServiceNotFound
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.recordings import preview_licensing
from ringkeep.usecases.recordings.preview_licensing import PreviewLicensing
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.state import MemoryStateStore
from tests.unit.domain.access.example_users import ANN
from tests.unit.domain.recordings.licensed_calls import leg
from tests.unit.usecases.recordings.licensing_setup import LicensingSetup, call_with
from tests.unit.usecases.recordings.poll_setup import ACCOUNT

NOTHING = ImportCount()


class Pages:
    """Pages of one user."""

    def __init__(self, setup: LicensingSetup) -> None:
        self.records = setup.people.store.records

    def users(self, after: str, limit: int) -> Sequence[UserRecord]:
        places = {place_of(record.user): record for record in self.records.values()}
        return [places[place] for place in sorted(places) if place > after][:1]


class Setup(LicensingSetup):
    """Ann (1) has a licence and 7 recorded calls, Ben (2) has none and 14; 7 were transferred from him
    to her. The queue 9 and the extensions 1 to 4 are listed."""

    def __init__(self) -> None:
        legs = [[leg(1)]] * 7 + [[leg(2)]] * 14 + [[leg(2), leg(1)]] * 7
        records = [
            call_with(each[0] | {"recording": {"id": f"r{number}"}}, *each[1:], number=number)
            for number, each in enumerate(legs)
        ]
        super().__init__(*records)
        for number in range(1, 5):
            self.list_extension(str(number))
        self.list_extension("9", "Department")
        self.poll("weekly")
        self.services = MemoryServiceDirectory({"default": self.service})
        self.states = MemoryStateStore()
        self.accounts = AccountHistory(self.states)
        self.accounts.remember(ACCOUNT)
        self.preview = PreviewLicensing(
            self.services,
            self.accounts,
            self.directory,
            Pages(self),
            self.calls,
            self.clock,
        )


def test_a_switch_to_everyone_takes_in_the_others() -> None:
    preview = Setup().preview("default", Licensing.EVERYONE)
    assert preview.taken_in == ImportCount(extensions=3, calls_a_day=2.0)
    assert (preview.taken_out, preview.days) == (NOTHING, 7)


def test_a_switch_to_users_takes_out_what_no_licensed_user_took_part_in() -> None:
    setup = Setup()
    setup.switch(Licensing.EVERYONE)
    setup.services.services["default"] = setup.service
    preview = setup.preview("default", Licensing.USERS)
    assert preview.taken_out == ImportCount(extensions=3, calls_a_day=2.0)
    assert preview.imported == ImportCount(extensions=1, calls_a_day=2.0)


def test_no_switch_changes_nothing() -> None:
    preview = Setup().preview("default", Licensing.USERS)
    assert (preview.taken_in, preview.taken_out) == (NOTHING, NOTHING)


def test_who_lost_the_extension_does_not_count_any_more() -> None:
    setup = Setup()
    setup.assign("3", ANN, last="2026-11-17")
    assert setup.preview("default", Licensing.USERS).imported.extensions == 1


def test_a_company_with_many_recordings_is_judged_by_the_latest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(preview_licensing, "MOST_ROWS", 14)
    preview = Setup().preview("default", Licensing.EVERYONE)
    assert preview.days == 0.1
    assert preview.imported.calls_a_day == 140.0


def test_a_service_before_its_first_login_and_one_that_does_not_exist() -> None:
    setup = Setup()
    setup.services.services["new"] = setup.service.model_copy(update={"name": "new"})
    assert setup.preview("new", Licensing.EVERYONE).taken_in == NOTHING
    with pytest.raises(ServiceNotFound):
        setup.preview("nowhere", Licensing.EVERYONE)
