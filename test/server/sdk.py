"""What tests with AWS's SDK for Python share. Whoever imports it is skipped (77) where the SDK is not installed."""

import atexit
import contextlib
import json
import os
import pathlib
import shutil
import sys
import tempfile
import time
import unittest
import uuid

try:
    import boto3
    import botocore.exceptions
    import botocore.session
    from botocore.config import Config
except ImportError:
    print("boto3 is not installed")
    sys.exit(77)

ACCOUNT = "123456789012"
PREFIX = f"arn:aws:states:us-east-1:{ACCOUNT}:"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"
ADDRESS = None  # set by begin


def begin(address):
    """For tests_main: the address of the server."""
    global ADDRESS
    ADDRESS = address
    model = pathlib.Path(os.environ.get("ASLC_API_MODEL", ""))
    if model.is_file():
        use_model(json.loads(model.read_text()))


def use_model(model):
    """Gives the operations of this model to an SDK that is too old for some of them."""
    own = botocore.session.get_session().get_service_model("stepfunctions").operation_names
    if set(model["operations"]) <= set(own):
        return
    folder = pathlib.Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    path = folder / "stepfunctions" / model["metadata"]["apiVersion"] / "service-2.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(as_botocore_writes_it(model)))
    os.environ["AWS_DATA_PATH"] = str(folder)


def as_botocore_writes_it(model):
    """It has objects where the shared model has the names of shapes."""
    operations = {}
    for name, given in model["operations"].items():
        operations[name] = {"name": name, "http": {"method": given["method"], "requestUri": given["uri"]},
                            "errors": [{"shape": error} for error in given["errors"]]}
        operations[name] |= {key: {"shape": given[key]} for key in ("input", "output") if key in given}
    shapes = {name: {key: {"shape": value} if key in ("member", "key", "value") else value for key, value in shape.items()}
              for name, shape in model["shapes"].items()}
    return {"version": "2.0", "metadata": model["metadata"], "operations": operations, "shapes": shapes}


def states(**states):
    """The definition of a machine that starts with the first of these states."""
    return json.dumps({"StartAt": next(iter(states)), "States": states})


PASS = states(A={"Type": "Pass", "Result": {"n": 7}, "Next": "B"}, B={"Type": "Pass", "End": True})
WAITS = states(W={"Type": "Wait", "Seconds": 600, "End": True})
FAILS = states(F={"Type": "Fail", "Error": "E", "Cause": "because"})


class Sdk(unittest.TestCase):
    """A client for each test, and a name that no other test has. Operations that nobody gives the SDK are left out."""

    def setUp(self):
        host, port = ADDRESS
        self.sfn = boto3.client(
            "stepfunctions", endpoint_url=f"http://{host}:{port}", region_name="us-east-1", aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(inject_host_prefix=False, read_timeout=90, retries={"max_attempts": 0}, parameter_validation=False))
        self.name = "m-" + uuid.uuid4().hex[:12]

    def arn(self, name=None):
        return f"{PREFIX}stateMachine:{name or self.name}"

    def create(self, definition=PASS, **more):
        return self.sfn.create_state_machine(
            name=more.pop("name", self.name), definition=definition, roleArn=ROLE, **more)["stateMachineArn"]

    def start(self, machine, **more):
        return self.sfn.start_execution(stateMachineArn=machine, **more)["executionArn"]

    def run_machine(self, definition=PASS, **more):
        """How an execution of a new machine ends."""
        return self.wait(self.start(self.create(definition), **more))

    def wait(self, execution, seconds=120):
        end = time.monotonic() + seconds
        while True:
            described = self.sfn.describe_execution(executionArn=execution)
            if described["status"] != "RUNNING":
                return described
            self.assertLess(time.monotonic(), end, "the execution does not end")
            time.sleep(0.02)

    def wait_until(self, holds, seconds=120):
        end = time.monotonic() + seconds
        while not (value := holds()):
            self.assertLess(time.monotonic(), end, "it does not happen")
            time.sleep(0.02)
        return value

    def events(self, execution, **more):
        return self.sfn.get_execution_history(executionArn=execution, **more)["events"]

    def types(self, execution):
        return [event["type"] for event in self.events(execution)]

    def need(self, operation):
        if not hasattr(self.sfn, operation):
            self.skipTest(f"this boto3 does not have {operation}")

    def need_member(self, operation, member):
        model = self.sfn.meta.service_model.operation_model(operation)
        shapes = [shape for shape in (model.input_shape, model.output_shape) if shape]
        if not any(member in shape.members for shape in shapes):
            self.skipTest(f"this boto3 does not have {member} of {operation}")

    @contextlib.contextmanager
    def refused(self, code, message=None):
        """What is within is refused with this code and, if it is given, with this message."""
        with self.assertRaises(botocore.exceptions.ClientError) as raised:
            yield
        error = raised.exception.response["Error"]
        self.assertEqual(error["Code"], code, error["Message"])
        if message is not None:
            self.assertEqual(error["Message"], message)
