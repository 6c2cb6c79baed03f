"""Starts a server with the Lambda functions of a template, and an execution that calls them.

Usage: served.py ASLC TEMPLATE"""
import http.client
import json
import re
import subprocess
import sys

ASLC, TEMPLATE = sys.argv[1:]
ARN = "arn:aws:lambda:us-east-1:123456789012:function:"
MACHINE = {
    "StartAt": "Price",
    "States": {
        "Price": {"Type": "Task", "Resource": ARN + "Price", "ResultPath": "$.price", "Next": "Notify"},
        "Notify": {"Type": "Task", "Resource": ARN + "stack-notify", "End": True},
    },
}


def main():
    server = subprocess.Popen([ASLC, "serve", "--memory", "--listen", "127.0.0.1:0", "--functions", TEMPLATE],
                              stderr=subprocess.PIPE, text=True)
    try:
        port = int(re.search(r"http://127.0.0.1:(\d+)", server.stderr.readline())[1])

        def call(operation, **members):
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("POST", "/", json.dumps(members), {
                "X-Amz-Target": "AWSStepFunctions." + operation, "Content-Type": "application/x-amz-json-1.0"})
            return json.loads(connection.getresponse().read())

        machine = call("CreateStateMachine", name="m", type="EXPRESS", definition=json.dumps(MACHINE),
                       roleArn="arn:aws:iam::123456789012:role/r")
        given = json.dumps({"product": "chair", "lines": [1, 2, 3]})
        execution = call("StartSyncExecution", stateMachineArn=machine["stateMachineArn"], input=given)
        print(execution["status"], execution.get("output"), execution.get("cause"))
    finally:
        server.terminate()
        server.wait()


main()
