#!/usr/bin/env bash
# Installs what tricky is built from and tested with. Running it again changes nothing.
#   scripts/setup.sh            everything
#   scripts/setup.sh --lab      without LibTorch (no training)
#   scripts/setup.sh --cluster  without SDL2 and Dear ImGui (no sessions)
set -euo pipefail

build=(g++ cmake ninja-build pkg-config git ccache)
core=(libcli11-dev libtomlplusplus-dev nlohmann-json3-dev libssl-dev libjpeg62-turbo-dev libpng-dev zlib1g-dev
      libboost-dev libfmt-dev libkainjow-mustache-dev gnuplot-nox fonts-dejavu-core)
engine=(libtorch-dev dataset-fashion-mnist)
engine_tests=(python3-torch python3-torchvision slurm-wlm munge)
runner=(libsdl2-dev libsdl2-image-dev libimgui-dev libxi-dev libxtst-dev libserialport-dev libgl-dev libgl1-mesa-dri)
tests=(catch2 python3-minimal python3-numpy python3-scipy python3-sklearn r-base-core r-cran-boot r-cran-psych python3-pil xvfb xauth xdotool imagemagick)

packages=("${build[@]}" "${core[@]}" "${tests[@]}")
case "${1:-}" in
  "") packages+=("${engine[@]}" "${engine_tests[@]}" "${runner[@]}") ;;
  --lab) packages+=("${runner[@]}") ;;
  --cluster) packages+=("${engine[@]}" "${engine_tests[@]}") ;;
  --help) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 0 ;;
  *) echo "setup.sh: $1 is not an option; see scripts/setup.sh --help" >&2; exit 2 ;;
esac

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  {
    echo "setup.sh installs Debian 12 packages, and this system has no apt-get. What tricky needs, by Debian's names:"
    printf '  %s\n' "${packages[@]}"
  } >&2
  exit 1
fi

missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "setup.sh: run this as root, or install sudo: apt-get install ${missing[*]}" >&2; exit 1; }
  as_root=(sudo env DEBIAN_FRONTEND=noninteractive)
fi
echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get -q update >/dev/null
"${as_root[@]}" apt-get -q install -y --no-install-recommends "${missing[@]}" >/dev/null
