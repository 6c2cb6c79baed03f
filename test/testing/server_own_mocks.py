"""Starts executions on `aslc serve` whose mocks are in aslc's own form. Usage: server_own_mocks.py ASLC FOLDER"""
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "server"))
import client as api  # noqa: E402

ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:"


def wait_for(client, arn):
    for _ in range(600):
        described = client.call("DescribeExecution", {"executionArn": arn})
        if described["status"] != "RUNNING":
            return described
        time.sleep(0.05)
    sys.exit("the execution did not end")


def start(client, machine, **request):
    return client.call("StartExecution", {"stateMachineArn": ARN + machine, **request})["executionArn"]


def show(name, ended):
    text = ended.get("output") or f'{ended.get("error")} {ended.get("cause")}'
    print(name, ended["status"], text)


def calls(client, arn):
    events = client.call("GetExecutionHistory", {"executionArn": arn})["events"]
    return sum(event["type"] == "LambdaFunctionSucceeded" for event in events)


def without_restart(aslc, folder, machines):
    with api.Server(aslc, "--mock", str(folder / "mocks.yaml"), *machines) as server:
        client = api.Client(*server.address)
        show("plain", wait_for(client, start(client, "Pay")))
        show("case", wait_for(client, start(client, "Pay#declined")))
        show("other machine", wait_for(client, start(client, "Refund")))
        show("twice", wait_for(client, start(client, "Refund")))
        try:
            start(client, "Pay#nothing")
        except api.Refused as refused:
            print("unknown", refused)
        show("nested", wait_for(client, start(client, "Outer")))
        show("children", wait_for(client, start(client, "Many", input="[{}, {}]")))
        show("children of a case", wait_for(client, start(client, "Many#slow", input="[{}, {}]")))
        show("shape", wait_for(client, start(client, "Shape")))


def with_restart(aslc, folder, machines):
    options = ["--db", str(folder / "aslc.db"), "--mock", str(folder / "mocks.yaml"), *machines]
    with api.Server(aslc, *options) as server:
        client = api.Client(*server.address)
        kept = start(client, "Twice#slow", input='{"items": [1, 2]}')
        lost = start(client, "Twice#slow", name="lost", input='{"items": [1, 2]}')
        while min(calls(client, kept), calls(client, lost)) < 1:
            time.sleep(0.05)
        print("before the restart:", calls(client, kept), "call")
    with api.Server(aslc, *options) as server:
        client = api.Client(*server.address)
        show("restarted", wait_for(client, kept))
        wait_for(client, lost)
        lost = start(client, "Twice#slow", name="lost-again", input='{"items": [1, 2]}')
        while calls(client, lost) < 1:
            time.sleep(0.05)
    mocks = folder / "mocks.yaml"
    mocks.write_text(mocks.read_text().replace("slow:", "slower:"))
    with api.Server(aslc, *options) as server:
        show("gone", wait_for(api.Client(*server.address), lost))


def main(aslc, folder):
    machines = [str(path) for path in sorted(folder.glob("*.asl.json"))]
    without_restart(aslc, folder, machines)
    with_restart(aslc, folder, machines)
    done = subprocess.run([aslc, "serve", "--memory", "--mock", folder / "iteration.yaml"], capture_output=True, text=True)
    print("iteration", done.stderr.strip().splitlines()[-1].replace("iteration.yaml", "mocks.yaml"))


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
