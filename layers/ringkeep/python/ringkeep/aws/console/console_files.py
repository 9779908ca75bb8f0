"""Uploads the built console to its bucket, from which CloudFront serves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ringkeep.aws.errors import translated
from ringkeep.errors import ConfigurationError

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_s3 import S3Client

_IMMUTABLE: Final = "public, max-age=31536000, immutable"
_REVALIDATE: Final = "no-cache"
_HASHED: Final = "assets/"
_TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
"""The types of the console's files. The machine's own table of types is not asked: it may be changed."""
_OTHER_TYPE: Final = "application/octet-stream"


def files_of(folder: Path) -> Mapping[str, Path]:
    """Returns the files by object key. Raises ConfigurationError if the folder has no index.html."""
    page = folder / "index.html"
    if not page.is_file():
        raise ConfigurationError(
            f"{folder} does not contain a built console (no index.html): run make web"
        )
    return {str(path.relative_to(folder)): path for path in _files(folder)}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def headers_of(key: str, path: Path) -> tuple[str, str]:
    """Returns Content-Type and Cache-Control. A file with a hash in its name never changes."""
    kind = _TYPES.get(path.suffix.lower(), _OTHER_TYPE)
    return kind, _IMMUTABLE if key.startswith(_HASHED) else _REVALIDATE


class ConsoleFiles:
    """The console's bucket. Files of earlier builds stay, because open pages still load them."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def publish(self, folder: Path) -> int:
        """Uploads the files and returns their number. The page is last, after the files it loads."""
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
    """Invalidates CloudFront's copies of all files. Every address without a file serves the page, so a
    list of paths would never be complete; a wildcard costs as much as one path."""
    with translated(f"distribution {distribution_id}"):
        client.create_invalidation(
            DistributionId=distribution_id,
            InvalidationBatch={
                "Paths": {"Quantity": 1, "Items": ["/*"]},
                "CallerReference": reference,
            },
        )
