"""Replays the recorded histories of real executions. Usage: replay_recorded.py ASLC EXECUTIONS FOLDER [FILTER]

Prints how many were reproduced, and the first lines of what was said of the others.
"""
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys

ASLC, EXECUTIONS, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
FILTER = sys.argv[4] if len(sys.argv) > 4 else ""


# What stands in a recording for a text that is another one in each execution, and such a text.
PLACEHOLDERS = [
    (re.compile(r"<(a_)?task_token[^>]*>"), "AAAAKgAAAAIAAAAAAAAAAQ" + "x" * 80),
    (re.compile(r"<(date|timestamp)[^>]*>"), "2024-01-01T10:00:00.000Z"),
    (re.compile(r"<(uuid|generated-uuid)[^>]*>"), "00000000-0000-4000-8000-000000000000"),
    (re.compile(r"<ExecArnPart[^>]*>"), "run"),
    (re.compile(r"<ArnPart[^>]*>"), "machine"),
]


def text(value):
    """Payloads are texts in the API; the recordings show objects."""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def concrete(history):
    made = json.dumps(history)
    for pattern, instead in PLACEHOLDERS:
        made = pattern.sub(instead, made)
    return json.loads(made)


def event(recorded):
    """As `get-execution-history` prints it. Recordings have no times: each event gets a later one."""
    made = json.loads(json.dumps(recorded))
    made["timestamp"] = 1704103200 + recorded["id"] / 1000
    for key, details in made.items():
        if key.endswith("EventDetails"):
            for field in ("input", "output", "parameters", "cause"):
                if field in details:
                    details[field] = text(details[field])
    return made


def value(recorded):
    """A payload as a value."""
    try:
        return json.loads(recorded) if isinstance(recorded, str) else recorded
    except ValueError:
        return recorded


def replayable(case):
    """Sorted recordings have lost their order; what children of a distributed Map did stands in other histories; where
    the input was masked, as a time or an ARN, nobody knows it."""
    history = case["expect"].get("history")
    if not history or case.get("historyUnordered") or "distributed" in case["tags"]:
        return False
    started = history[0]["executionStartedEventDetails"]
    return isinstance(case["definition"], dict) and value(started.get("input", {})) == value(case["input"])


def replay(path):
    case = json.loads(path.read_text())
    if not replayable(case):
        return None
    folder = FOLDER / path.relative_to(EXECUTIONS).with_suffix("")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "machine.asl.json").write_text(json.dumps(case["definition"]))
    history = {"events": [event(each) for each in concrete(case["expect"]["history"])]}
    (folder / "history.json").write_text(json.dumps(history))
    run = subprocess.run([ASLC, "run", "machine.asl.json", "--replay", "history.json", "--name", "run"], cwd=folder, text=True,
                         capture_output=True, timeout=120)
    return str(path.relative_to(EXECUTIONS)), run.returncode, run.stderr


paths = [path for path in sorted(EXECUTIONS.rglob("*.json")) if FILTER in str(path)]
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    results = [result for result in pool.map(replay, paths) if result]
# A wildcard that stands for anything, such as a random number or the text of an input.
wild = re.compile(r"recorded .*<([A-Za-z_-]+(:\d+)?>|\.\.\.)")
results = [result for result in results if not (result[1] == 1 and wild.search(result[2]))]
reproduced = [name for name, status, said in results if status == 0]
for name, status, said in results:
    if status != 0:
        lines = [line for line in said.splitlines() if not line.startswith('{"status"')]
        print(f"{name}: status {status}")
        print("\n".join("    " + line for line in lines[:9]))
print(f"{len(reproduced)} of {len(results)} histories reproduced")
