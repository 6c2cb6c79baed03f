"""Makes the change of every hint, one at a time and all at once. Usage: fixes.py SOURCE_ROOT BUILD CORPUS

The definitions are those of our own tests, of the pages about findings and of CORPUS/validity, which may be absent; each
also as YAML, and with the line breaks of Windows. A change removes its finding, adds no error, and keeps line breaks.
What SARIF says is what `aslc check --fix` does.
"""
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

SECTION = re.compile(r"^(?:#|//)---\s*(\S+)\n(.*?)(?=^(?:#|//)---|\Z)", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"```(json|jsonc|yaml)[^\n]*\n(.*?)```", re.DOTALL)
NOTATIONS = {".json": "json", ".jsonc": "jsonc", ".asl": "json", ".yaml": "yaml", ".yml": "yaml"}
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]*")
# What these changes give its meaning back to was not looked at before, so that it may be wrong too.
REVEALED = {"missing-transition": {"unreachable-state"}, "misspelt-error": {"all-not-last"},
            "unknown-parameter": {"undefined-in-expression"}, "bad-intrinsic": {"bad-intrinsic"},
            "wrong-type": {"unknown-target", "unknown-error", "all-not-alone", "all-not-last"},
            "syntax": {"missing-field", "wrong-type", "all-not-alone", "all-not-last"},
            "unknown-field": {"unknown-field"}, "jsonata-syntax": {"jsonata-syntax"}}
WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def as_yaml(value, indent=""):
    """A block of YAML, with plain scalars where anybody would write them."""
    def scalar(each):
        is_plain = isinstance(each, str) and PLAIN.fullmatch(each) and each.lower() not in WORDS
        return each if is_plain else json.dumps(each, ensure_ascii=False)
    if isinstance(value, dict) and value:
        return "".join(f"\n{indent}{scalar(key)}: {as_yaml(each, indent + '  ')}" for key, each in value.items())
    if isinstance(value, list) and value:
        return "".join(f"\n{indent}- {as_yaml(each, indent + '  ').lstrip()}" for each in value)
    return scalar(value)


def texts_of(root, corpus):
    """Pairs of notation and text."""
    for path in sorted((root / "docs/diagnostics").glob("*.md")):
        yield from FENCE.findall(path.read_text(encoding="utf-8"))
    for path in sorted((root / "test").rglob("*")):
        if path.suffix == ".test":
            for name, text in SECTION.findall(path.read_text(encoding="utf-8", errors="replace")):
                if pathlib.PurePath(name).suffix in NOTATIONS:
                    yield NOTATIONS[pathlib.PurePath(name).suffix], text
        elif path.suffix in NOTATIONS and path.is_file() and "node_modules" not in path.parts:
            yield NOTATIONS[path.suffix], path.read_text(encoding="utf-8", errors="replace")
    for path in sorted((corpus / "validity").rglob("*.json")):
        yield "json", path.read_text(encoding="utf-8", errors="replace")


def inputs(root, corpus):
    seen = set()
    for notation, text in texts_of(root, corpus):
        variants = [(notation, text), (notation, text.replace("\r\n", "\n").replace("\n", "\r\n"))]
        try:
            tree = json.loads(text) if notation == "json" else None
        except (ValueError, RecursionError):
            tree = None
        if isinstance(tree, dict) and "StartAt" in text:
            block = as_yaml(tree).lstrip("\n") + "\n"
            variants += [("yaml", block), ("yaml", block.replace("\n", "\r\n"))]
        for each in variants:
            if each not in seen and len(each[1]) < 100_000:
                seen.add(each)
                yield each


class Checker:
    """Findings of many texts by one run each hundred."""

    def __init__(self, aslc, folder):
        self.aslc, self.folder, self.count = aslc, folder, 0

    def write(self, notation, text):
        self.count += 1
        path = self.folder / str(self.count) / f"a.{notation}"
        path.parent.mkdir()
        path.write_bytes(text.encode("utf-8"))
        return path

    def run(self, form, paths):
        for begin in range(0, len(paths), 100):
            part = list(map(str, paths[begin:begin + 100]))
            done = subprocess.run([self.aslc, "check", "--format", form, *part], capture_output=True, check=False)
            yield json.loads(done.stdout)

    def findings(self, paths):
        found = {str(path): [] for path in paths}
        for report in self.run("json", paths):
            for finding in report["findings"]:
                found.setdefault(finding["file"], []).append(finding)
        return [found[str(path)] for path in paths]


def offset(lines, line, column):
    """`lines` keep their ends; columns count code points from 1."""
    return sum(map(len, lines[:line - 1])) + column - 1


def lines_of(text):
    return re.split(r"(?<=\n)", text)


def changed(text, edits):
    """`edits` as (line, column, end line, end column, replacement), none of which overlap."""
    lines = lines_of(text)
    places = [(offset(lines, *edit[:2]), offset(lines, *edit[2:4]), edit[4]) for edit in edits]
    for begin, end, replacement in sorted(places, reverse=True):
        text = text[:begin] + replacement + text[end:]
    return text


def edit_of(finding):
    edit = finding["edit"]
    return tuple(edit[key] for key in ("line", "column", "endLine", "endColumn", "replacement"))


def errors(findings):
    """By kind and message, without the folder of the file."""
    return collections.Counter((each["kind"], re.sub(r"`/[^`]*/", "`", each["message"])) for each in findings
                               if each["severity"] == "error")


def breaks(text):
    """How lines end: a set of `\\n` and `\\r\\n`."""
    return set(re.findall(r"\r?\n", text))


def faults_of(before, after, text, result, finding=None):
    revealed = set().union(*(REVEALED.get(each["kind"], set()) for each in ([finding] if finding else before)))
    added = {each: count for each, count in (errors(after) - errors(before)).items() if each[0] not in revealed}
    if added:
        yield f"adds {added}"
    if not breaks(result) <= (breaks(text) or {"\n"}):
        yield "changes line breaks"
    if finding:
        same = [(each["kind"], each["message"]) for each in before], [(each["kind"], each["message"]) for each in after]
        mark = finding["kind"], finding["message"]
        if same[1].count(mark) >= same[0].count(mark):
            yield "does not remove its finding"


def single_changes(checker, texts, befores):
    """Each change by itself."""
    tried = []
    for (notation, text), findings in zip(texts, befores):
        for finding in findings:
            if finding["edit"] and finding["edit"]["applicability"] != "HasPlaceholders":
                result = changed(text, [edit_of(finding)])
                tried.append((checker.write(notation, result), notation, text, result, findings, finding))
    for (_, notation, text, result, before, finding), after in zip(tried, checker.findings([each[0] for each in tried])):
        for fault in faults_of(before, after, text, result, finding):
            yield f"{finding['kind']}: {finding['message']} ({finding['edit']}): {fault}\n{text}\n"
    print(f"{len(tried)} changes of {len({each[5]['kind'] for each in tried})} kinds")


def sarif_text(checker, notation, text):
    """`text` with the certain fixes of logs about it, as long as there are any."""
    for _ in range(10):
        [log] = checker.run("sarif", [checker.write(notation, text)])
        fixed = with_fixes(text, log)
        if fixed == text:
            break
        text = fixed
    return text


def with_fixes(text, log):
    """`text` with the certain fixes of a log about it; of those that meet, as `--fix` does."""
    kept = []
    fixes = [fix for run in log["runs"] for result in run["results"] for fix in result.get("fixes", [])]
    edits = []
    for fix in fixes:
        [replacement] = fix["artifactChanges"][0]["replacements"]
        region = replacement["deletedRegion"]
        if fix["properties"]["applicability"] == "MachineApplicable":
            edits.append((region["startLine"], region["startColumn"], region["endLine"], region["endColumn"],
                          replacement["insertedContent"]["text"]))
    for edit in sorted(edits, key=lambda each: each[:4]):
        if kept and edit[:4] == kept[-1][:4] and edit[:2] != edit[2:4]:
            kept[-1] = edit
        elif not kept or (edit[:2] >= kept[-1][2:4] and edit[:2] != kept[-1][:2]):
            kept.append(edit)
    return changed(text, kept)


def all_changes(checker, texts, befores):
    """What `--fix` makes of each text that has certain changes."""
    chosen = [(each, findings) for each, findings in zip(texts, befores)
              if any(finding["edit"] and "${" not in each[1] for finding in findings)]
    for option in ("--fix", "--fix=likely"):
        paths = [checker.write(*each) for each, _ in chosen]
        for begin in range(0, len(paths), 100):
            subprocess.run([checker.aslc, "check", option, *map(str, paths[begin:begin + 100])], capture_output=True)
        results = [path.read_bytes().decode("utf-8") for path in paths]
        for ((_, text), before), after, result in zip(chosen, checker.findings(paths), results):
            for fault in faults_of(before, after, text, result):
                yield f"{option}: {fault}\n{text}\n-->\n{result}\n"
        for ((notation, text), _), result in zip(chosen if option == "--fix" else [], results):
            other = sarif_text(checker, notation, text)
            if other != result:
                yield f"SARIF has other changes than `--fix`:\n{text}\n-->\n{result}\n-->\n{other}\n"
        print(f"{option} of {len(chosen)} definitions")


def main(root, build, corpus):
    texts = list(inputs(root, corpus))
    with tempfile.TemporaryDirectory() as folder:
        checker = Checker(build / "bin/aslc", pathlib.Path(folder))
        befores = checker.findings([checker.write(*each) for each in texts])
        faults = [*single_changes(checker, texts, befores), *all_changes(checker, texts, befores)]
    print("\n".join(faults))
    print(f"{len(texts)} definitions, {len(faults)} faults")
    return 1 if faults or len(texts) < 500 else 0


if __name__ == "__main__":
    sys.exit(main(*(pathlib.Path(each).resolve() for each in sys.argv[1:4])))
