"""One step of a back-fill of the call log."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.recordings import Application
from ringkeep.usecases.recordings.backfill import BackfillRequest

handler = entrypoint(BackfillRequest, lambda parts: Application(parts).backfill_call_log)
