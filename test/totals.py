"""Adds up what the tests of a build reported: usage totals.py BUILD/test.

Reads the reports of GoogleTest, lit, ctest and asl-conformance, and what programs say that they left out. Prints a line
for each suite, the programs that ctest skipped and, last, the line `N passed, N failed, N skipped`. Exit status 1 when
something failed.
"""
import json
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

PASSED, FAILED, SKIPPED = range(3)


def gtest_suite(path):
    totals = [0, 0, 0]
    for suite in json.loads(path.read_text())["testsuites"]:
        for test in suite["testsuite"]:
            if test.get("result") == "SKIPPED" or test.get("status") == "NOTRUN":
                totals[SKIPPED] += 1
            else:
                totals[FAILED if "failures" in test else PASSED] += 1
    return totals


def lit_suites(path):
    """The totals of each folder in the lit report."""
    folders = {}
    for test in json.loads(path.read_text())["tests"]:
        folder = test["name"].split(" :: ", 1)[1].split("/", 1)[0]
        totals = folders.setdefault("lit " + folder, [0, 0, 0])
        if test["code"] in ("PASS", "XFAIL", "FLAKYPASS"):
            totals[PASSED] += 1
        elif test["code"] in ("UNSUPPORTED", "SKIPPED", "EXCLUDED"):
            totals[SKIPPED] += 1
        else:
            totals[FAILED] += 1
    return folders


def ctest_results(path):
    """Name -> PASSED, FAILED or SKIPPED, for each program that ctest ran."""
    cases = ElementTree.parse(path).getroot().iter("testcase")
    return {case.get("name"): SKIPPED if case.find("skipped") is not None else
            PASSED if case.get("status") == "run" else FAILED for case in cases}


def read(suites, path, reader, *arguments):
    """What `reader` makes of a report; None when it is broken, which counts as a failure."""
    try:
        return reader(path, *arguments)
    except (OSError, ValueError, KeyError, ElementTree.ParseError):
        suites[f"{path.name} (unreadable)"] = [0, 1, 0]
        return None


def add_cases(path, suites, data):
    for case in json.loads(path.read_text())["cases"]:
        totals = suites.setdefault(f"{data} {case['kind']}", [0, 0, 0])
        totals[("passed", "failed", "skipped").index(case["outcome"])] += 1


def add_programs(suites, programs):
    """What ctest says of programs that have left no report of their own."""
    for name, outcome in programs.items():
        kind, _, rest = name.partition(".")
        if not kind.startswith(("unit", "lit", "conformance", "corpus")):
            suites.setdefault(kind, [0, 0, 0])[outcome] += 1
        elif outcome == FAILED and not any(suites.get(s, [0, 0, 0])[FAILED] for s in suites
                                           if s == f"{kind} {rest}" or (kind == "lit" and s.startswith("lit "))):
            # A program that crashed before it could report.
            suites.setdefault(f"{kind} {rest} (died)".replace("  ", " "), [0, 0, 0])[FAILED] += 1


def collect(test_dir):
    results = test_dir / "results"
    suites = {}
    for path in sorted(results.glob("*.json")):
        if totals := read(suites, path, gtest_suite):
            suites["unit " + path.stem.removesuffix("_test")] = totals
    if not suites:
        suites["unit (not run)"] = [0, 0, 1]
    programs = read(suites, results / "ctest.xml", ctest_results) or {}
    lit_report = test_dir / "lit-report.json"
    if lit_report.exists():
        suites.update(read(suites, lit_report, lit_suites) or {})
    elif programs.get("lit") != FAILED:
        suites["lit (not run)"] = [0, 0, 1]
    add_programs(suites, programs)
    for path in sorted(results.glob("*.skipped")):
        name = path.stem.rpartition("-")[0].removesuffix("_test")
        left_out = read(suites, path, lambda path: len(json.loads(path.read_text()))) or 0
        suites.setdefault(f"server {name} (left out)", [0, 0, 0])[SKIPPED] += left_out
    ways = ("parts", "evict", "power", "journal", "crash", "clang++-19", "g++")
    for data in ("conformance", *(f"conformance-{way}" for way in ways), "corpus"):
        report = results / f"{data}.report"
        if report.exists():
            read(suites, report, add_cases, suites, data)
        else:
            suites[f"{data} (not run)"] = [0, 0, 1]
    return suites, [name for name, outcome in programs.items() if outcome == SKIPPED]


def main():
    suites, skipped_programs = collect(pathlib.Path(sys.argv[1]))
    width = max(map(len, suites), default=0)
    print(f"{'suite':{width}} {'passed':>8} {'failed':>8} {'skipped':>8}")
    for name, (passed, failed, skipped) in suites.items():
        print(f"{name:{width}} {passed:8} {failed:8} {skipped:8}")
    if skipped_programs:
        print(f"skipped: {', '.join(skipped_programs)}")
    passed, failed, skipped = (sum(t[i] for t in suites.values()) for i in range(3))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
