"""How many errors of definitions can be seen in a run that `aslc check --witness` finds.

usage: witnesses.py BUILD FOLDER... [--least PERCENT]

Checks each definition in the folders. An error that comes only after another one, so that no run gets there, is left out.
Fails when fewer of the others than PERCENT can be seen."""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile


def witnesses(aslc, definition, folder):
    subprocess.run([aslc, "check", "--witness", folder, definition], capture_output=True, text=True, timeout=600)
    listed = folder / "witnesses.json"
    return json.loads(listed.read_text()) if listed.exists() else []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    parser.add_argument("--least", type=float, default=0)
    arguments = parser.parse_args()
    seen, all_errors = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        definitions = sorted(path for given in arguments.folders for path in given.rglob("*.asl.json*"))
        for number, definition in enumerate(definitions):
            for each in witnesses(arguments.build / "bin/aslc", definition, pathlib.Path(folder) / str(number)):
                if "behind" in each:
                    continue
                all_errors += 1
                seen += each["replays"]
                if not each["replays"]:
                    print(f"{definition}:{each['line']}: no run is found for {each['kind']} in {each['state']}")
    share = 100 * seen / max(1, all_errors)
    print(f"{seen} of {all_errors} errors can be seen in a run ({share:.0f} %)")
    return 1 if share < arguments.least else 0


if __name__ == "__main__":
    sys.exit(main())
