"""Settles a recording after the worker of its import failed: it is tried again, or given up."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.recordings import settle_import
from ringkeep.handlers.requests import WorkerFailed
from ringkeep.settings import SettleImportSettings

handler = entrypoint(WorkerFailed, SettleImportSettings, settle_import)
