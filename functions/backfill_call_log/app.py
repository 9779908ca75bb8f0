"""One step of a back-fill of the call log."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.recordings import backfill_call_log
from ringkeep.settings import BackfillCallLogSettings
from ringkeep.usecases.recordings.backfill import BackfillRequest

handler = entrypoint(BackfillRequest, BackfillCallLogSettings, backfill_call_log)
