"""The only step of an import: downloads, checks, stores and verifies one recording."""

from ringkeep.domain.recordings.imports import ImportRequest
from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.recordings import download_recording
from ringkeep.settings import DownloadRecordingSettings

handler = entrypoint(ImportRequest, DownloadRecordingSettings, download_recording)
