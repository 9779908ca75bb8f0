"""Wires the copy of all teams: its readers, and the function that keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from ringkeep.settings import TeamCopiesSettings
from ringkeep.wiring.base import AWS, Base

if TYPE_CHECKING:
    from ringkeep.aws.access.team_copies import S3TeamCopies
    from ringkeep.domain.access.teams import Reports
    from ringkeep.usecases.access.team_copies import CopyTeams


class LazyTeamCopies:
    """The TeamCopies port. Few people see several teams, so S3's client is made for the first of them."""

    def __init__(self, settings: TeamCopiesSettings) -> None:
        self._settings = settings

    def version(self) -> int:
        return self._copies.version()

    def reports(self, wanted: Mapping[str, int], latest: int) -> Mapping[str, Reports]:
        return self._copies.reports(wanted, latest)

    @cached_property
    def _copies(self) -> S3TeamCopies:
        import boto3
        from botocore.config import Config

        from ringkeep.aws.access.team_copies import S3TeamCopies

        # A request does not wait long for the copy: the table has everything.
        quick = AWS.merge(Config(connect_timeout=2, read_timeout=4, retries={"max_attempts": 0}))
        bucket, table = self._settings.user_files_bucket_name, self._settings.people_table_name
        return S3TeamCopies(boto3.client("s3", config=quick), bucket, table)


def copy_teams(base: Base, settings: TeamCopiesSettings) -> CopyTeams:
    import boto3

    from ringkeep.aws.access.team_copies import S3KeptTeamCopies
    from ringkeep.usecases.access.team_copies import CopyTeams
    from ringkeep.wiring.access import people_store

    bucket, table = settings.user_files_bucket_name, settings.people_table_name
    copies = S3KeptTeamCopies(boto3.client("s3", config=AWS), bucket, table)
    return CopyTeams(people_store(base, settings), copies)
