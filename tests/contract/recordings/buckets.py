"""A bucket in moto, with three behaviours of S3 that moto 5.2 lacks.

S3 returns the composite checksum of a completed multipart upload, appends `-<parts>` to it in every
response, and rejects bytes that do not match the checksum in the request.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "recordings-bucket"


def s3_client() -> S3Client:
    """Returns a client with the type of the stubs that the code uses. Another installed package of
    stubs has a different type for the same client."""
    client: Any = boto3.client("s3", region_name="us-east-1")
    return cast("S3Client", client)


@contextmanager
def moto_bucket() -> Iterator[S3Client]:
    with mock_aws():
        client = s3_client()
        client.create_bucket(Bucket=BUCKET)
        events = client.meta.events
        for operation in ("PutObject", "UploadPart"):
            events.register(f"provide-client-params.s3.{operation}", _reject_other_bytes)
        for operation in ("GetObject", "HeadObject"):
            events.register(f"after-call.s3.{operation}", _mark_composite)
        events.register("provide-client-params.s3.CompleteMultipartUpload", _remember_parts)
        events.register("after-call.s3.CompleteMultipartUpload", _return_composite)
        yield client


def _reject_other_bytes(params: dict[str, Any], **_: object) -> None:
    body = params["Body"]
    content = body if isinstance(body, bytes) else body.read()
    if not isinstance(body, bytes):
        body.seek(0)
    actual = base64.b64encode(hashlib.sha256(content).digest()).decode()
    if params.get("ChecksumSHA256", actual) != actual:
        error = {"Error": {"Code": "BadDigest", "Message": "the checksum did not match"}}
        raise ClientError(error, "PutObject")  # type: ignore[arg-type] # only the fields that the code reads


def _mark_composite(parsed: dict[str, Any], **_: object) -> None:
    parts = str(parsed.get("ETag", "")).strip('"').partition("-")[2]
    checksum = parsed.get("ChecksumSHA256", "")
    if parts and checksum and "-" not in checksum:
        parsed["ChecksumSHA256"] = f"{checksum}-{parts}"


def _remember_parts(params: Mapping[str, Any], context: dict[str, Any], **_: object) -> None:
    context["parts"] = params["MultipartUpload"]["Parts"]


def _return_composite(parsed: dict[str, Any], context: dict[str, Any], **_: object) -> None:
    if "ETag" not in parsed:
        return
    digests = [base64.b64decode(part["ChecksumSHA256"]) for part in context["parts"]]
    whole = base64.b64encode(hashlib.sha256(b"".join(digests)).digest()).decode()
    parsed["ChecksumSHA256"] = f"{whole}-{len(digests)}"
