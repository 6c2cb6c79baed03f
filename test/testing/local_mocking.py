"""Runs the recorded cases of local mocking with a MockConfigFile.json, as one uses it with Step Functions Local.

Usage: local_mocking.py ASLC CASES FOLDER. What the tasks answered on AWS becomes MockedResponses; `aslc run --mock` must
then give the outcome that was recorded, and `aslc test` must pass with the same file."""
import json
import pathlib
import subprocess
import sys


def mock_config(machine, case):
    config = {"StateMachines": {machine: {"TestCases": {"Recorded": {}}}}, "MockedResponses": {}}
    for state, answers in case["mocks"].items():
        config["StateMachines"][machine]["TestCases"]["Recorded"][state] = "Mocked " + state
        config["MockedResponses"]["Mocked " + state] = {
            str(i): {key: answer[key] for key in ("Return", "Throw") if key in answer} for i, answer in enumerate(answers)}
    return config


def without_dates(value):
    """Dates are not recorded as such in what is expected."""
    if isinstance(value, dict):
        return {key: without_dates(each) for key, each in value.items() if key != "Date"}
    return [without_dates(each) for each in value] if isinstance(value, list) else value


def check(aslc, path, folder):
    case = json.loads(path.read_text())
    folder.mkdir(parents=True)
    (folder / "Machine.asl.json").write_text(json.dumps(case["definition"]))
    (folder / "MockConfigFile.json").write_text(json.dumps(mock_config("Machine", case)))
    run = subprocess.run([aslc, "run", "Machine.asl.json", "--mock", "MockConfigFile.json", "--case", "Recorded",
                          "--clock", "virtual", "--input", json.dumps(case["input"])],
                         cwd=folder, capture_output=True, text=True)
    expect = case["expect"]
    if expect["status"] == "SUCCEEDED":
        if run.returncode != 0 or without_dates(json.loads(run.stdout)) != without_dates(expect["output"]):
            sys.exit(f"{path.name}: expected {expect['output']}, got {run.stdout}{run.stderr}")
    elif f'"status":"{expect["status"]}"' not in run.stderr or expect.get("error", "") not in run.stderr:
        sys.exit(f"{path.name}: expected {expect}, got {run.stderr}")
    test = {"mock": {"file": "MockConfigFile.json", "case": "Recorded"}, "tests": [
        {"name": "recorded", "input": case["input"], "expect": {"status": expect["status"], "visits": visits(case)}}]}
    (folder / "Machine.asl.test.json").write_text(json.dumps(test))
    tested = subprocess.run([aslc, "test"], cwd=folder, capture_output=True, text=True)
    if tested.returncode != 0:
        sys.exit(f"{path.name}: {tested.stdout}{tested.stderr}")


def visits(case):
    names = [event["stateEnteredEventDetails"]["name"] for event in case["expect"]["history"]
             if "stateEnteredEventDetails" in event]
    return {name: names.count(name) for name in names}


def main(aslc, cases, folder):
    paths = sorted(cases.rglob("*.json"))
    for number, path in enumerate(paths):
        check(aslc, path, folder / str(number))
    print(f"{len(paths)} cases")


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
