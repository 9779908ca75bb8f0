"""The request that starts a job of Amazon Transcribe, as its API names the fields."""

from __future__ import annotations

from typing import Final

from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.domain.transcripts.jobs import TranscriptionJob
from ringkeep.domain.transcripts.keys import result_key

_FORMATS: Final = {"audio/mpeg": "mp3", "audio/wav": "wav"}
_TWO_CHANNELS: Final = 2


def job_request(
    job: TranscriptionJob, object_key: str, content_type: str, bucket: str, kms_key: str = ""
) -> JsonObject:
    """`kms_key` is the key under which the service is to encrypt its result, empty for S3's own."""
    request: dict[str, JsonValue] = {
        "TranscriptionJobName": job.name,
        "Media": {"MediaFileUri": f"s3://{bucket}/{object_key}"},
        "OutputBucketName": bucket,
        "OutputKey": result_key(job.name),
        "Settings": _settings(job),
        **_language(job),
    }
    if content_type in _FORMATS:
        request["MediaFormat"] = _FORMATS[content_type]
    if job.options.redaction:
        redaction = {"RedactionType": "PII", "RedactionOutput": "redacted_and_unredacted"}
        request["ContentRedaction"] = redaction
    if kms_key:
        request["OutputEncryptionKMSKeyId"] = kms_key
    return request


def _settings(job: TranscriptionJob) -> JsonObject:
    """Two channels are two people. With one channel the service tells the voices apart itself."""
    settings: dict[str, JsonValue] = {}
    if (job.channels or 1) >= _TWO_CHANNELS:
        settings["ChannelIdentification"] = True
    else:
        settings |= {"ShowSpeakerLabels": True, "MaxSpeakerLabels": job.options.max_speakers}
    if job.options.vocabulary and job.options.language:
        settings["VocabularyName"] = job.options.vocabulary
    return settings


def _language(job: TranscriptionJob) -> JsonObject:
    options = job.options
    if options.language:
        return {"LanguageCode": options.language}
    identified: dict[str, JsonValue] = {"IdentifyLanguage": True}
    if len(options.language_options) > 1:
        identified["LanguageOptions"] = list(options.language_options)
    if options.vocabulary and options.language_options:
        names = {each: {"VocabularyName": options.vocabulary} for each in options.language_options}
        identified["LanguageIdSettings"] = names
    return identified
