"""Empties the console's bucket, because CloudFormation deletes no bucket that has files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringkeep.aws.errors import translated
from ringkeep.errors import StorageFailed

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef


def empty_bucket(client: S3Client, bucket: str) -> int:
    """Deletes every file and returns their number. Versions, delete markers and unfinished uploads go,
    too: the stack makes none, but someone may have turned on versioning. Raises StorageFailed."""
    deleted = 0
    with translated(f"bucket {bucket}"):
        while versions := _first_versions(client, bucket):
            deleted += _delete(client, bucket, versions)
        _abort_uploads(client, bucket)
    return deleted


def _first_versions(client: S3Client, bucket: str) -> list[ObjectIdentifierTypeDef]:
    """Returns at most 1000, as many as one request deletes. The next are then the first."""
    page = client.list_object_versions(Bucket=bucket)
    found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
    return [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in found]


def _delete(client: S3Client, bucket: str, objects: list[ObjectIdentifierTypeDef]) -> int:
    answer = client.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
    for problem in answer.get("Errors", []):
        raise StorageFailed(
            f"{problem.get('Key')} could not be deleted from the bucket {bucket}:"
            f" {problem.get('Code')} {problem.get('Message')}"
        )
    return len(objects)


def _abort_uploads(client: S3Client, bucket: str) -> None:
    for page in client.get_paginator("list_multipart_uploads").paginate(Bucket=bucket):
        for each in page.get("Uploads", []):
            client.abort_multipart_upload(Bucket=bucket, Key=each["Key"], UploadId=each["UploadId"])
