"""The base of every model: immutable, and its validation errors do not quote the input.

A validation error may reach a log, and the input may be a credential, a phone number or a transcript.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
