"""After an import: has the recording transcribed if the policy of its service or users says so."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.transcripts import StoredRecording, offer_transcription
from ringkeep.settings import OfferTranscriptionSettings

handler = entrypoint(StoredRecording, OfferTranscriptionSettings, offer_transcription)
