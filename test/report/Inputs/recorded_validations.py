"""Compares `aslc check --format validate` with recorded answers. Usage: recorded_validations.py ASLC FOLDER"""
import json
import pathlib
import subprocess
import sys

same = 0
for path in sorted(pathlib.Path(sys.argv[2]).rglob("*.json")):
    case = json.loads(path.read_text())
    if case.get("operation") != "ValidateStateMachineDefinition":
        continue
    text = case["definition"] if isinstance(case["definition"], str) else json.dumps(case["definition"])
    command = [sys.argv[1], "check", "--format=validate", "--notation=json", f"--type={case['type'].lower()}", "-"]
    answer = json.loads(subprocess.run(command, input=text, capture_output=True, text=True).stdout)
    if answer == case["expect"]:
        same += 1
    else:
        print(f"{path.name} differs: {answer} instead of {case['expect']}")
print(f"{same} answers are the same")
