"""The contract of the copy of all teams, for S3 and the in-memory fake."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.team_copies import S3KeptTeamCopies, S3TeamCopies
from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.visibility import Owner
from ringkeep.errors import ResourceMissing, StoredDataInvalid
from ringkeep.settings import TeamCopiesSettings
from ringkeep.usecases.access.team_copies import CopiedTeam, KeptTeamCopies
from ringkeep.wiring.team_copies import LazyTeamCopies
from tests.fakes.access.team_copies import MemoryTeamCopies

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BOSS, LEAD, ANN, BEN = (letter * 32 for letter in "abcd")
TEAMS = {
    BOSS: CopiedTeam(3, {LEAD: ()}),
    LEAD: CopiedTeam(
        7,
        {
            ANN: (
                UserAssignment(Owner("main", "1", "101"), Period(first_day=date(2026, 1, 1))),
                UserAssignment(Owner("other", "2", "not-a-number"), Period()),
            ),
            BEN: (UserAssignment(Owner("main", "1", "102"), Period()),),
        },
    ),
}


@pytest.fixture
def s3() -> Iterator[S3Client]:
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="files")
        yield client


@pytest.fixture(params=["fake", "s3"])
def copies(request: pytest.FixtureRequest, s3: S3Client) -> KeptTeamCopies:
    if request.param == "fake":
        return MemoryTeamCopies()
    return S3KeptTeamCopies(s3, "files", "people-table")


def test_before_the_first_copy_there_is_nothing(copies: KeptTeamCopies) -> None:
    assert copies.version() == 0
    assert copies.reports({BOSS: 3}, 9) == {}


def test_teams_are_read_as_they_were_written(copies: KeptTeamCopies) -> None:
    copies.keep(7, TEAMS)
    assert copies.version() == 7
    assert copies.reports({BOSS: 3, LEAD: 7}, 7) == {
        id_: team.reports for id_, team in TEAMS.items()
    }
    assert copies.reports({LEAD: 7}, 12) == {LEAD: TEAMS[LEAD].reports}


def test_a_team_with_another_version_is_not_used(copies: KeptTeamCopies) -> None:
    copies.keep(7, TEAMS)
    assert set(copies.reports({BOSS: 3, LEAD: 8, ANN: 1}, 8)) == {BOSS}
    assert copies.reports({LEAD: 6}, 8) == {}


def test_a_copy_that_is_newer_than_the_table_is_not_used(copies: KeptTeamCopies) -> None:
    copies.keep(7, TEAMS)
    assert copies.reports({BOSS: 3}, 6) == {}


def test_a_copy_replaces_the_one_before(copies: KeptTeamCopies) -> None:
    copies.keep(7, TEAMS)
    copies.keep(9, {BOSS: CopiedTeam(9, {})})
    assert copies.version() == 9
    assert copies.reports({BOSS: 9, LEAD: 7}, 9) == {BOSS: {}}


def test_another_table_has_another_copy(s3: S3Client) -> None:
    S3KeptTeamCopies(s3, "files", "people-table").keep(7, TEAMS)
    restored = S3TeamCopies(s3, "files", "restored-table")
    assert (restored.version(), restored.reports({BOSS: 3}, 9)) == (0, {})


def test_a_copy_without_a_version_or_teams_is_ignored(s3: S3Client) -> None:
    for content in (b'{"version": 7}', b"[]", b'{"teams": {}, "version": "7"}'):
        body = zlib.compress(content)
        s3.put_object(Bucket="files", Key="teams/1/people-table", Body=body)
        copies = S3TeamCopies(s3, "files", "people-table")
        assert (copies.version(), copies.reports({BOSS: 3}, 9)) == (0, {})


@pytest.mark.parametrize("body", [b"", b"{}", zlib.compress(b"{")])
def test_a_damaged_copy_is_an_error(s3: S3Client, body: bytes) -> None:
    s3.put_object(Bucket="files", Key="teams/1/people-table", Body=body)
    with pytest.raises(StoredDataInvalid):
        S3TeamCopies(s3, "files", "people-table").reports({BOSS: 3}, 9)


def test_the_functions_of_the_api_read_what_keep_users_wrote(
    s3: S3Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    settings = TeamCopiesSettings(people_table_name="people", user_files_bucket_name="files")
    S3KeptTeamCopies(s3, "files", "people").keep(7, TEAMS)
    copies = LazyTeamCopies(settings)
    assert copies.version() == 7
    assert copies.reports({BOSS: 3}, 7) == {BOSS: TEAMS[BOSS].reports}


def test_a_missing_bucket_is_an_error(s3: S3Client) -> None:
    copies = S3TeamCopies(s3, "no-such-bucket", "people-table")
    with pytest.raises(ResourceMissing):
        copies.reports({BOSS: 3}, 9)
