"""Wires the comparison of the extension list with what was decided on."""

from __future__ import annotations

from ringkeep.aws.access.decisions_table import DynamoDecisions
from ringkeep.aws.access.people_lists import DynamoPeopleLists
from ringkeep.settings import KeepUsersSettings
from ringkeep.usecases.access.add_user import AddUser
from ringkeep.usecases.access.compare_extension import CompareExtension
from ringkeep.usecases.access.extensions import Extensions
from ringkeep.usecases.access.find_decisions import FindDecisions
from ringkeep.usecases.access.keep_in_step import AddFromList
from ringkeep.usecases.access.settle_decisions import SettleDecisions
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.accounts.service_days import ServiceDays
from ringkeep.usecases.directory.sync_extensions import SyncTimes
from ringkeep.usecases.recordings.unimported import CountUnimported
from ringkeep.wiring.access import changes
from ringkeep.wiring.accounts import Accounts
from ringkeep.wiring.base import Base
from ringkeep.wiring.directory import extension_directory
from ringkeep.wiring.recordings import calls_table


def settle_decisions(base: Base, settings: KeepUsersSettings) -> SettleDecisions:
    return SettleDecisions(DynamoDecisions(base.dynamodb, settings.people_table_name))


def find_decisions(base: Base, settings: KeepUsersSettings) -> FindDecisions:
    accounts = Accounts(base, settings)
    directory, history = extension_directory(base, settings), AccountHistory(accounts.states)
    people = changes(base, settings)
    add = AddFromList(AddUser(people, Extensions(directory, history)))
    settling = settle_decisions(base, settings)
    today = ServiceDays(accounts.services, base.clock)
    return FindDecisions(
        accounts.services,
        history,
        directory,
        SyncTimes(accounts.states),
        DynamoPeopleLists(base.dynamodb, settings.people_table_name),
        CountUnimported(calls_table(base, settings), accounts.states),
        CompareExtension(people.store, add, settling, today, base.clock),
        accounts.states,
        base.clock,
    )
