"""Puts the built console into its bucket, from where CloudFront serves it."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ringkeep.aws.errors import translated
from ringkeep.errors import ConfigurationError

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_s3 import S3Client

PAGES: Final = ("realtime", "signed-in")
"""Addresses of the console besides its root: each is the same page, which reads its own address.

CloudFront's error pages would do it too, and would turn the API's refusals into pages as well.
"""
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "no-cache"
_HASHED: Final = "assets/"


def files_of(folder: Path) -> Mapping[str, Path]:
    """Object keys and the files for them. Raises ConfigurationError for what is no built console."""
    page = folder / "index.html"
    if not page.is_file():
        raise ConfigurationError(f"{folder} holds no built console (no index.html): make web")
    plain = {str(path.relative_to(folder)): path for path in _files(folder)}
    return {**plain, **dict.fromkeys(PAGES, page)}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def headers_of(key: str, path: Path) -> tuple[str, str]:
    """Content-Type and Cache-Control: a file with a hash in its name never changes."""
    kind, _ = mimetypes.guess_type(path.name)
    text = kind or "application/octet-stream"
    charset = "; charset=utf-8" if text.startswith("text/") else ""
    return text + charset, _FOR_EVER if key.startswith(_HASHED) else _ASK_AGAIN


class ConsoleFiles:
    """Files of earlier builds stay: a page that is open still asks for them."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def publish(self, folder: Path) -> int:
        """How many objects were written; the page itself last, when all that it names is there."""
        files = files_of(folder)
        ordered = sorted(files, key=lambda key: not key.startswith(_HASHED))
        for key in ordered:
            kind, caching = headers_of(key, files[key])
            with translated(f"bucket {self._bucket}"):
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=key,
                    Body=files[key].read_bytes(),
                    ContentType=kind,
                    CacheControl=caching,
                )
        return len(ordered)


def refresh_distribution(client: CloudFrontClient, distribution_id: str, reference: str) -> None:
    """CloudFront asks the bucket anew for everything that is not named by its content."""
    paths = ["/", "/index.html", "/favicon.svg", *(f"/{page}" for page in PAGES)]
    with translated(f"distribution {distribution_id}"):
        client.create_invalidation(
            DistributionId=distribution_id,
            InvalidationBatch={
                "Paths": {"Quantity": len(paths), "Items": paths},
                "CallerReference": reference,
            },
        )
