"""The log line and the metrics of one import."""

from __future__ import annotations

from ringkeep.observability import count, count_by_reason, logger, measure_bytes, measure_seconds
from ringkeep.usecases.recordings.import_result import ImportResult

_STORED = ("stored", "adopted")
_FAILED = ("forbidden", "bad_body", "postponed", "unavailable")
_COUNTED = {
    "throttled": "RateLimited",
    "lost": "RecordingsLost",
    "quarantined": "RecordingsQuarantined",
    "not_ready": "RecordingsNotReady",
}


def report_import(result: ImportResult) -> None:
    """Logs the result and counts it by its outcome, and failures also by their reason."""
    if result.outcome in _STORED:
        count("RecordingsImported")
        measure_bytes("BytesStored", result.size)
        measure_seconds("SecondsFromCallEndToStored", result.seconds_to_stored or 0.0)
        count("RecordingsDoubtful", int(bool(result.doubts)))
    elif result.outcome in _FAILED:
        count("RecordingsFailed")
        count_by_reason("RecordingsFailedByReason", result.reason or result.outcome)
        if result.outcome == "unavailable" and result.reason != "not_confirmed":
            count("RecordingsGivenUp")
    elif result.outcome in _COUNTED:
        count(_COUNTED[result.outcome])
    fields = result.model_dump(mode="json", exclude={"next_request", "service"}, exclude_none=True)
    logger.info("import ended", extra={"ringcentral_service": result.service, **fields})
