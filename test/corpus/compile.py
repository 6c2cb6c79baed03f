"""Compiles every definition of the shared corpus to an object file and reports the results.

usage: compile.py --shared SHARED/corpus --build BUILD [--report FILE] [--verbose] [PATTERN]

A definition is compiled, refused with diagnostics, or skipped because a feature is not built yet. Anything else (a
crash, a hang, a failure without a diagnostic) is a fault of aslc; the exit status is then 1. --verbose shows each
refusal for review.
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

# Diagnostics for what is checked but not built yet.
NOT_BUILT = {"s3-not-compiled"}


def placeholder_name(written):
    return re.fullmatch(r"\$\{(.*)\}", written, re.DOTALL)[1]


def compile_one(aslc, path, substitutions, folder):
    """('compiled' | 'refused' | 'not built' | 'failed', text)"""
    stem = folder / path.name
    defines = stem.with_suffix(".defines")
    defines.write_text(json.dumps({placeholder_name(k): v for k, v in substitutions.items()}))
    output = stem.with_suffix(".o")
    command = [aslc, "build", "--emit=obj", "--diagnostics=json", "--defines", defines, path, "-o", output]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired:
        return "failed", "no end after 120 s"
    if done.returncode == 0:
        compiled = output.exists() and output.stat().st_size > 0
        output.unlink(missing_ok=True)
        return ("compiled", "") if compiled else ("failed", "status 0, but there is no object file")
    try:
        errors = [d for d in json.loads(done.stdout)["findings"] if d["severity"] == "error"]
    except (json.JSONDecodeError, KeyError, TypeError):
        errors = []
    if done.returncode != 1 or not errors:
        return "failed", f"status {done.returncode}: {(done.stderr or done.stdout)[-1000:]}"
    if all(d["kind"] in NOT_BUILT for d in errors):
        return "not built", errors[0]["message"]
    return "refused", "\n".join(f"  {d['line']}:{d['column']}: {d['message']} [{d['kind']}]" for d in errors)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--report", type=pathlib.Path)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("pattern", nargs="?", default="")
    arguments = parser.parse_args()
    aslc = arguments.build.resolve() / "bin/aslc"
    entries = [e for e in json.loads((arguments.shared / "MANIFEST.json").read_text())
               if re.search(arguments.pattern, e["file"])]

    with tempfile.TemporaryDirectory() as scratch, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        ends = list(pool.map(lambda e: compile_one(aslc, arguments.shared / e["file"], e.get("substitutions", {}),
                                                   pathlib.Path(scratch)), entries))
    counts = {}
    for entry, (end, text) in zip(entries, ends):
        row = counts.setdefault((entry["file"].split("/")[0], entry["query_language"]), {})
        row[end] = row.get(end, 0) + 1
        if end == "failed" or (end == "refused" and arguments.verbose):
            print(f"{end.upper()} {entry['file']}\n{text}")
    columns = ["compiled", "refused", "not built", "failed"]
    print(f"{'folder':10} {'language':10}" + "".join(f"{c:>11}" for c in columns))
    for (folder, language), row in sorted(counts.items()):
        print(f"{folder:10} {language:10}" + "".join(f"{row.get(c, 0):11}" for c in columns))
    if arguments.report:
        outcome = {"compiled": "passed", "refused": "passed", "not built": "skipped", "failed": "failed"}
        arguments.report.write_text(json.dumps({"cases": [
            {"kind": entry["file"].split("/")[0], "name": entry["name"], "outcome": outcome[end], "text": text}
            for entry, (end, text) in zip(entries, ends)]}))
    return 1 if any(end == "failed" for end, _ in ends) else 0


if __name__ == "__main__":
    sys.exit(main())
