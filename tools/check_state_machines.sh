#!/bin/bash
# The emulator accepts definitions that AWS refuses; asl-validator knows the language.
set -euo pipefail
cd "$(dirname "$0")/.."
deployed=$(mktemp -d)
trap 'rm -rf "$deployed"' EXIT
for definition in statemachines/*.asl.yaml; do
  # As the template's substitution leaves it in most regions.
  sed 's/\${Partition}/aws/' "$definition" >"$deployed/$(basename "$definition")"
  npx --no-install asl-validator --yaml-path "$deployed/$(basename "$definition")" || exit 1
done
