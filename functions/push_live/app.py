"""Tells the open pages what changed in the live table."""

from ringkeep.entrypoint import entrypoint
from ringkeep.socket_application import SocketApplication
from ringkeep.socket_events import StreamBatch

handler = entrypoint(StreamBatch, lambda parts: SocketApplication(parts).push)
