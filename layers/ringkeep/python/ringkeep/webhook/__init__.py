"""RingCentral's webhook. Imports little: the platform waits three seconds for the answer."""
