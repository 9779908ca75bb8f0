"""What a row says about the newest transcript of its recording. Its keys follow from the row."""

from __future__ import annotations

from ringkeep.domain.model import Model


class TranscriptPointer(Model):
    """`readable`: there is a transcript for everyone who may play the recording, redacted or not.
    `unredacted`: there is one beside it that needs the right `transcripts.see_unredacted`. `words` counts
    its words. `created` is in seconds since the epoch."""

    revision: int
    source: str = ""
    model: str = ""
    language: str = ""
    created: float = 0.0
    words: int = 0
    redacted: bool = False
    readable: bool = True
    unredacted: bool = False
