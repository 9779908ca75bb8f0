"""`make deploy`: checks what a deployment needs before it makes anything, deploys, and explains a failure.

Decisions are pure functions on facts. `aws` asks AWS, `commands` runs `make` and `sam`, and `run` puts them
in order.
"""
