"""Gives a recording back when the worker of its import died."""

from ringkeep.application import Application
from ringkeep.entrypoint import entrypoint
from ringkeep.requests import WorkerFailed

handler = entrypoint(
    WorkerFailed, lambda parts: lambda failed, _: Application(parts).settle_import(failed)
)
