#!/usr/bin/env python3
"""The server with AWS's SDK for Python. Skipped (77) where it is not installed. Operations that it is too old for are
those of the shared model, and are left out without it."""

import json
import threading
import time

import sdk
from client import Client, tests_main
from sdk import ROLE, Sdk, botocore, states


class People(Sdk):
    def test_create_start_wait(self):
        machine = self.create()
        self.assertEqual(machine, f"arn:aws:states:us-east-1:123456789012:stateMachine:{self.name}")
        self.assertEqual(self.create(), machine)
        described = self.sfn.describe_state_machine(stateMachineArn=machine)
        self.assertEqual(described["definition"], sdk.PASS)
        self.assertEqual(described["status"], "ACTIVE")
        execution = self.sfn.start_execution(stateMachineArn=machine, name="one", input='{"a":1}')
        ended = self.wait(execution["executionArn"])
        self.assertEqual(ended["status"], "SUCCEEDED")
        self.assertEqual(json.loads(ended["output"]), {"n": 7})
        self.assertEqual(ended["startDate"], execution["startDate"])
        with self.assertRaises(self.sfn.exceptions.ExecutionAlreadyExists):
            self.sfn.start_execution(stateMachineArn=machine, name="one", input='{"a":2}')

    def test_history_in_pages(self):
        execution = self.sfn.start_execution(stateMachineArn=self.create())["executionArn"]
        self.wait(execution)
        whole = self.sfn.get_execution_history(executionArn=execution)["events"]
        self.assertEqual([event["id"] for event in whole], list(range(1, len(whole) + 1)))
        self.assertEqual(whole[-1]["type"], "ExecutionSucceeded")
        pages = list(self.sfn.get_paginator("get_execution_history").paginate(
            executionArn=execution, PaginationConfig={"PageSize": 2}))
        self.assertGreater(len(pages), 2)
        self.assertEqual([event for page in pages for event in page["events"]], whole)
        backwards = self.sfn.get_execution_history(executionArn=execution, reverseOrder=True)["events"]
        self.assertEqual(backwards, whole[::-1])

    def test_lists_in_pages(self):
        machine = self.create()
        started = [self.sfn.start_execution(stateMachineArn=machine, name=f"e{i}")["executionArn"] for i in range(7)]
        for execution in started:
            self.wait(execution)
        pages = list(self.sfn.get_paginator("list_executions").paginate(
            stateMachineArn=machine, statusFilter="SUCCEEDED", PaginationConfig={"PageSize": 3}))
        self.assertEqual([len(page["executions"]) for page in pages], [3, 3, 1])
        self.assertEqual({item["executionArn"] for page in pages for item in page["executions"]}, set(started))
        machines = [item["stateMachineArn"] for page in self.sfn.get_paginator("list_state_machines").paginate()
                    for item in page["stateMachines"]]
        self.assertIn(machine, machines)

    def test_activity(self):
        activity = self.sfn.create_activity(name=self.name)["activityArn"]
        machine = self.create(states(A={"Type": "Task", "Resource": activity, "HeartbeatSeconds": 30, "End": True}))
        worker = threading.Thread(target=self.work, args=(activity,))
        worker.start()
        execution = self.sfn.start_execution(stateMachineArn=machine, input='{"x":[1,2]}')["executionArn"]
        ended = self.wait(execution)
        worker.join()
        self.assertEqual(json.loads(ended["output"]), {"sum": 3})
        types = [event["type"] for event in self.sfn.get_execution_history(executionArn=execution)["events"]]
        self.assertIn("ActivityStarted", types)

    def work(self, activity):
        task = self.sfn.get_activity_task(activityArn=activity, workerName="w")
        self.sfn.send_task_heartbeat(taskToken=task["taskToken"])
        total = sum(json.loads(task["input"])["x"])
        self.sfn.send_task_success(taskToken=task["taskToken"], output=json.dumps({"sum": total}))

    def test_activity_that_fails(self):
        activity = self.sfn.create_activity(name=self.name)["activityArn"]
        execution = self.sfn.start_execution(stateMachineArn=self.create(
            states(A={"Type": "Task", "Resource": activity, "End": True})))["executionArn"]
        task = self.sfn.get_activity_task(activityArn=activity)
        self.sfn.send_task_failure(taskToken=task["taskToken"], error="Out.OfStock", cause="none left")
        ended = self.wait(execution)
        self.assertEqual((ended["status"], ended["error"], ended["cause"]), ("FAILED", "Out.OfStock", "none left"))
        with self.assertRaises(self.sfn.exceptions.TaskTimedOut):
            self.sfn.send_task_success(taskToken=task["taskToken"], output="{}")
        with self.assertRaises(self.sfn.exceptions.InvalidToken):
            self.sfn.send_task_success(taskToken="nonsense", output="{}")

    def test_callback(self):
        execution = self.sfn.start_execution(stateMachineArn=self.create(states(A={
            "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": True,
            "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token"}}})))["executionArn"]
        token = None
        for _ in range(3000):
            events = self.sfn.get_execution_history(executionArn=execution)["events"]
            scheduled = [event for event in events if event["type"] == "TaskScheduled"]
            if any(event["type"] == "TaskSubmitted" for event in events):
                token = json.loads(scheduled[0]["taskScheduledEventDetails"]["parameters"])["MessageBody"]["token"]
                break
            time.sleep(0.02)
        self.assertIsNotNone(token, events)
        self.sfn.send_task_success(taskToken=token, output='{"answer":42}')
        self.assertEqual(json.loads(self.wait(execution)["output"]), {"answer": 42})

    def test_tasks_that_call_the_api(self):
        waiting = self.sfn.start_execution(stateMachineArn=self.create(states(A={
            "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": True,
            "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token"}}})))["executionArn"]
        sdk = "arn:aws:states:::aws-sdk:sfn:"
        machine = self.create(name=self.name + "-caller", definition=states(
            History={"Type": "Task", "Resource": sdk + "getExecutionHistory", "ResultPath": "$.history", "Next": "Answer",
                     "Parameters": {"ExecutionArn": waiting, "MaxResults": 5},
                     "ResultSelector": {"token.$": "States.StringToJson($.Events[2].TaskScheduledEventDetails.Parameters)"}},
            Answer={"Type": "Task", "Resource": sdk + "sendTaskSuccess", "ResultPath": "$.answer", "Next": "Again",
                    "Parameters": {"TaskToken.$": "$.history.token.MessageBody.token", "Output": {"answer": 42}}},
            Again={"Type": "Task", "Resource": sdk + "sendTaskSuccess", "End": True,
                   "Parameters": {"TaskToken": "none", "Output": "1"},
                   "Catch": [{"ErrorEquals": ["Sfn.InvalidTokenException"], "ResultPath": "$.error", "Next": "Failed"}]},
            Failed={"Type": "Pass", "End": True}))
        while len(self.sfn.get_execution_history(executionArn=waiting)["events"]) < 5:
            time.sleep(0.02)
        ended = self.wait(self.sfn.start_execution(stateMachineArn=machine)["executionArn"])
        self.assertEqual(ended["status"], "SUCCEEDED", ended)
        output = json.loads(ended["output"])
        self.assertEqual(output["answer"], {})
        self.assertRegex(output["error"]["Cause"], r"^Invalid Token: 'Invalid token' \(Service: Sfn, Status Code: 400, "
                                                   r"Request ID: [-0-9a-f]+\) \(SDK Attempt Count: 1\)$")
        self.assertEqual(json.loads(self.wait(waiting)["output"]), {"answer": 42})

    def test_tasks_that_call_the_api_wrongly(self):
        sdk = "arn:aws:states:::aws-sdk:sfn:"
        machine = self.create(states(A={"Type": "Task", "Resource": sdk + "startExecution", "End": True,
                                        "Parameters": {"StateMachineArn.$": "$.machine", "Input": {"a": 1}}}))
        other = self.create(name=self.name + "-other")
        ended = self.wait(self.sfn.start_execution(
            stateMachineArn=machine, input=json.dumps({"machine": other}))["executionArn"])
        result = json.loads(ended["output"])
        self.assertRegex(result["StartDate"], r"^\d{4}-\d\d-\d\dT.*Z$")
        self.assertEqual(self.wait(result["ExecutionArn"])["input"], '{"a":1}')
        ended = self.wait(self.sfn.start_execution(
            stateMachineArn=machine, input=json.dumps({"machine": other + "x"}))["executionArn"])
        self.assertEqual((ended["status"], ended["error"]), ("FAILED", "Sfn.StateMachineDoesNotExistException"))

    def test_express(self):
        machine = self.create(type="EXPRESS")
        result = self.sfn.start_sync_execution(stateMachineArn=machine, input="{}")
        self.assertEqual(result["status"], "SUCCEEDED")
        self.assertEqual(json.loads(result["output"]), {"n": 7})
        self.assertIn(":express:", result["executionArn"])
        self.assertEqual(result["billingDetails"]["billedMemoryUsedInMB"], 64)
        with self.assertRaises(self.sfn.exceptions.StateMachineTypeNotSupported):
            self.sfn.start_sync_execution(stateMachineArn=self.create(name=self.name + "s"))

    def test_stop(self):
        machine = self.create(states(W={"Type": "Wait", "Seconds": 600, "End": True}))
        execution = self.sfn.start_execution(stateMachineArn=machine)["executionArn"]
        self.sfn.stop_execution(executionArn=execution, error="E", cause="because")
        ended = self.wait(execution)
        self.assertEqual((ended["status"], ended["error"], ended["cause"]), ("ABORTED", "E", "because"))

    def test_update_and_delete(self):
        machine = self.create()
        self.sfn.update_state_machine(stateMachineArn=machine, definition=states(
            Z={"Type": "Pass", "Result": "new", "End": True}))
        ended = self.wait(self.sfn.start_execution(stateMachineArn=machine)["executionArn"])
        self.assertEqual(ended["output"], '"new"')
        self.sfn.delete_state_machine(stateMachineArn=machine)
        for _ in range(1000):
            try:
                self.sfn.describe_state_machine(stateMachineArn=machine)
                time.sleep(0.05)
            except self.sfn.exceptions.StateMachineDoesNotExist:
                return
        self.fail("the machine is still there")

    def test_tags(self):
        machine = self.create(tags=[{"key": "team", "value": "a"}])
        self.sfn.tag_resource(resourceArn=machine, tags=[{"key": "stage", "value": ""}])
        self.sfn.untag_resource(resourceArn=machine, tagKeys=["team"])
        self.assertEqual(self.sfn.list_tags_for_resource(resourceArn=machine)["tags"], [{"key": "stage", "value": ""}])

    def test_errors(self):
        with self.assertRaises(self.sfn.exceptions.InvalidDefinition):
            self.create("{")
        with self.assertRaises(self.sfn.exceptions.InvalidName):
            self.create(name="a b")
        with self.assertRaises(self.sfn.exceptions.InvalidArn):
            self.sfn.describe_state_machine(stateMachineArn="nothing")
        with self.assertRaises(self.sfn.exceptions.StateMachineDoesNotExist):
            self.sfn.start_execution(stateMachineArn="arn:aws:states:us-east-1:123456789012:stateMachine:none")
        with self.assertRaises(botocore.exceptions.ClientError) as raised:
            self.sfn.list_activities(maxResults=1001)
        self.assertEqual(raised.exception.response["Error"]["Code"], "ValidationException")

    def test_versions_and_aliases(self):
        self.need("create_state_machine_alias")
        machine = self.create()
        version = self.sfn.publish_state_machine_version(stateMachineArn=machine)["stateMachineVersionArn"]
        alias = self.sfn.create_state_machine_alias(name="PROD", routingConfiguration=[
            {"stateMachineVersionArn": version, "weight": 100}])["stateMachineAliasArn"]
        ended = self.wait(self.sfn.start_execution(stateMachineArn=alias)["executionArn"])
        self.assertEqual(ended["stateMachineVersionArn"], version)
        self.assertEqual(ended["stateMachineAliasArn"], alias)

    def test_redrive(self):
        self.need("redrive_execution")
        activity = self.sfn.create_activity(name=self.name)["activityArn"]
        execution = self.sfn.start_execution(stateMachineArn=self.create(
            states(A={"Type": "Task", "Resource": activity, "End": True})))["executionArn"]
        self.sfn.send_task_failure(taskToken=self.sfn.get_activity_task(activityArn=activity)["taskToken"], error="E")
        self.assertEqual(self.wait(execution)["redriveStatus"], "REDRIVABLE")
        self.sfn.redrive_execution(executionArn=execution)
        task = self.sfn.get_activity_task(activityArn=activity)
        self.sfn.send_task_success(taskToken=task["taskToken"], output="1")
        ended = self.wait(execution)
        self.assertEqual((ended["status"], ended["redriveCount"]), ("SUCCEEDED", 1))

    def test_test_state(self):
        self.need("test_state")
        result = self.sfn.test_state(definition='{"Type":"Pass","Result":{"a":1},"Next":"B"}', roleArn=ROLE, input="{}")
        self.assertEqual((result["status"], json.loads(result["output"]), result["nextState"]),
                         ("SUCCEEDED", {"a": 1}, "B"))

    def test_regions_and_accounts_are_apart(self):
        host, port = sdk.ADDRESS
        machine = self.create()
        for key, region in (("test", "eu-west-1"), ("210987654321", "us-east-1")):
            other = Client(host, port, access_key=key, region=region)
            listed = [item["stateMachineArn"] for item in other.call("ListStateMachines", {})["stateMachines"]]
            self.assertNotIn(machine, listed)
            other.close()

    def test_any_host(self):
        client = Client(*sdk.ADDRESS)
        answer = client.send("ListActivities", b"{}", headers={"Host": "sync-states.us-east-1.amazonaws.com"})
        self.assertEqual(answer.status, 200)
        client.close()


if __name__ == "__main__":
    tests_main(sdk.begin)
