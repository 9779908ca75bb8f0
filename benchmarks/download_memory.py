"""Peak memory of importing a 2 MB and a 500 MB recording, each in a process of its own.

A WAV is served over HTTP in chunks, downloaded, hashed, judged, decoded and uploaded by the real
archive adapter and its boto3 client over HTTP, into a bucket that checks sizes and checksums and
keeps nothing. Run: PYTHONPATH=. .venv/bin/python benchmarks/download_memory.py;
the figures land in benchmarks/results/.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import platform
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import PIPE
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, ClassVar

from local.processes import Owned, run_logged

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results" / "download_memory.json"
SIZES_MB = (2, 500)
LIMIT_MB = 32
_MB = 1024 * 1024
_RATE = 8000


def wav_header(data_bytes: int) -> bytes:
    numbers = [36 + data_bytes, 16, 1, 1, _RATE, _RATE * 2, 2, 16, data_bytes]
    widths = [4, 4, 2, 2, 4, 4, 2, 2, 4]
    parts = [
        number.to_bytes(width, "little") for number, width in zip(numbers, widths, strict=True)
    ]
    riff, size, *format_chunk, data = parts
    return b"RIFF" + riff + b"WAVEfmt " + size + b"".join(format_chunk) + b"data" + data


class Servant(BaseHTTPRequestHandler):
    """GET serves a WAV of the given size. The other methods are the part of S3 that an upload needs."""

    protocol_version = "HTTP/1.1"
    parts: ClassVar[dict[int, bytes]] = {}

    def log_message(self, *_: object) -> None: ...

    def do_GET(self) -> None:
        if "/recordings/" in self.path or "list-type" in self.path:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        size = int(self.path.strip("/"))
        self.send_response(200)
        self.send_header("Content-Type", "audio/wav")
        self.send_header("Content-Length", str(size))
        self.end_headers()
        self.wfile.write(wav_header(size - 44))
        noise, left = os.urandom(65_536), size - 44
        while left:
            left -= self.wfile.write(noise[:left])

    def do_PUT(self) -> None:
        checksum = self._read_body()
        if "partNumber=" in self.path:
            number = int(self.path.partition("partNumber=")[2].partition("&")[0])
            self.parts[number] = base64.b64decode(checksum)
        self._answer(200, headers={"ETag": '"e"', "x-amz-checksum-sha256": checksum})

    def do_POST(self) -> None:
        self._read_body()
        if "uploads" in self.path:
            upload = "<InitiateMultipartUploadResult><UploadId>u</UploadId>"
            self._answer(200, f"{upload}</InitiateMultipartUploadResult>".encode())
            return
        digests = b"".join(self.parts[number] for number in sorted(self.parts))
        whole = base64.b64encode(hashlib.sha256(digests).digest()).decode()
        answer = f"<ETag>e</ETag><ChecksumSHA256>{whole}-{len(self.parts)}</ChecksumSHA256>"
        root = "CompleteMultipartUploadResult"
        self._answer(200, f"<{root}>{answer}</{root}>".encode())

    def _read_body(self) -> str:
        """The checksum of the body, which is not kept."""
        hasher, left = hashlib.sha256(), int(self.headers.get("Content-Length", 0))
        while left:
            chunk = self.rfile.read(min(left, 65_536))
            hasher.update(chunk)
            left -= len(chunk)
        return base64.b64encode(hasher.digest()).decode()

    def _answer(
        self, status: int, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def serve() -> None:
    """Runs in a separate process, so that its memory is not counted. Prints its port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Servant)
    print(server.server_address[1], flush=True)
    Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


@contextmanager
def serving() -> Iterator[str]:
    owned = Owned([sys.executable, __file__, "serve"], stdin=PIPE, stdout=PIPE)
    assert owned.process.stdout
    try:
        yield f"http://127.0.0.1:{owned.process.stdout.readline().strip()}"
    finally:
        owned.end()


def measure(origin: str, size: int) -> dict[str, float]:
    """The path of one recording; `before` is the peak after imports and an upload of nothing."""
    import boto3  # noqa: PLC0415 # after the process began, so that it is counted once
    import httpx  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415

    from ringkeep.audio.probe import SoundfileProbe  # noqa: PLC0415
    from ringkeep.aws.recordings.archive import S3Archive  # noqa: PLC0415
    from ringkeep.domain.recordings.recordings import Recording, RecordingState  # noqa: PLC0415
    from ringkeep.domain.recordings.retry_delays import RetryDelays  # noqa: PLC0415
    from ringkeep.usecases.clock import SystemClock  # noqa: PLC0415
    from ringkeep.usecases.recordings.download import DownloadLimits, download  # noqa: PLC0415
    from ringkeep.usecases.recordings.store_body import BodyStore, StoredBody  # noqa: PLC0415

    options: dict[str, Any] = {"endpoint_url": origin, "region_name": "us-east-1"}
    config = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1})
    client: Any = boto3.client("s3", config=config, **options)
    bodies = BodyStore(S3Archive(client, "bucket"), SoundfileProbe(), RetryDelays(), SystemClock())
    row = Recording(
        service="bench",
        account_id="a",
        recording_id=f"r{size}",
        state=RecordingState.IMPORTING,
        start_time=0.0,
        end_time=0.0,
        found_at=0.0,
    )

    class Content:
        part = ""
        unasked_range = False

        def __init__(self, response: httpx.Response) -> None:
            self.content_type = response.headers["Content-Type"]
            self.content_length = int(response.headers["Content-Length"])
            self.chunks = response.iter_bytes(65_536)

    before = peak_mb()
    began = time.perf_counter()
    with TemporaryDirectory() as folder, httpx.stream("GET", f"{origin}/{size}") as response:
        limits = DownloadLimits(1024 * _MB, lambda: True)
        arrived = download(Content(response), Path(folder) / "body", limits)
        kept = bodies.store(row, arrived)
    assert isinstance(kept, StoredBody)
    assert kept.stored.size == size
    return {
        "size_mb": round(size / _MB, 1),
        "peak_before_mb": before,
        "peak_mb": peak_mb(),
        "seconds": round(time.perf_counter() - began, 2),
    }


def peak_mb() -> float:
    """The largest resident set size. Linux reports KB, macOS bytes."""
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, 1)


def main() -> int:
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'layers/ringkeep/python'}:{ROOT}",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    runs = []
    for size in SIZES_MB:
        with serving() as origin:
            command = [sys.executable, __file__, "measure", origin, str(size * _MB)]
            text = run_logged(command, environment)
        runs.append(json.loads(text))
    apart = round(runs[-1]["peak_mb"] - runs[0]["peak_mb"], 1)
    summary = {
        "runs": runs,
        "peaks_apart_mb": apart,
        "limit_mb": LIMIT_MB,
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(summary, indent=2) + "\n")
    print(json.dumps(summary, indent=2))
    return 0 if apart < LIMIT_MB else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve()
    elif sys.argv[1:2] == ["measure"]:
        print(json.dumps(measure(sys.argv[2], int(sys.argv[3]))))
    else:
        sys.exit(main())
