from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from ringkeep.domain.transcripts.options import LANGUAGES

_CONSOLE: Final = Path(__file__).parents[4] / "web" / "src" / "services" / "languages.ts"


def test_the_console_offers_the_languages_of_the_service() -> None:
    _, offered, _ = _CONSOLE.read_text().split("`")
    assert re.findall(r"\S+", offered) == sorted(LANGUAGES)
