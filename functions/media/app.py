"""The part of the HTTP API that opens recordings: it alone signs addresses of audio."""

from ringkeep.api.functions import media

handler = media()
