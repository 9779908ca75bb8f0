"""A simulated RingCentral account with an HTTP server, for the laptop stack and the tests."""
