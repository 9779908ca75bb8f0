"""The text of a file, whatever program saved it."""

from __future__ import annotations

import codecs
from typing import Final, NamedTuple

from ringkeep.domain.access.user_files.problems import refused

MAX_BYTES: Final = 4_000_000
"""A request to a Lambda function holds 6 MB, of which base64 takes a quarter. 10,000 lines of 400 bytes."""
_UTF16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .xlsx, .ods and .xls files begin."""
_SAVE_AS: Final = 'Save it as "CSV UTF-8" and try again.'


class DecodedFile(NamedTuple):
    text: str
    encoding: str
    """utf-8, utf-16 or windows-1252: what the file was read as."""


def decoded(content: bytes) -> DecodedFile:
    """Reads UTF-8 with and without a byte order mark, UTF-16 with one, and Windows-1252. Raises
    FileRefused."""
    if len(content) > MAX_BYTES:
        raise refused("too_large", f"The file is larger than {MAX_BYTES:,} bytes. Split it.")
    if content.startswith(_WORKBOOKS):
        raise refused("workbook", f"The file is a workbook, not a CSV file. {_SAVE_AS}")
    for mark, codec in _UTF16.items():
        if content.startswith(mark):
            return DecodedFile(_strictly(content[len(mark) :], codec), "utf-16")
    if content[:200].count(0) > len(content[:200]) // 4:
        raise refused("encoding", f"The file has no byte order mark and many NUL bytes. {_SAVE_AS}")
    try:
        return DecodedFile(content.decode("utf-8-sig"), "utf-8")
    except UnicodeDecodeError:
        return DecodedFile(_strictly(content, "cp1252"), "windows-1252")


def _strictly(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        line = content[: error.start].decode(codec, "replace").count("\n") + 1
        sentence = f"Line {line} holds bytes that are no text in any known encoding. {_SAVE_AS}"
        raise refused("encoding", sentence, line) from None
