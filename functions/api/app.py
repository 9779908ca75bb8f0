"""The HTTP API of the console."""

from ringkeep.api.functions import api

handler = api()
