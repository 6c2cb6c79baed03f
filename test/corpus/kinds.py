"""The kinds of findings in real definitions, as a table of docs/verification.md.

usage: kinds.py --shared SHARED/corpus --build BUILD [--update docs/verification.md]

Checks every definition of the corpus's `real` folder, with values for its placeholders. Without --update the table is
printed; with it, the part of the page between the marks `<!-- kinds -->` and `<!-- end of kinds -->` is replaced.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import statistics
import subprocess
import tempfile

ORDER = ["error", "warning", "note"]


def check(aslc, path, substitutions, folder):
    """The findings in a definition."""
    values = {written.removeprefix("${").removesuffix("}"): value for written, value in substitutions.items()}
    defines = folder / f"{path.stem}.defines.json"
    defines.write_text(json.dumps(values))
    command = [aslc, "check", "--allow-undefined", "--format=json", "--defines", defines, path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return json.loads(done.stdout)["findings"]


def table_of(findings_of):
    """Markdown: the kinds by severity and frequency, and how many findings a definition has."""
    count, files = collections.Counter(), collections.defaultdict(set)
    for path, findings in findings_of.items():
        for finding in findings:
            key = finding["severity"], finding["kind"]
            count[key] += 1
            files[key].add(path)
    rows = ["| severity | kind | findings | definitions |", "| --- | --- | --- | --- |"]
    for severity, kind in sorted(count, key=lambda key: (ORDER.index(key[0]), -count[key], key[1])):
        rows.append(f"| {severity} | [{kind}](diagnostics/{kind}.md) | {count[severity, kind]} "
                    f"| {len(files[severity, kind])} |")
    warnings = [sum(f["severity"] == "warning" for f in findings) for findings in findings_of.values()]
    clean = sum(not findings for findings in findings_of.values())
    return (f"{len(findings_of)} definitions, {clean} of them without a finding; "
            f"{statistics.median(warnings):g} warnings in the median, at most {max(warnings)}.\n\n"
            + "\n".join(rows) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--update", type=pathlib.Path)
    options = parser.parse_args()
    manifest = json.loads((options.shared / "MANIFEST.json").read_text())
    entries = manifest if isinstance(manifest, list) else manifest["entries"]
    substitutions = {pathlib.Path(entry["file"]).name: entry.get("substitutions", {}) for entry in entries}
    paths = sorted((options.shared / "real").glob("*.asl.*"))
    aslc = options.build / "bin/aslc"
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        checks = {path: pool.submit(check, aslc, path, substitutions.get(path.name, {}), pathlib.Path(folder))
                  for path in paths}
        table = table_of({path: done.result() for path, done in checks.items()})
    if not options.update:
        print(table, end="")
        return
    page = options.update.read_text()
    pattern = re.compile(r"(<!-- kinds -->\n).*(<!-- end of kinds -->)", re.DOTALL)
    options.update.write_text(pattern.sub(lambda marks: marks[1] + table + marks[2], page))


if __name__ == "__main__":
    main()
