"""The copy of all teams in the bucket of user files: `teams/{format}/{people table}`, one object.

It is JSON, compressed: the version of `Teams`, which its metadata has too, and for each manager the item of
a block. The bucket deletes it after 30 days without a change; then it is written again.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from ringkeep.aws.access.team_items import block_item, block_of
from ringkeep.aws.errors import error_code, translated
from ringkeep.domain.access.teams import Reports, TeamBlock
from ringkeep.domain.json import JsonObject
from ringkeep.errors import StoredDataInvalid
from ringkeep.usecases.access.team_copies import CopiedTeam

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_PREFIX: Final = "teams/1"
_VERSION: Final = "teams-version"
_MISSING: Final = ("NoSuchKey", "404")


class S3TeamCopies:
    """The TeamCopies port. The object's name has the table's, because the versions of a table that was
    restored from a backup begin again."""

    def __init__(self, client: S3Client, bucket: str, table_name: str) -> None:
        self._client = client
        self._bucket = bucket
        self._key = f"{_PREFIX}/{table_name}"

    def version(self) -> int:
        with translated(f"bucket {self._bucket}"):
            try:
                answer = self._client.head_object(Bucket=self._bucket, Key=self._key)
            except ClientError as error:
                if error_code(error) in _MISSING:
                    return 0
                raise
        return _number(answer["Metadata"])

    def reports(self, wanted: Mapping[str, int], latest: int) -> Mapping[str, Reports]:
        stored = self._stored()
        if not 0 < _version_of(stored) <= latest:
            return {}
        return dict(_reports(stored, wanted))

    def _stored(self) -> JsonObject:
        with translated(f"bucket {self._bucket}"):
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=self._key)
            except ClientError as error:
                if error_code(error) in _MISSING:
                    return {}
                raise
            body = answer["Body"].read()
        return _unpacked(body)


class S3KeptTeamCopies(S3TeamCopies):
    """The KeptTeamCopies port."""

    def keep(self, version: int, teams: Mapping[str, CopiedTeam]) -> None:
        with translated(f"bucket {self._bucket}"):
            self._client.put_object(
                Bucket=self._bucket,
                Key=self._key,
                Body=_packed(version, teams),
                Metadata={_VERSION: str(version)},
            )


def _packed(version: int, teams: Mapping[str, CopiedTeam]) -> bytes:
    items = {
        id_: block_item(TeamBlock(manager=id_, reports=team.reports, version=team.changed))
        for id_, team in teams.items()
    }
    content = {"version": version, "teams": items}
    return zlib.compress(json.dumps(content, separators=(",", ":")).encode())


def _unpacked(body: bytes) -> JsonObject:
    try:
        content: object = json.loads(zlib.decompress(body))
    except (zlib.error, ValueError) as error:
        raise StoredDataInvalid("the copy of the teams is damaged") from error
    return content if isinstance(content, dict) else {}


def _version_of(stored: JsonObject) -> int:
    version = stored.get("version")
    return version if isinstance(version, int) else 0


def _reports(stored: JsonObject, wanted: Mapping[str, int]) -> Iterator[tuple[str, Reports]]:
    """Only the wanted teams are unpacked."""
    teams = stored.get("teams")
    for id_, version in wanted.items():
        item = teams.get(id_) if isinstance(teams, Mapping) else None
        if isinstance(item, Mapping) and item.get("revision") == version:
            yield id_, block_of(dict(item), id_, 0).reports


def _number(metadata: Mapping[str, str]) -> int:
    text = metadata.get(_VERSION, "")
    return int(text) if text.isdecimal() else 0
