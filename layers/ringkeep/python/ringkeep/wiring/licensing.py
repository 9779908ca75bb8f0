"""Wires who is licensed: for pages of the call log, and for ended calls."""

from __future__ import annotations

from ringkeep.aws.access.licensed_users import DynamoLicensedUsers
from ringkeep.settings import CallLogSettings, PeopleTableSettings
from ringkeep.usecases.recordings.read_licensing import ReadLicensing
from ringkeep.wiring.base import Base


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
