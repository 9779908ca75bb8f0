"""Gives a recording back when the worker of its import died."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.recordings import settle_import
from ringkeep.handlers.requests import WorkerFailed
from ringkeep.settings import SettleImportSettings

handler = entrypoint(WorkerFailed, SettleImportSettings, settle_import)
