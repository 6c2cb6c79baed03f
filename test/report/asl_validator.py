"""`aslc asl-validator` judges as npm's asl-validator. Usage: asl_validator.py SOURCE_ROOT BUILD SHARED.

Both judge the examples of docs/diagnostics. A wrong example that npm's program refuses, ours refuses; a right example is
never refused. Of the test definitions of npm's program, which the folder SHARED/corpus/validity has, ours takes those
that are called valid and refuses the others. Skipped without node, npm or the package; without the folder, the second part
is left out.
"""
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from npm_package import package, skip

# npm's program refuses these, but AWS accepts them: they are warnings of ours.
ACCEPTED = {"expression-not-evaluated-wrong.json", "missing-comma-wrong.json", "repeated-state-wrong.json"}

# Test definitions of npm's program that are judged otherwise, as AWS does.
OTHERWISE = {
    "invalid-json-surround-syntax-extra-spaces",  # blanks within `{% %}` are blanks of JSONata
    "invalid-jsonata-surround-syntax-no-spaces",  # `{%1%}` is an expression
    "valid-fail-paths",  # a variable is read that has no value
    "valid-map-with-item-batcher-jsonata",  # a state goes back to JSONPath in a definition in JSONata
    "valid-task-parameters",  # a resource that AWS does not know
    "valid-wait-jsonata",  # an expression reads a member that is never there
}

# Prints for each file 1 where npm's program refuses it, else 0.
JUDGE = """
const validate = require(process.argv[1]);
for (const path of process.argv.slice(2))
  console.log(validate(JSON.parse(require("fs").readFileSync(path, "utf8"))).isValid ? 0 : 1);
"""


def is_json(text):
    try:
        return bool(json.loads(text))
    except ValueError:
        return False


def examples(root, folder):
    """Pairs of a file and whether it is a wrong example."""
    for page in sorted((root / "docs/diagnostics").glob("*.md")):
        for title in ("Wrong", "Right"):
            example = re.search(rf"## {title}\n\n```json\n(.*?)```", page.read_text(), re.DOTALL)
            if example and is_json(example[1]):
                path = pathlib.Path(folder) / f"{page.stem}-{title.lower()}.json"
                path.write_text(example[1])
                yield path, title == "Wrong"


def judgements(node, module, paths, kept):
    """Whether npm's program refuses each of the files. It takes a fifth of a second for one, so that what it says of a
    text is kept in the file `kept`."""
    known = json.loads(kept.read_text()) if kept.exists() else {}
    keys = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    unknown = {key: path for key, path in zip(keys, paths) if key not in known}
    if unknown:
        said = subprocess.run([node, "-e", JUDGE, module, *unknown.values()], capture_output=True, text=True, check=True)
        known |= dict(zip(unknown, said.stdout.split(), strict=True))
        kept.write_text(json.dumps({key: known[key] for key in keys}))
    return [known[key] for key in keys]


def test_definitions(shared, build, folder):
    """(number of npm's own test definitions, those of them that are judged wrongly)."""
    count, faults = 0, []
    for path in sorted((shared / "corpus/validity").glob("asl-validator--*.json")):
        case = json.loads(path.read_text())
        name = case["name"].removeprefix("asl-validator--")
        is_yaml = case.get("format") == "yaml"
        written = pathlib.Path(folder) / f"{name}.{'yml' if is_yaml else 'json'}"
        written.write_text(json.dumps(case["definition"]) if "definition" in case else case["text"])
        ours = subprocess.run([build / "bin/aslc", "asl-validator", "--yaml-path" if is_yaml else "--json-path", written],
                              capture_output=True)
        count += 1
        if (ours.returncode == 0) != (case["valid"] != (name in OTHERWISE)):
            faults.append(f"{name}: aslc {ours.returncode}")
    return count, faults


def main(root, build, shared):
    node = shutil.which("node") or skip("node is not installed")
    module = package("asl-validator", "4.0.0", build / "test/report/npm-asl-validator")
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        cases = list(examples(root, folder))
        paths = [path for path, _ in cases]
        theirs = judgements(node, module, paths, build / "test/report/npm-asl-validator-4.0.0.json")
        for (path, is_wrong), their in zip(cases, theirs):
            ours = subprocess.run([build / "bin/aslc", "asl-validator", "--json-path", path], capture_output=True)
            if (ours.returncode == 1 and not is_wrong) or (ours.returncode == 0 and their == "1" and is_wrong
                                                               and path.name not in ACCEPTED):
                faults.append(f"{path.name}: npm {their}, aslc {ours.returncode}")
        count, wrong = test_definitions(shared, build, folder)
    faults += wrong
    print("\n".join(faults) or f"{len(cases)} examples and {count} test definitions are judged as they should be")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(sys.argv[3])))
