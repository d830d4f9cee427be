"""From the start of `tricky session` to the first frame that it shows, and to the first page of instructions.

  first_frame.py PROGRAMS STUDY LIST [N]     PROGRAMS: build/lab/bin; a display must be there; N starts, 20 when absent

Each start is a pilot session of its own, ended when its first page is shown and taken away again. The first frame is what
session.json has as display.first_frame_s (10 ms exact); the first page is the journal's line just before it is shown.
"""
import json, os, shutil, signal, statistics, subprocess, sys, time

programs, study, name = sys.argv[1:4]
n = int(sys.argv[4]) if len(sys.argv) > 4 else 20


def start(i):
    folder = f"{study}/sessions/pilot-first{i}"
    begun = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    process = subprocess.Popen([f"{programs}/tricky", "session", "easier_image", "--study", study, "--list", name,
                                "--observer", f"first{i}", "--pilot", "--trigger-port", "none"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    journal = f"{folder}/ses-01_task-easier_image/journal.jsonl"
    lines = []
    while not any('"instructions"' in line for line in lines):
        if process.poll() is not None:
            sys.exit("the session ended before its first page; is there a display?")
        time.sleep(0.02)
        lines = open(journal).readlines() if os.path.exists(journal) else []
    process.send_signal(signal.SIGTERM)
    process.wait()
    events = [json.loads(line) for line in open(journal)]
    page = next(event for event in events if event["event"] == "instructions")
    shutil.rmtree(folder)
    return events[0]["display"]["first_frame_s"], (page["t_ns"] - begun) / 1e9


times = [start(i) for i in range(n)]
for what, values in zip(("first frame", "first page"), zip(*times)):
    low, middle, high = statistics.quantiles(values, n=4)
    print(f"{what}: median {middle:.2f} s, quartiles {low:.2f} to {high:.2f}, {min(values):.2f} to {max(values):.2f}, n = {n}")
