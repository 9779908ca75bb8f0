"""Starts the workers of the functions as forks of one process that has imported what they all need.

    python -m local.aws.fork_server SOCKET

Importing boto3, pydantic and Powertools takes most of a worker's start. AWS has a machine for each worker;
here two cores start them all. SOCKET is the number of a socket's file descriptor. Each message is a start:
JSON with `script`, `folder` and `environment`, and the worker's standard input, output and error. The
answer is a file descriptor of the new process. The server ends when the socket is closed.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from typing import Final, NoReturn, TypedDict

from local.aws import models
from local.aws.preloaded_layer import PreloadedLayer

PACKAGES: Final = (
    "boto3",
    "botocore.session",
    "botocore.signers",
    "httpx",
    "pydantic",
    "aws_lambda_powertools",
    "aws_lambda_powertools.logging",
    "aws_lambda_powertools.metrics",
    "aws_lambda_powertools.event_handler",
    "aws_lambda_powertools.event_handler.openapi.models",
    "aws_lambda_powertools.event_handler.openapi.params",
    "aws_lambda_powertools.event_handler.middlewares.openapi_validation",
)
SERVICES: Final = ("dynamodb", "lambda", "s3", "secretsmanager", "sqs", "stepfunctions")
"""Those that many functions use. Each worker would read their models again."""
LONGEST_MESSAGE: Final = 100_000
"""Bytes. It fits into Linux's buffer of a socket."""


class Start(TypedDict):
    script: str
    folder: str
    environment: dict[str, str]


def serve(channel: socket.socket) -> None:
    """Answers each start until the other end is closed."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system forgets ended workers by itself
    layer = PreloadedLayer()
    while True:
        message, descriptors, _, _ = socket.recv_fds(channel, LONGEST_MESSAGE, 3)
        if not message:
            return
        start: Start = json.loads(message)
        layer.load(start["environment"])
        process = _forked(start, descriptors, channel, layer)
        for descriptor in descriptors:
            os.close(descriptor)
        socket.send_fds(channel, [b"1"], [process])
        os.close(process)


def _forked(
    start: Start, descriptors: list[int], channel: socket.socket, layer: PreloadedLayer
) -> int:
    """Returns a file descriptor of the new process. The process waits for it: otherwise it could be over,
    and its number another one's, before the descriptor is made."""
    waits, goes = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(goes)
        channel.close()
        os.read(waits, 1)
        os.close(waits)
        _work(start, descriptors, layer)
    os.close(waits)
    try:
        return os.pidfd_open(pid)
    finally:
        os.close(goes)


def _work(start: Start, descriptors: list[int], layer: PreloadedLayer) -> NoReturn:
    """Runs the script as a Python that was just started would run it."""
    status = 1
    try:
        for number, descriptor in enumerate(descriptors):
            os.dup2(descriptor, number)
            os.close(descriptor)
        layer.keep_for(start["environment"])
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.clear()
        os.environ.update(start["environment"])
        time.tzset()
        os.chdir(start["folder"])
        sys.argv = [start["script"]]
        sys.path[0] = os.path.dirname(start["script"])  # noqa: PTH120 # pathlib is not imported in a worker
        runpy.run_path(start["script"], run_name="__main__")
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 # a worker's last words, as Python itself would print them
        traceback.print_exc()
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)


def read_models() -> None:
    """Leaves no session behind: a worker's own reads the environment of its function."""
    from boto3 import Session

    models.read_models_once()
    session = Session("key", "secret", region_name="us-east-1")
    for name in SERVICES:
        session.client(name)


def main() -> None:
    channel = socket.socket(fileno=int(sys.argv[1]))
    for name in PACKAGES:
        importlib.import_module(name)
    read_models()
    gc.freeze()
    serve(channel)


if __name__ == "__main__":
    main()
