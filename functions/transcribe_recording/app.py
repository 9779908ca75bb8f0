"""A step of a transcription: checks its job before the start, and stores its result."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.transcripts import TranscriptionStep, transcribe_recording
from ringkeep.settings import TranscribeRecordingSettings

handler = entrypoint(TranscriptionStep, TranscribeRecordingSettings, transcribe_recording)
