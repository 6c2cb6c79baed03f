"""Runs an execution under one definition, and others under the next one.

usage: other_definition.py ASLC FOLDER
"""
import json
import pathlib
import sys

from executions import Folder

WAITS = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 900, "End": True}}}
PASSES = {"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": 2, "End": True}}}


def main():
    folder = Folder(sys.argv[1], pathlib.Path(sys.argv[2]), "a.asl.json", WAITS)
    program = folder.run("--name", "old")
    folder.until(lambda: "WaitStateEntered" in folder.types("old"))
    program.terminate()
    program.wait()
    (folder.path / folder.machine).write_text(json.dumps(PASSES))
    folder.call(folder.machine, "--name", "new", verb="run")
    folder.call(folder.machine, "--name", "old", verb="run")
    folder.call("list")


if __name__ == "__main__":
    main()
