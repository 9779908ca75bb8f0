"""A simulated RingCentral account behind a real HTTP server, for the laptop stack and the tests."""
