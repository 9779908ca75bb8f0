"""Releases a recording after the worker of its import failed, so that it is tried again."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.recordings import settle_import
from ringkeep.handlers.requests import WorkerFailed
from ringkeep.settings import SettleImportSettings

handler = entrypoint(WorkerFailed, SettleImportSettings, settle_import)
