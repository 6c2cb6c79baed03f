"""Starts executions with test cases of a MockConfigFile.json on `aslc serve`. Usage: server_mocks.py ASLC FOLDER

The folder holds LambdaSQSIntegration.asl.json and MockConfigFile.json."""
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "server"))
import client as api  # noqa: E402

ROLE = "arn:aws:iam::123456789012:role/r"


def outcome(client, arn, **request):
    """What DescribeExecution says of an execution that has ended."""
    started = client.call("StartExecution", {"stateMachineArn": arn, **request})
    for _ in range(600):
        described = client.call("DescribeExecution", {"executionArn": started["executionArn"]})
        if described["status"] != "RUNNING":
            return described
        time.sleep(0.05)
    sys.exit("the execution did not end")


def main(aslc, folder):
    config = folder / "MockConfigFile.json"
    definition = (folder / "LambdaSQSIntegration.asl.json").read_text()
    with api.Server(aslc, "--mock", str(config)) as server:
        client = api.Client(*server.address)
        machine = client.call("CreateStateMachine", {"name": "LambdaSQSIntegration", "definition": definition,
                                                     "roleArn": ROLE})["stateMachineArn"]
        happy = outcome(client, machine + "#HappyPath")
        print("HappyPath", happy["status"], json.loads(happy["output"])["MessageId"], happy["stateMachineArn"])
        named = outcome(client, machine + "#HappyPath", name="named")
        print("named", named["status"], named["executionArn"])
        try:
            outcome(client, machine + "#Nothing")
        except api.Refused as refused:
            print("unknown", refused)
        for arn in (machine, machine + "#"):  # without a case nothing is mocked
            print("plain", outcome(client, arn)["status"])
        express = client.call("CreateStateMachine", {"name": "Express", "definition": definition, "type": "EXPRESS",
                                                     "roleArn": ROLE})["stateMachineArn"]
        changed = json.loads(config.read_text())
        changed["StateMachines"]["Express"] = changed["StateMachines"]["LambdaSQSIntegration"]
        config.write_text(json.dumps(changed))
        print("express", client.call("StartSyncExecution", {"stateMachineArn": express + "#HappyPath"})["status"])


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
