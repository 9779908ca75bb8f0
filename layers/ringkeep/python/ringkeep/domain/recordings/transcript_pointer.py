"""What a row says about the newest transcript of its recording. Its keys follow from the row."""

from __future__ import annotations

from ringkeep.domain.model import Model


class TranscriptPointer(Model):
    """`unredacted`: beside the redacted transcript there is one that needs the right
    `transcripts.see_unredacted`. `words` counts its words. `created` is in seconds since the epoch."""

    revision: int
    source: str = ""
    model: str = ""
    language: str = ""
    created: float = 0.0
    words: int = 0
    redacted: bool = False
    unredacted: bool = False
