"""Keeps the search index up to date with the recordings, and compares both once a night."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.search import IndexRequest, index_recordings
from ringkeep.settings import IndexRecordingsSettings

handler = entrypoint(IndexRequest, IndexRecordingsSettings, index_recordings)
