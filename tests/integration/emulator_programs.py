"""Runs small programs on the emulator's modules, each in a process of its own."""

from __future__ import annotations

import io
import multiprocessing
import traceback
from contextlib import redirect_stdout
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from typing import Final

PRELOADED: Final = (
    "boto3",
    "ministack.core.cloudfront_js",
    "ministack.core.lambda_runtime",
    "ministack.services.athena",
    "ministack.services.cognito",
    "ministack.services.lambda_svc",
    "ministack.services.s3",
    "ministack.services.stepfunctions",
    "ministack.services.transcribe",
)
"""None of them starts a thread, which a fork would not have."""


@cache
def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    return context


def printed_by(program: str) -> str:
    """Returns the last line that the program prints. The process is a fork of one that has loaded the
    emulator's modules, without a patch.

    Raises AssertionError with the trace if the program fails.
    """
    here, there = _context().Pipe(duplex=False)
    process = _context().Process(target=_run, args=(program, there))
    process.start()
    there.close()
    try:
        failed, text = here.recv()
    finally:
        process.join()
        here.close()
    assert not failed, text
    return str(text).strip().splitlines()[-1]


def _run(program: str, answers: Connection) -> None:
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            exec(program, {"__name__": "__main__"})  # noqa: S102 # programs of these tests
    except BaseException:  # noqa: BLE001 # the test shows it, whatever it is
        answers.send((True, traceback.format_exc()))
    else:
        answers.send((False, printed.getvalue()))
