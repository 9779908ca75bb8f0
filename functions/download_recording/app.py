"""The one step of an import: downloads, judges, stores and proves one recording."""

from ringkeep.handlers.recordings import Application
from ringkeep.domain.recordings.imports import ImportRequest
from ringkeep.handlers.entrypoint import entrypoint

handler = entrypoint(ImportRequest, lambda parts: Application(parts).download_recording)
