#!/usr/bin/env bash
# The whole chain on real images, on a fresh machine: installs, builds, trains networks on Fashion-MNIST, sorts the images, runs both
# experiments with simulated observers, analyses and reports. Takes some two minutes after the build, on two cores.
#   scripts/demo.sh [--play] [FOLDER]
#     --play    needs a display: be the tenth observer of the first experiment
#     FOLDER    the study folder to make (default: demo-study); training goes on where it was stopped
set -euo pipefail
cd "$(dirname "$0")/.."

play=no
study=demo-study
for argument in "$@"; do
  case "$argument" in
    --play) play=yes ;;
    --help) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
    -*) echo "demo.sh: $argument is not an option; see scripts/demo.sh --help" >&2; exit 2 ;;
    *) study=$argument ;;
  esac
done
if [ "$play" = yes ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  echo "demo.sh: --play needs a display; run it on a desktop, or leave --play out" >&2
  exit 2
fi

scripts/build.sh release
PATH=$PWD/build/release/bin:$PATH
finished() { grep -qs '"state": "finished"' "$study/sessions/$1/session.json"; }
say() { if [ -t 1 ]; then printf '\n\033[1m%s\033[0m\n' "$*"; else printf '\n%s\n' "$*"; fi; }

if [ ! -f "$study/study.toml" ]; then
  tricky init "$study" --study fashion_mnist_demo
fi

say "1. Training the networks of $study/study.toml"
# Two networks side by side, one thread each: for networks this small faster than one network on two threads.
tricky train "$study/study.toml" --parallel 2 --threads 1

say "2. Which images are trivial, which impossible?"
tricky difficulty --study "$study" --name all --replace

say "3. What the observers will see"
[ -f "$study/lists/pairs.csv" ] || tricky stimuli pairs --study "$study" --difficulty all --name pairs --trials 149 --practice 5 --seed 1312
[ -f "$study/lists/ratings.csv" ] || tricky stimuli ratings --study "$study" --difficulty all --name ratings --per-class 100 --practice 6 --seed 1313

say "4. Nine simulated observers say which of two images is easier; eight rate images"
for observer in 01 02 03 04 05 06 07 08 09; do
  finished "sim-$observer/ses-01_task-easier_image" ||
    tricky session easier_image --study "$study" --list pairs --observer "$observer" --headless --simulate "accuracy=0.81,seed=1,common=0.5"
done
for observer in 01 02 03 04 05 06 07 08; do
  finished "sim-$observer/ses-01_task-three_questions" ||
    tricky session three_questions --study "$study" --list ratings --observer "$observer" --headless --simulate "noise=0.25,seed=1,common=0.5"
done
if [ "$play" = yes ] && ! finished sub-10/ses-01_task-easier_image; then
  resume=$([ -d "$study/sessions/sub-10/ses-01_task-easier_image" ] && echo --resume || true)
  say "Your turn: which image is easier for a neural network?"
  tricky session easier_image --study "$study" --list pairs --observer 10 --window $resume || [ $? = 75 ]
fi

say "5. Numbers, figures and the report"
tricky analyse --study "$study"
awk -F, '$1 == "accuracy" && $3 ~ /^task-easier_image/ && $3 ~ /simulated/ { n++; if ($6 <= 0.81 && 0.81 <= $7) k++ }
  END { printf "\nThe simulated accuracy of 0.81 lies within the 95 %% interval of %d of %d observers.\n", k, n }' "$study/reports/results.csv"
tricky report --study "$study"
tricky report --study "$study" --observer 01 >/dev/null
printf '\nThe report: %s\n' "$(cd "$study" && pwd)/reports/study.html"
