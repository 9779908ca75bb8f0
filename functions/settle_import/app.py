"""Gives a recording back when the worker of its import died."""

from ringkeep.entrypoint import entrypoint
from ringkeep.requests import WorkerFailed

handler = entrypoint(WorkerFailed, lambda application, failed, _: application.settle_import(failed))
