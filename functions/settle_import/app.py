"""Gives a recording back when the worker of its import died."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.recordings import Application
from ringkeep.handlers.requests import WorkerFailed

handler = entrypoint(
    WorkerFailed, lambda parts: lambda failed, _: Application(parts).settle_import(failed)
)
