#!/usr/bin/env bash
# The whole chain as a user types it, on a tiny dataset: every command, every exit code, every file sound.
# Reads TRICKY_BIN (the programs) and TRICKY_SOURCE. What is not built is skipped with a word.
set -euo pipefail
PATH=$TRICKY_BIN:$PATH
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
study=$folder/study
say() { printf '== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
expect_exit() {
  local expected=$1 code=0
  shift
  "$@" >"$folder/out" 2>"$folder/err" || code=$?
  [ "$code" = "$expected" ] || { cat "$folder/out" "$folder/err" >&2; fail "exit code $code, expected $expected: $*"; }
}

say "usage"
expect_exit 2 tricky
expect_exit 0 tricky --help
expect_exit 2 tricky dificulty
grep -q 'did you mean "difficulty"' "$folder/err" || fail "no suggestion for a misspelt command"
for command in init check show import stimuli difficulty analyse report; do
  expect_exit 0 tricky $command --help
  grep -q 'Example:' "$folder/out" || fail "tricky $command --help has no example"
done
expect_exit 2 tricky difficulty --study "$folder/nowhere" --name all
[ ! -e "$folder/nowhere" ] || fail "a failed command left something behind"

say "init"
expect_exit 0 tricky init "$study"
expect_exit 2 tricky init "$study"
python3 "$TRICKY_SOURCE/tests/chain/make_study.py" "$study"

if [ -x "$TRICKY_BIN/tricky-engine" ]; then
  say "train"
  expect_exit 0 tricky train "$study/study.toml" --list
  expect_exit 0 tricky train "$study/study.toml"
  cp "$study/runs/base_1/responses/epoch_0002.npy" "$folder/before.npy"
  expect_exit 0 tricky train "$study/study.toml"
  cmp "$study/runs/base_1/responses/epoch_0002.npy" "$folder/before.npy" || fail "training again changed responses"
  expect_exit 0 tricky difficulty --study "$study" --name trained
  grep -q '"item_set_digest": "[0-9a-f]\{64\}"' "$study/difficulty/trained.json" || fail "a difficulty table without its items' digest"
  expect_exit 2 tricky difficulty --study "$study" --name trained
  expect_exit 2 tricky difficulty --study "$study" --name epoch9 --epoch 9
else
  say "train: not in this build"
  expect_exit 3 tricky train "$study/study.toml"
  expect_exit 0 tricky import items "$study/items_to_import.csv" --study "$study"
fi

say "stimuli"
expect_exit 0 tricky import counts "$study/counts.csv" --study "$study" --name known
expect_exit 0 tricky stimuli pairs --study "$study" --difficulty known --name pairs --trials 20 --practice 2 --seed 1312
expect_exit 2 tricky stimuli pairs --study "$study" --difficulty known --name many --trials 149 --practice 5
grep -q 'trials' "$folder/err" || fail "too few images, and no option is named that would help"
expect_exit 0 tricky stimuli ratings --study "$study" --difficulty known --name ratings --per-class 5 --practice 3 --seed 1313

if [ -x "$TRICKY_BIN/tricky-runner" ]; then
  say "sessions"
  for observer in 01 02 03; do
    expect_exit 0 tricky session easier_image --study "$study" --list pairs --observer $observer --headless --simulate "accuracy=0.81,seed=$observer"
    expect_exit 0 tricky session three_questions --study "$study" --list ratings --observer $observer --headless --simulate "seed=$observer"
  done
  expect_exit 2 tricky session easier_image --study "$study" --list pairs --observer 01 --headless --simulate accuracy=0.81,seed=1
  expect_exit 2 tricky session easier_image --study "$study" --list ratings --observer 09 --headless --simulate accuracy=0.81,seed=1
  expect_exit 0 tricky session easier_image --study "$study" --list pairs --observer 09 --simulate accuracy=0.81,seed=1 --check
  expect_exit 2 tricky session easier_image --study "$study" --list ratings --observer 09 --simulate accuracy=0.81,seed=1 --check --json
  [ ! -e "$study/sessions/sim-09" ] || fail "checks left something behind"
  expect_exit 0 tricky stimuli pairs --study "$study" --difficulty known --name attentive --trials 12 --practice 0 --catch 3
  expect_exit 0 tricky session easier_image --study "$study" --list attentive --observer 11 --simulate accuracy=1
  grep -q '15 of 15 trials, 12 of 12 main ones right (100.0 %)' "$folder/out" || fail "catch trials were counted as main ones"
  mv "$study/sessions/sim-11" "$folder"
  expect_exit 2 tricky session easier_image --study "$study" --list pairs --observer 09 --simulate network=base1
  if [ -d "$study/runs/base_1" ]; then
    grep -q 'did you mean "base_1"' "$folder/err" || fail "no suggestion for a misspelt network"
    expect_exit 0 tricky session easier_image --study "$study" --list pairs --observer 10 --simulate network=base_1
    mv "$study/sessions/sim-10" "$folder"  # the analyses below are of the three
  fi
  [ "$(grep -cP '^[0-9]+\tmain\t' "$study/sessions/sim-01/ses-01_task-easier_image/trials.tsv")" = 20 ] || fail "not 20 main trials"
else
  say "sessions: not in this build"
  expect_exit 3 tricky session easier_image --study "$study" --list pairs --observer 01
fi

say "analyse and report"
expect_exit 2 tricky report --study "$study"
expect_exit 0 tricky analyse --study "$study"
expect_exit 0 tricky report --study "$study"
[ -s "$study/reports/study.html" ] || fail "no report"
if [ -x "$TRICKY_BIN/tricky-runner" ]; then
  expect_exit 0 tricky report --study "$study" --observer 01
  [ -s "$study/reports/observer_01.html" ] || fail "no observer report"
fi

if [ -x "$TRICKY_BIN/tricky-runner" ]; then
  say "export"
  expect_exit 2 tricky export --study "$study" --format bids --out "$folder/bids"
  grep -q 'origin' "$folder/err" || fail "simulated observers were not refused as data"
  for format in bids psych-ds csv; do
    expect_exit 0 tricky export --study "$study" --origin simulated --format $format --out "$folder/$format"
  done
  expect_exit 2 tricky export --study "$study" --origin simulated --format csv --out "$folder/csv"
  one=$study/sessions/sim-01/ses-01_task-easier_image
  cp "$one/trials.tsv" "$folder/before.tsv"
  rm "$one/trials.tsv" "$one/session.json"
  expect_exit 0 tricky export --session "$one" --format derived
  cmp "$one/trials.tsv" "$folder/before.tsv" || fail "derived files were not made anew as they were"
  for observer in 01 02 03; do
    expect_exit 0 tricky export --session "$study/sessions/sim-$observer/ses-01_task-easier_image" --format model-vs-human --out "$folder/mvh$observer"
  done
  expect_exit 0 tricky init "$folder/again"
  expect_exit 0 tricky import trials "$folder"/mvh*/*.csv --study "$folder/again"
  expect_exit 0 tricky analyse --study "$folder/again"
  kappas() { grep '^kappa,' "$1/reports/results.csv" | grep easier_image | cut -d, -f5 | sort; }
  [ -n "$(kappas "$study")" ] || fail "no kappas to compare"
  [ "$(kappas "$study")" = "$(kappas "$folder/again")" ] || fail "kappas changed on the way through model-vs-human"
fi

say "every file is sound"
find "$study" -type f \( -name '*.csv' -o -name '*.tsv' -o -name '*.json' -o -name '*.jsonl' -o -name '*.npy' -o -name '*.toml' \) -print0 |
  xargs -0 tricky check >"$folder/out" || { grep FAULT "$folder/out" >&2; fail "an unsound file"; }
find "$study" -name '*.tmp-*' | grep . && fail "temporary files were left behind"
say "done"
