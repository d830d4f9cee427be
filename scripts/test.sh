#!/usr/bin/env bash
# Does the whole set-up on a fresh machine, builds and runs every test: first optimised, then all but the engine's again under
# AddressSanitizer and UBSan. Tests that were skipped, and why, stand at the end.
#   scripts/test.sh [--quick]    --quick leaves the sanitizers out
set -euo pipefail
cd "$(dirname "$0")/.."
case "${1:-}" in
  "" | --quick) ;;
  *)
    sed -n '2,4s/^# \{0,1\}//p' scripts/test.sh
    [ "$1" = --help ] || exit 2
    exit 0
    ;;
esac
scripts/build.sh release
ctest --test-dir build/release --output-on-failure
if [ "${1:-}" != --quick ]; then
  cmake --preset dev -DTRICKY_ENGINE=OFF >build/dev-configure.log
  cmake --build --preset dev
  ctest --test-dir build/dev --output-on-failure
fi
grep -ho 'skipped: .*' build/*/Testing/Temporary/LastTest.log | sort -u || true
