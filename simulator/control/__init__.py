"""The control API: how tests, benchmarks, the demo and people steer the simulator."""
