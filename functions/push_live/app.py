"""Sends the changes of the live table to the open pages."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.socket_events import StreamBatch
from ringkeep.handlers.sockets import push_live
from ringkeep.settings import PushLiveSettings

handler = entrypoint(StreamBatch, PushLiveSettings, push_live)
