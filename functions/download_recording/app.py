"""The one step of an import: downloads, judges, stores and proves one recording."""

from ringkeep.application import Application
from ringkeep.domain.imports import ImportRequest
from ringkeep.entrypoint import entrypoint

handler = entrypoint(ImportRequest, lambda parts: Application(parts).download_recording)
