#!/usr/bin/env bash
# tricky train --slurm against a real Slurm of one node, which this test starts in a temporary folder and stops again: 31 tiny
# networks as a job array, some of them stopped in the middle of an epoch and requeued, must end as the same networks trained without.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
bin=${TRICKY_BIN:?the folder of the programs}
skip() { echo "skipped: $*"; exit 0; }
[ -x "$bin/tricky-engine" ] || skip "tricky-engine is not in this build"
[ "$(id -u)" = 0 ] || skip "only root can start Slurm's daemons"
PATH=$bin:$PATH:/usr/sbin
for program in munged slurmctld slurmd sbatch srun squeue scontrol scancel sinfo python3; do
  command -v "$program" >/dev/null || skip "$program is not installed (scripts/setup.sh brings slurm-wlm and munge)"
done

work=$(mktemp -d /tmp/tricky-slurm.XXXXXX)
chmod 755 "$work"
mkdir -m 755 "$work/run" "$work/state" "$work/spool"

# Ends a daemon by its pid file, and waits until it is gone.
stop_daemon() {
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 0
  kill "$pid" 2>/dev/null || return 0
  for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || return 0; sleep 0.1; done
  kill -9 "$pid" 2>/dev/null || true
}
clean_up() {
  local code=$?
  if [ -f "$work/run/slurmctld.pid" ]; then
    timeout 10 scancel --quiet --user=root 2>/dev/null || true
    for _ in $(seq 50); do [ -z "$(timeout 5 squeue --noheader 2>/dev/null)" ] && break; sleep 0.2; done
  fi
  stop_daemon "$work/run/slurmd.pid"
  stop_daemon "$work/run/slurmctld.pid"
  stop_daemon "$work/run/munged.pid"
  if [ "$code" != 0 ]; then tail -n 20 "$work"/*.log "$work"/slurm/slurm/*.log 2>/dev/null || true; fi
  rm -rf "$work"
}
trap clean_up EXIT

# --- Slurm ---------------------------------------------------------------------------------------------------------------
export SLURM_CONF=$work/slurm.conf
host=$(hostname -s)
n_cpus=$(nproc)
[ "$n_cpus" -le 4 ] || n_cpus=4
read -r port_1 port_2 < <(python3 -c '
import socket
sockets = [socket.socket() for _ in range(2)]
for s in sockets: s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in sockets])')
# Requeued jobs wait until their credentials are out of date, hence cred_expire.
cat >"$SLURM_CONF" <<END
ClusterName=tricky
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/run/munge.socket,cred_expire=5
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/run/slurmctld.pid
SlurmdPidFile=$work/run/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
SlurmctldPort=$port_1
SlurmdPort=$port_2
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0
ReturnToService=2
JobRequeue=1
KillWait=10
MpiDefault=none
MaxArraySize=1001
NodeName=$host NodeAddr=127.0.0.1 CPUs=$n_cpus RealMemory=500 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
head -c 1024 /dev/urandom >"$work/munge.key"
chmod 600 "$work/munge.key"
munged --force --key-file="$work/munge.key" --socket="$work/run/munge.socket" --pid-file="$work/run/munged.pid" \
  --log-file="$work/munged.log" --seed-file="$work/munged.seed" || skip "munged does not start: $(tail -n 1 "$work/munged.log")"
slurmctld || skip "slurmctld does not start: $(tail -n 1 "$work/slurmctld.log")"
slurmd || skip "slurmd does not start: $(tail -n 1 "$work/slurmd.log")"
for i in $(seq 150); do
  [ "$(sinfo --noheader --format=%T 2>/dev/null)" = idle ] && break
  [ "$i" -lt 150 ] || skip "Slurm's node does not come up: $(sinfo --noheader --format='%T %E' 2>&1)"
  sleep 0.2
done

# --- The study -----------------------------------------------------------------------------------------------------------
fail() { echo "FAILED: $*"; exit 1; }
expect() { grep -q -- "$2" <<<"$1" || fail "expected \"$2\" in: $1"; }
study() {
  mkdir "$1"
  python3 "$here/make_images.py" "$1"
  cp "$here/study.toml" "$1/study.toml"
}
# How many networks are in a state, as `tricky status` has it.
count() { tricky status "$work/slurm" --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["counts"][sys.argv[1]])' "$1"; }
study "$work/plain"
study "$work/slurm"

# --- Submitting ----------------------------------------------------------------------------------------------------------
expect "$(PATH=$bin tricky train "$work/slurm" --slurm 2>&1 || true)" "there is no sbatch here"
expect "$(tricky train "$work/slurm" --slurm --sbatch-args --array=1-3 2>&1 || true)" "array-limit"
expect "$(tricky train "$work/slurm" --slurm --sbatch-args --partition=nowhere 2>&1 || true)" "sbatch refuses the job"
expect "$(tricky train "$work/slurm" --slurm --dry-run)" "^#SBATCH --array=0-30$"
[ -z "$(ls -A "$work/slurm/slurm" 2>/dev/null)" ] || fail "a refused job leaves $(ls "$work/slurm/slurm")"

said=$(tricky train "$work/slurm" --slurm --threads 1 --array-limit 2 --run 1-29 --sbatch-args "--comment='two words' --time=10" 2>&1)
expect "$said" "29 networks"
job=$(sed -n 's/^job \([0-9]*\):.*/\1/p' <<<"$said")
# A second submission adds what is missing, a third one nothing.
expect "$(tricky train "$work/slurm" --slurm --threads 1 2>&1)" "2 networks ("
expect "$(tricky train "$work/slurm" --slurm --threads 1 2>&1)" "nothing to submit: "
expect "$(tricky status "$work/slurm")" "queued"

# --- Stopping some in the middle of an epoch -------------------------------------------------------------------------------
# The task of a network that is in its first epoch and was not stopped before: into $task.
stopped=" "
find_training() {
  local run
  for _ in $(seq 1200); do
    for run in $runs; do
      task=${tasks[$run]}
      if [ -f "$work/slurm/runs/$run/running.json" ] && [ -f "$work/slurm/runs/$run/DONE_0000" ] &&
        [ ! -f "$work/slurm/runs/$run/DONE_0001" ] && [[ "$stopped" != *" $task "* ]]; then
        stopped+="$task "
        return
      fi
    done
    sleep 0.02
  done
  fail "no network is in its first epoch"
}
declare -A tasks
runs=$(tricky train "$work/slurm" --list --run 1-29 | awk 'NR > 1 { print $2 }')
n=0
for run in $runs; do tasks[$run]=$((n++)) || true; done

# What comes before a time limit, before preemption, from an operator, and from somebody who wants it gone. scancel repeats a signal
# for a minute when the task is about to end, which is what the signal is for.
find_training; timeout 1 scancel --signal=USR1 "${job}_$task" || true
find_training; timeout 1 scancel --signal=TERM "${job}_$task" || true
find_training; scontrol requeue "${job}_$task"
find_training; scancel "${job}_$task"

# Meanwhile, without Slurm:
tricky train "$work/plain" --threads 1 >/dev/null 2>"$work/plain.log" || fail "$(cat "$work/plain.log")"
wait_for() {
  for _ in $(seq 450); do
    [ "$(count "$1")" = "$2" ] && return
    sleep 0.2
  done
  fail "$(tricky status "$work/slurm")"
}
wait_for done 30
wait_for stopped 1
for task in $stopped; do
  [ "$(cat "$work"/slurm/slurm/*_"$task".log | grep -c 'stopped with epoch')" = 1 ] || fail "task $task was not stopped once"
done
[ "$(cat "$work"/slurm/slurm/*.log | grep -c 'stopped with')" = 4 ] || fail "other tasks were stopped too"
expect "$(tricky train "$work/slurm" --slurm 2>&1)" "1 network (30 done"
wait_for done 31
expect "$(tricky train "$work/slurm" --slurm 2>&1)" "nothing to submit: 31 done"

# --- The same to the last byte ---------------------------------------------------------------------------------------------
# Everything but times, and run.json, which names the command.
bytes() {
  (cd "$1/runs" && find . -type f ! -name run.json ! -name .lock ! -name metrics.csv -exec sha256sum {} + | sort -k 2
   for file in */metrics.csv; do echo "$file $(cut -d, -f1-5 "$file" | sha256sum)"; done)
}
diff <(bytes "$work/plain") <(bytes "$work/slurm") || fail "networks trained under Slurm differ"
[ "$(bytes "$work/slurm" | grep -c responses/)" = 95 ] || fail "responses are missing: $(bytes "$work/slurm" | grep -c responses/)"
echo "31 networks under Slurm, 4 of them stopped in the middle of an epoch: the same to the last byte"
