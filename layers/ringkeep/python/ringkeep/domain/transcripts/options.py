"""How a recording is transcribed: language, vocabulary, redaction, speakers."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import ConfigDict, Field, StringConstraints

from ringkeep.domain.model import Model

MOST_LANGUAGE_OPTIONS: Final = 5
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}-[A-Z]{2}$")]
VocabularyName = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z._-]{0,200}$")]

_CODES: Final = (
    "ab-GE af-ZA am-ET ar-AE ar-SA ast-ES az-AZ ba-RU be-BY bg-BG bn-IN bs-BA ca-ES ckb-IQ ckb-IR"
    " cs-CZ cy-GB cy-WL da-DK de-CH de-DE el-GR en-AB en-AU en-GB en-IE en-IN en-NZ en-US en-WL en-ZA"
    " es-ES es-MX es-US et-EE et-ET eu-ES fa-AF fa-IR fi-FI fr-CA fr-FR ga-IE gd-GB gl-ES gu-IN ha-NG"
    " he-IL hi-IN hr-HR ht-HT hu-HU hy-AM id-ID is-IS it-IT ja-JP jv-ID ka-GE kab-DZ kk-KZ km-KH kn-IN"
    " ko-KR ky-KG lg-IN lt-LT lv-LV mhr-RU mi-NZ mk-MK ml-IN mn-MN mr-IN ms-MY mt-MT my-MM ne-NP nl-NL"
    " no-NO or-IN pa-IN pl-PL ps-AF pt-BR pt-PT ro-RO ru-RU rw-RW si-LK sk-SK sl-SI so-SO sq-AL sr-RS"
    " su-ID sv-SE sw-BI sw-KE sw-RW sw-TZ sw-UG ta-IN te-IN th-TH tl-PH tr-TR tt-RU ug-CN uk-UA uz-UZ"
    " vi-VN wo-SN zh-CN zh-HK zh-TW zu-ZA"
)
LANGUAGES: Final = frozenset(_CODES.split())
"""What Amazon Transcribe's API accepts for a job."""
REDACTION_LANGUAGES: Final = frozenset({"en-US", "es-US"})
"""Where redaction is certain to work in every region. AWS adds others: a setting names them."""


class TranscriptionOptions(Model):
    """`language` is empty for language identification, among `language_options` if there are any.
    `max_speakers` is used where the audio has one channel."""

    model_config = ConfigDict(extra="forbid")

    language: LanguageCode | Annotated[str, Field(max_length=0)] = ""
    language_options: Annotated[
        tuple[LanguageCode, ...], Field(max_length=MOST_LANGUAGE_OPTIONS)
    ] = ()
    vocabulary: VocabularyName = ""
    redaction: bool = False
    max_speakers: Annotated[int, Field(ge=2, le=30)] = 5

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the job names."""
        return (self.language,) if self.language else self.language_options
