"""`aslc asl-validator` judges as npm's asl-validator. Usage: asl_validator.py SOURCE_ROOT BUILD.

Both judge the examples of docs/diagnostics. A wrong example that npm's program refuses, ours refuses; a right example is
never refused. Skipped without node, npm or the package.
"""
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


def main(root, build):
    node = shutil.which("node") or skip("node is not installed")
    module = package("asl-validator", "4.0.0", build / "test/report/npm-asl-validator")
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        cases = list(examples(root, folder))
        paths = [path for path, _ in cases]
        theirs = subprocess.run([node, "-e", JUDGE, module, *paths], capture_output=True, text=True, check=True)
        for (path, is_wrong), their in zip(cases, theirs.stdout.split()):
            ours = subprocess.run([build / "bin/aslc", "asl-validator", "--json-path", path], capture_output=True)
            if (ours.returncode == 1 and not is_wrong) or (ours.returncode == 0 and their == "1" and is_wrong
                                                               and path.name not in ACCEPTED):
                faults.append(f"{path.name}: npm {their}, aslc {ours.returncode}")
    print("\n".join(faults) or f"{len(cases)} definitions are judged as they should be")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()))
