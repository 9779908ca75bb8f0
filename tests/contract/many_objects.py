"""Objects put into moto's own memory: a request for each of a thousand would take seconds."""

from __future__ import annotations

from collections.abc import Iterable

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends


def add_objects(bucket: str, keys: Iterable[str]) -> None:
    backend = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    for key in keys:
        backend.put_object(bucket, key, b"content")
