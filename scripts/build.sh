#!/usr/bin/env bash
# Sets up the machine and builds one preset of CMakePresets.json: release (default), dev, lab or cluster.
#   scripts/build.sh [PRESET]
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-release}
case "$preset" in
  lab | cluster) scripts/setup.sh "--$preset" ;;
  *) scripts/setup.sh ;;
esac
mkdir -p build
if ! cmake --preset "$preset" >"build/$preset-configure.log" 2>&1; then
  cat "build/$preset-configure.log" >&2
  exit 1
fi
grep '^-- tricky:' "build/$preset-configure.log" || true
cmake --build --preset "$preset"
