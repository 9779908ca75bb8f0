"""The one step of an import: downloads, judges, stores and proves one recording."""

from ringkeep.domain.recordings.imports import ImportRequest
from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.recordings import Application

handler = entrypoint(ImportRequest, lambda parts: Application(parts).download_recording)
