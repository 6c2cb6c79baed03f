"""Checks and compiles the machines of every template of the shared corpus.

usage: templates.py BUILD SHARED [--verbose] [PATTERN]

A template gives as many machines as it declares. Each machine is compiled, or refused with diagnostics at a place in
the template or in the file that it names. Anything else (a crash, a hang, a failure without a diagnostic) is a fault
of aslc; the exit status is then 1, and 77 where there is no corpus. --verbose shows each refusal for review.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SKIPPED = 77


def run(command):
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def faults_of_place(finding, root):
    """Why the place of a finding is not one, or None."""
    path = root / finding["file"]
    if not path.is_file():
        return f"there is no file {finding['file']}"
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    if not 1 <= finding["line"] <= len(lines):
        return f"{finding['file']} has no line {finding['line']}"
    if not 1 <= finding["column"] <= len(lines[finding["line"] - 1]) + 1:
        return f"{finding['file']}:{finding['line']} has no column {finding['column']}"
    return None


def errors_in(done, root, faults):
    """The errors of a run with --diagnostics=json, as lines; what is wrong with them goes to `faults`."""
    try:
        findings = json.loads(done.stdout)["findings"]
    except (json.JSONDecodeError, KeyError, TypeError):
        faults.append(f"status {done.returncode}, and no diagnostics: {(done.stderr or done.stdout)[-500:]}")
        return []
    faults += [fault for fault in (faults_of_place(finding, root) for finding in findings) if fault]
    return [f"  {f['file']}:{f['line']}:{f['column']}: {f['message']} [{f['kind']}]"
            for f in findings if f["severity"] == "error"]


def judge(aslc, root, entry, scratch):
    """(names of compiled machines, lines about refused ones, faults)"""
    template = root / entry["template"]
    listed = run([aslc, "list", "--json", template])
    try:
        machines = [machine["name"] for machine in json.loads(listed.stdout)["machines"]]
    except (json.JSONDecodeError, KeyError):
        return [], [], [f"aslc list: status {listed.returncode}: {listed.stderr[-500:]}"]
    faults = []
    if len(machines) != entry["state_machines"]:
        faults.append(f"{len(machines)} machines instead of {entry['state_machines']}: {machines}")
    checked = run([aslc, "check", "--format", "json", template])
    errors = errors_in(checked, root, faults)
    if checked.returncode != (1 if errors else 0):
        faults.append(f"aslc check: status {checked.returncode}: {checked.stderr[-500:]}")
    compiled, refused = [], []
    for number, machine in enumerate(machines):
        output = scratch / f"{entry['name']}.{number}.o"
        done = run([aslc, "build", "--emit=obj", "--diagnostics=json", template, "--machine", machine, "-o", output])
        if done.returncode == 0 and output.exists() and output.stat().st_size > 0:
            compiled.append(machine)
            output.unlink()
            continue
        lines = errors_in(done, root, faults)
        if done.returncode != 1 or not lines:
            faults.append(f"aslc build of {machine}: status {done.returncode}: {done.stderr[-500:]}")
        refused += lines
    return compiled, refused, faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("pattern", nargs="?", default="")
    arguments = parser.parse_args()
    root = arguments.shared.resolve() / "corpus"
    manifest = root / "templates/MANIFEST.json"
    if not manifest.is_file():
        print(f"skipped: there is no {manifest}")
        return SKIPPED
    aslc = arguments.build.resolve() / "bin/aslc"
    entries = [e for e in json.loads(manifest.read_text()) if re.search(arguments.pattern, e["name"])]
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda e: judge(aslc, root, e, pathlib.Path(folder)), entries))
    for entry, (compiled, refused, faults) in zip(entries, results):
        if faults or (refused and arguments.verbose):
            print(f"{'FAULT' if faults else 'REFUSED'} {entry['name']}", *faults, *refused, sep="\n")
    machines = sum(entry["state_machines"] for entry in entries)
    count = sum(len(compiled) for compiled, _, _ in results)
    print(f"{len(entries)} templates, {machines} machines, {count} compiled, "
          f"{sum(bool(refused) for _, refused, _ in results)} templates with refused machines")
    return 1 if not entries or any(faults for _, _, faults in results) else 0


if __name__ == "__main__":
    sys.exit(main())
