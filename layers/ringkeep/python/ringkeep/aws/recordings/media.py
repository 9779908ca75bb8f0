"""Signs addresses at which a browser reads one file of the archive from S3, without asking Ringkeep again.

An address names one version of one object, its Content-Type and its Content-Disposition; S3 refuses it
with any other of these, and when its time is over. It also ends with the credentials that signed it: a
role's are temporary, and their token is a part of the address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from botocore.config import Config

from ringkeep.aws.recordings.archive_errors import ObjectMissing, s3_translated
from ringkeep.domain.recordings.plays import StoredFile

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SIGNING: Final = Config(
    signature_version="s3v4",
    s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"},
)
"""The address has the bucket's regional host, which the console's content security policy names. On a
laptop the emulator has an address without names, and the bucket stands in the path."""


class S3Media:
    """The MediaObjects port. The client is configured with SIGNING."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def version(self, object_key: str) -> str | None:
        try:
            with s3_translated(f"object {object_key}"):
                head = self._client.head_object(Bucket=self._bucket, Key=object_key)
        except ObjectMissing:
            return None
        return head.get("VersionId", "")

    def signed_url(self, file: StoredFile, disposition: str, seconds: int) -> str:
        version = {"VersionId": file.version} if file.version else {}
        with s3_translated(f"object {file.object_key}"):
            return self._client.generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self._bucket,
                    "Key": file.object_key,
                    "ResponseContentType": file.content_type,
                    "ResponseContentDisposition": disposition,
                    **version,
                },
                ExpiresIn=seconds,
            )
