"""RingCentral's webhook. It has few imports, because RingCentral waits only three seconds for the
response."""
