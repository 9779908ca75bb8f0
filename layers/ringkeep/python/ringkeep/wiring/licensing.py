"""Wires who is licensed: for pages of the call log, for ended calls, and for offers and their jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringkeep.aws.access.licensed_users import DynamoLicensedUsers
from ringkeep.settings import (
    AdministerSettings,
    CallLogSettings,
    KeepUsersSettings,
    PeopleTableSettings,
)
from ringkeep.usecases.recordings.read_licensing import ReadLicensing
from ringkeep.wiring.accounts import Accounts
from ringkeep.wiring.base import Base

if TYPE_CHECKING:
    from ringkeep.aws.access.offer_jobs import DynamoOfferJobs
    from ringkeep.usecases.recordings.import_offered import ImportOffered
    from ringkeep.usecases.recordings.offered_rows import OfferedRows
    from ringkeep.usecases.recordings.preview_licensing import PreviewLicensing, UserPages
    from ringkeep.usecases.recordings.reopen_everyone import ReopenEveryone


def licensed_users(base: Base, settings: PeopleTableSettings) -> DynamoLicensedUsers:
    return DynamoLicensedUsers(base.dynamodb, settings.people_table_name)


def licensing_of_calls(base: Base, settings: PeopleTableSettings) -> ReadLicensing:
    """For ended calls, whose events name the participants by their ids."""
    return ReadLicensing(licensed_users(base, settings))


def licensing_of_records(base: Base, settings: CallLogSettings) -> ReadLicensing:
    """For records of the call log, which name queues, and parties by their number."""
    from ringkeep.usecases.recordings.known_extensions import DirectoryKnowledge
    from ringkeep.wiring.directory import extension_directory

    known = DirectoryKnowledge(extension_directory(base, settings), base.clock)
    return ReadLicensing(licensed_users(base, settings), known)


def offer_jobs(base: Base, settings: PeopleTableSettings) -> DynamoOfferJobs:
    from ringkeep.aws.access.offer_jobs import DynamoOfferJobs

    return DynamoOfferJobs(base.dynamodb, settings.people_table_name)


def offered_rows(base: Base, settings: AdministerSettings | KeepUsersSettings) -> OfferedRows:
    from ringkeep.usecases.recordings.offered_rows import OfferedRows
    from ringkeep.wiring.recordings import recording_list

    services = Accounts(base, settings).services
    return OfferedRows(recording_list(base, settings), services, base.clock)


def preview_licensing(
    base: Base, settings: AdministerSettings, users: UserPages
) -> PreviewLicensing:
    from ringkeep.usecases.accounts.account_history import AccountHistory
    from ringkeep.usecases.recordings.preview_licensing import PreviewLicensing
    from ringkeep.wiring.directory import extension_directory
    from ringkeep.wiring.recordings import recording_list

    accounts = Accounts(base, settings)
    return PreviewLicensing(
        accounts.services,
        AccountHistory(accounts.states),
        extension_directory(base, settings),
        users,
        recording_list(base, settings),
        base.clock,
    )


def import_offered(base: Base, settings: KeepUsersSettings) -> ImportOffered:
    from ringkeep.usecases.recordings.import_offered import ImportOffered
    from ringkeep.wiring.access import people_store
    from ringkeep.wiring.recordings import calls_table

    return ImportOffered(
        offer_jobs(base, settings),
        offered_rows(base, settings),
        calls_table(base, settings),
        people_store(base, settings),
        base.clock,
    )


def reopen_everyone(base: Base, settings: KeepUsersSettings) -> ReopenEveryone:
    from ringkeep.usecases.recordings.reopen_everyone import ReopenEveryone

    accounts, jobs = Accounts(base, settings), offer_jobs(base, settings)
    return ReopenEveryone(accounts.services, accounts.states, jobs, base.clock)
