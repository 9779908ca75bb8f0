#!/bin/bash
# The emulator accepts definitions that AWS refuses; asl-validator knows the language.
set -euo pipefail
cd "$(dirname "$0")/.."
for definition in statemachines/*.asl.yaml; do
  npx --no-install asl-validator --yaml-path "$definition" || exit 1
done
