#!/usr/bin/env python3
"""How well `aslc check` tells sound definitions from faulty ones, beside other validators.

Runs it over the labelled cases of SHARED/corpus/validity, over what AWS refused or took at creation
(SHARED/conformance/validation) and over every definition that ran on AWS (SHARED/conformance/executions),
and prints the numbers. Exit status 0 when

* no definition that AWS took is refused, none that it refused is taken (conformance),
* of the corpus cases labelled by AWS no sound one is refused, and more faulty ones are found than by any
  validator recorded with them,
* over the whole corpus, precision and recall of finding faulty ones are better than each validator's.

usage: validity.py [--aslc PROGRAM] [--shared FOLDER] [--list]
"""
import argparse
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

SUFFIX = {"yaml": ".asl.yaml", "json": ".asl.json"}


class Checker:
    """Runs `aslc check` on texts and keeps what it said of each."""

    def __init__(self, program, analyses="on"):
        self.program = program
        self.options = ("--allow-undefined", "--analyses", analyses)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="validity-"))
        self.count = 0

    def check(self, cases):
        """cases: a list of (text, format, machine type). Returns a list of diagnostics for each."""
        results = [None] * len(cases)
        by_type = collections.defaultdict(list)
        for index, (text, notation, machine_type) in enumerate(cases):
            path = self.folder / f"{self.count}{SUFFIX[notation]}"
            self.count += 1
            path.write_text(text, encoding="utf-8", errors="surrogatepass")
            by_type[(machine_type or "STANDARD").lower()].append((index, path))
        for machine_type, files in by_type.items():
            for start in range(0, len(files), 100):
                part = files[start : start + 100]
                said = self.run(machine_type, [path for _, path in part])
                for index, path in part:
                    results[index] = said[str(path)]
        return results

    def run(self, machine_type, paths, options=None):
        command = [self.program, "check", "--diagnostics=json", *(self.options if options is None else options)]
        command += ["--type", machine_type, *map(str, paths)]
        process = subprocess.run(command, capture_output=True, text=True, check=False)
        if process.returncode not in (0, 1):
            sys.exit(f"{' '.join(command[:6])}: exit status {process.returncode}\n{process.stderr[-2000:]}")
        said = {str(path): [] for path in paths}
        for diagnostic in json.loads(process.stdout)["findings"]:
            said[diagnostic["file"]].append(diagnostic)
        return said


def errors(diagnostics):
    return sorted({d["kind"] for d in diagnostics if d["severity"] == "error"})


def text_of(case):
    return case["text"] if "text" in case else json.dumps(case["definition"], ensure_ascii=False)


def load(folder):
    return [(path, json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.rglob("*.json"))]


class Score:
    """Faulty is the positive class: a hit is a faulty definition that was refused."""

    def __init__(self):
        self.hits = self.misses = self.alarms = self.passes = 0

    def add(self, valid, accepts):
        if valid:
            self.passes += accepts
            self.alarms += not accepts
        else:
            self.misses += accepts
            self.hits += not accepts

    @property
    def precision(self):
        return self.hits / (self.hits + self.alarms) if self.hits + self.alarms else 1.0

    @property
    def recall(self):
        return self.hits / (self.hits + self.misses) if self.hits + self.misses else 1.0

    def row(self, name):
        return (
            f"  {name:38} {self.hits:4} of {self.hits + self.misses:4} faulty found"
            f"  {self.alarms:3} of {self.alarms + self.passes:4} sound refused"
            f"  precision {self.precision:.4f}  recall {self.recall:.4f}"
        )


def judge_corpus(checker, shared, show):
    cases = load(shared / "corpus" / "validity")
    said = checker.check([(text_of(c), c.get("format", "json"), c.get("machine_type")) for _, c in cases])
    ok = True
    for title, chosen in (("labelled by AWS", lambda p: p.name.startswith("aws-")), ("all", lambda p: True)):
        ours, peers = Score(), collections.defaultdict(Score)
        for (path, case), diagnostics in zip(cases, said):
            if not chosen(path):
                continue
            accepts = not errors(diagnostics)
            ours.add(case["valid"], accepts)
            for peer, opinion in case["opinions"].items():
                peers[peer].add(case["valid"], bool(opinion["accepts"]))
            if show and title == "all" and accepts != case["valid"]:
                print(f"    {path.name}: {'refused ' + str(errors(diagnostics)) if not accepts else 'taken'}")
        print(f"corpus/validity, {title}:")
        print(ours.row("aslc check"))
        for name, peer in sorted(peers.items()):
            print(peer.row(name))
        if title == "all":
            ok &= all(ours.precision > p.precision and ours.recall > p.recall for p in peers.values())
        else:
            ok &= ours.alarms == 0 and all(ours.hits > p.hits for p in peers.values())
    return ok


def judge_validation(checker, shared, show):
    cases = load(shared / "conformance" / "validation")
    texts = [c["definition"] if isinstance(c["definition"], str) else json.dumps(c["definition"]) for _, c in cases]
    said = checker.check([(t, "json", c.get("type")) for t, (_, c) in zip(texts, cases)])
    wrong = 0
    for (path, case), diagnostics in zip(cases, said):
        sound = case["expect"].get("result") == "OK"
        if sound == bool(errors(diagnostics)):
            wrong += 1
            if show:
                print(f"    {path.name}: {errors(diagnostics)}")
    print(f"conformance/validation: {len(cases) - wrong} of {len(cases)} judged as AWS does")
    return wrong == 0


def judge_executions(checker, shared, show):
    cases = [(p, c) for p, c in load(shared / "conformance" / "executions") if "definition" in c]
    texts = [c["definition"] if isinstance(c["definition"], str) else json.dumps(c["definition"]) for _, c in cases]
    said = checker.check([(t, "json", c.get("type")) for t, (_, c) in zip(texts, cases)])
    refused = [(p, d) for (p, _), d in zip(cases, said) if errors(d)]
    if show:
        for path, diagnostics in refused:
            first = next(d for d in diagnostics if d["severity"] == "error")
            print(f"    {path.name}: {first['message']} [{first['kind']}]")
    print(f"conformance/executions: {len(cases) - len(refused)} of {len(cases)} taken, as AWS took them")
    return not refused


def judge_published(checker, shared, show):
    """Published definitions have no label: what is refused is counted by kind, for people to look at."""
    manifest = json.loads((shared / "corpus" / "MANIFEST.json").read_text(encoding="utf-8"))
    entries = manifest if isinstance(manifest, list) else manifest.get("entries", manifest.get("files", []))
    kinds, refused, count = collections.Counter(), 0, 0
    for entry in entries:
        path = shared / "corpus" / entry["file"]
        if not path.is_file():
            continue
        options = []
        for name, value in (entry.get("substitutions") or {}).items():
            options += ["--define", f"{name[2:-1] if name.startswith('${') else name}={value}"]
        diagnostics = checker.run("standard", [path], options)[str(path)]
        count += 1
        refused += bool(errors(diagnostics))
        kinds.update(errors(diagnostics))
        if show:
            for diagnostic in diagnostics:
                if diagnostic["severity"] == "error":
                    print(f"    {entry['file']}:{diagnostic['line']}: {diagnostic['message']} [{diagnostic['kind']}]")
    print(f"corpus/real and fixtures: {count - refused} of {count} taken; refused for: "
          + ", ".join(f"{kind} {number}" for kind, number in kinds.most_common()))
    return True


def main():
    here = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--aslc", default=str(here / "build" / "bin" / "aslc"))
    parser.add_argument("--shared", type=pathlib.Path, default=here.parent / "shared")
    parser.add_argument("--list", action="store_true", help="name each case that is judged otherwise than its label")
    options = parser.parse_args()
    if not (options.shared / "corpus" / "validity").is_dir():
        sys.exit(f"{options.shared}: there is no corpus here")
    # The labels are about what is taken when a state machine is created; what fails later is another question.
    checker = Checker(options.aslc, analyses="off")
    judges = (judge_corpus, judge_validation, judge_executions, judge_published)
    results = [judge(checker, options.shared, options.list) for judge in judges]
    print("all goals are met" if all(results) else "some goals are not met")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
