#!/usr/bin/env python3
"""Executions, their histories, map runs, redrives and TestState with AWS's SDK for Python: what each call answers, rightly
and wrongly used."""

import json
import uuid

import sdk
from client import tests_main
from sdk import FAILS, PASS, PREFIX, ROLE, WAITS, Sdk, states

MAP = states(M={"Type": "Map", "Label": "each", "ItemsPath": "$.items", "End": True, "ToleratedFailurePercentage": 50,
                "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "C",
                                  "States": {"C": {"Type": "Choice", "Default": "P", "Choices": [
                                      {"Variable": "$", "NumericLessThan": 0, "Next": "F"}]},
                                      "P": {"Type": "Pass", "End": True}, "F": {"Type": "Fail", "Error": "Negative"}}}})
CALLBACK = states(A={"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": True,
                     "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token"}}})


class Starting(Sdk):
    def test_the_same_name_and_input_while_it_runs(self):
        machine = self.create(WAITS)
        first = self.sfn.start_execution(stateMachineArn=machine, name="one", input='{"a":1}')
        again = self.sfn.start_execution(stateMachineArn=machine, name="one", input='{"a":1}')
        self.assertEqual((again["executionArn"], again["startDate"]), (first["executionArn"], first["startDate"]))
        with self.refused("ExecutionAlreadyExists", f"Execution Already Exists: '{first['executionArn']}'"):
            self.start(machine, name="one", input='{"a":2}')
        self.sfn.stop_execution(executionArn=first["executionArn"])
        with self.refused("ExecutionAlreadyExists"):
            self.start(machine, name="one", input='{"a":1}')

    def test_a_name_that_is_not_given_is_a_uuid(self):
        arn = self.start(self.create())
        self.assertTrue(arn.startswith(f"{PREFIX}execution:{self.name}:"))
        uuid.UUID(arn.rpartition(":")[2])

    def test_names_of_executions(self):
        machine = self.create()
        with self.refused("InvalidName", "Invalid Name: 'a b'"):
            self.start(machine, name="a b")
        with self.refused("ValidationException"):
            self.start(machine, name="x" * 81)

    def test_inputs_are_any_json_and_kept_as_given(self):
        machine = self.create(states(A={"Type": "Pass", "End": True}))
        for text in ("1", "null", '"a"', "[]", ' {"b" : 1, "a":2 } ', "1.50", '"\\u00e9"'):
            with self.subTest(text):
                ended = self.wait(self.start(machine, input=text))
                self.assertEqual((ended["input"], ended["inputDetails"]), (text, {"included": True}))
                self.assertEqual(json.loads(ended["output"]), json.loads(text))
        self.assertEqual(self.wait(self.start(machine))["input"], "{}")

    def test_inputs_that_are_no_json(self):
        machine = self.create()
        with self.refused("InvalidExecutionInput",
                          "Invalid State Machine Execution Input: 'Unrecognized token 'not': was expecting (JSON String, Number, "
                          "Array, Object or token 'null', 'true' or 'false')'"):
            self.start(machine, input="not json")
        with self.refused("InvalidExecutionInput"):
            self.start(machine, input='{"a":}')
        with self.refused("InvalidExecutionInput"):
            self.start(machine, input="")

    def test_sizes_of_inputs(self):
        machine = self.create(states(A={"Type": "Pass", "OutputPath": "$.none", "Parameters": {"none": 1}, "End": True}))
        self.assertEqual(self.wait(self.start(machine, input=json.dumps("x" * 262142)))["status"], "SUCCEEDED")
        with self.refused("ValidationException"):
            self.start(machine, input=json.dumps("x" * 262143))
        with self.refused("ValidationException"):  # bytes of UTF-8 count
            self.start(machine, input='"' + "é" * 131072 + '"')

    def test_a_trace_header(self):
        header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
        ended = self.wait(self.start(self.create(), traceHeader=header))
        self.assertEqual(ended["traceHeader"], header)

    def test_a_label_is_no_machine(self):
        machine = self.create(MAP)
        with self.refused("ValidationException"):
            self.start(machine + "/each")


class Describing(Sdk):
    def test_an_execution_that_succeeded(self):
        self.need_member("DescribeExecution", "redriveCount")
        ended = self.run_machine(name="one")
        self.assertEqual((ended["name"], ended["status"], ended["stateMachineArn"]), ("one", "SUCCEEDED", self.arn()))
        self.assertEqual((ended["outputDetails"], ended["redriveCount"], ended["redriveStatus"], ended["redriveStatusReason"]),
                         ({"included": True}, 0, "NOT_REDRIVABLE", "Execution is SUCCEEDED and cannot be redriven"))
        for absent in ("error", "cause", "mapRunArn", "redriveDate", "stateMachineVersionArn", "stateMachineAliasArn"):
            self.assertNotIn(absent, ended)

    def test_one_that_failed(self):
        self.need_member("DescribeExecution", "redriveCount")
        ended = self.run_machine(FAILS)
        self.assertEqual((ended["status"], ended["error"], ended["cause"], ended["redriveStatus"]),
                         ("FAILED", "E", "because", "REDRIVABLE"))
        self.assertNotIn("output", ended)
        self.assertNotIn("redriveStatusReason", ended)

    def test_one_that_runs_and_is_stopped(self):
        self.need_member("DescribeExecution", "redriveCount")
        execution = self.start(self.create(WAITS))
        running = self.sfn.describe_execution(executionArn=execution)
        self.assertEqual((running["status"], running["redriveStatusReason"]),
                         ("RUNNING", "Execution is RUNNING and cannot be redriven"))
        self.assertNotIn("stopDate", running)
        stopped = self.sfn.stop_execution(executionArn=execution)["stopDate"]
        ended = self.wait(execution)
        self.assertEqual((ended["status"], ended["stopDate"]), ("ABORTED", stopped))
        self.assertNotIn("error", ended)
        self.assertEqual(self.sfn.stop_execution(executionArn=execution, error="late")["stopDate"], stopped)
        self.assertNotIn("error", self.wait(execution))
        self.assertEqual(self.types(execution), ["ExecutionStarted", "WaitStateEntered", "ExecutionAborted"])

    def test_one_that_took_too_long(self):
        definition = json.dumps({**json.loads(WAITS), "TimeoutSeconds": 1})
        ended = self.run_machine(definition)
        self.assertEqual(ended["status"], "TIMED_OUT")
        self.assertNotIn("error", ended)
        self.assertNotIn("cause", ended)

    def test_what_is_not_there(self):
        arn = f"{PREFIX}execution:{self.name}:none"
        for call in (self.sfn.describe_execution, self.sfn.get_execution_history, self.sfn.stop_execution,
                     self.sfn.describe_state_machine_for_execution):
            with self.refused("ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn}'"):
                call(executionArn=arn)
            with self.refused("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: bad'"):
                call(executionArn="bad")

    def test_express_executions_are_not_kept(self):
        machine = self.create(type="EXPRESS")
        execution = self.start(machine, name="one")
        self.assertIn(f":express:{self.name}:one:", execution)
        self.assertNotEqual(self.start(machine, name="one"), execution)
        for call in (self.sfn.describe_execution, self.sfn.get_execution_history, self.sfn.stop_execution):
            with self.refused("InvalidArn", "Invalid Arn: 'Resource type not valid in this context: express'"):
                call(executionArn=execution)
        with self.refused("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine"):
            self.sfn.list_executions(stateMachineArn=machine)

    def test_a_call_that_waits_for_its_express_execution(self):
        result = self.sfn.start_sync_execution(stateMachineArn=self.create(FAILS, type="EXPRESS"), name="x", input='{"a":1}')
        self.assertEqual((result["status"], result["error"], result["cause"], result["name"], result["input"]),
                         ("FAILED", "E", "because", "x", '{"a":1}'))
        billed = result["billingDetails"]["billedDurationInMilliseconds"]
        self.assertEqual(result["billingDetails"], {"billedMemoryUsedInMB": 64, "billedDurationInMilliseconds": billed})
        self.assertEqual(billed % 100, 0)
        self.assertGreaterEqual(billed, 100)
        self.assertNotIn("output", result)


class Listing(Sdk):
    def test_the_newest_come_first(self):
        self.need_member("DescribeExecution", "redriveCount")
        machine = self.create()
        started = []
        for number in range(5):
            started.append(self.start(machine, name=f"e{number}"))
            self.wait(started[-1])
        listed = self.sfn.list_executions(stateMachineArn=machine)["executions"]
        self.assertEqual([item["executionArn"] for item in listed], started[::-1])
        self.assertEqual((listed[0]["status"], listed[0]["name"], listed[0]["stateMachineArn"], listed[0]["redriveCount"]),
                         ("SUCCEEDED", "e4", machine, 0))

    def test_by_status(self):
        machine = self.create(states(C={"Type": "Choice", "Default": "F", "Choices": [
            {"Variable": "$.good", "IsPresent": True, "Next": "S"}]}, S={"Type": "Succeed"}, F={"Type": "Fail"}))
        good, bad = self.start(machine, input='{"good":1}'), self.start(machine)
        for execution in (good, bad):
            self.wait(execution)
        for status, expected in (("SUCCEEDED", [good]), ("FAILED", [bad]), ("RUNNING", []), ("ABORTED", [])):
            listed = self.sfn.list_executions(stateMachineArn=machine, statusFilter=status)["executions"]
            self.assertEqual([item["executionArn"] for item in listed], expected)
        with self.refused("ValidationException", "1 validation error detected: Value 'DONE' at 'statusFilter' failed to satisfy "
                                                 "constraint: Member must satisfy enum value set: [SUCCEEDED, TIMED_OUT, "
                                                 "PENDING_REDRIVE, ABORTED, FAILED, RUNNING]"):
            self.sfn.list_executions(stateMachineArn=machine, statusFilter="DONE")

    def test_pages_do_not_shift_when_others_start(self):
        machine = self.create()
        first = [self.start(machine) for _ in range(4)]
        for execution in first:
            self.wait(execution)
        page = self.sfn.list_executions(stateMachineArn=machine, maxResults=2)
        self.wait(self.start(machine))
        rest = self.sfn.list_executions(stateMachineArn=machine, maxResults=2, nextToken=page["nextToken"])
        found = [item["executionArn"] for part in (page, rest) for item in part["executions"]]
        self.assertEqual(found, first[::-1])
        with self.refused("InvalidToken"):
            self.sfn.list_executions(stateMachineArn=machine, statusFilter="FAILED", nextToken=page["nextToken"])


class Histories(Sdk):
    def test_of_states_with_data(self):
        execution = self.run_machine(input='{"a":1}')["executionArn"]
        events = self.events(execution)
        self.assertEqual([event["type"] for event in events],
                         ["ExecutionStarted", "PassStateEntered", "PassStateExited", "PassStateEntered", "PassStateExited",
                          "ExecutionSucceeded"])
        self.assertEqual([event["previousEventId"] for event in events], [0, 0, 2, 3, 4, 5])
        started = events[0]["executionStartedEventDetails"]
        self.assertEqual((started["input"], started["roleArn"]), ('{"a":1}', ROLE))
        self.assertEqual(events[2]["stateExitedEventDetails"],
                         {"name": "A", "output": '{"n":7}', "outputDetails": {"truncated": False}})

    def test_without_data(self):
        execution = self.run_machine(input='{"a":1}')["executionArn"]
        bare = self.events(execution, includeExecutionData=False)
        self.assertEqual(len(bare), 6)
        self.assertEqual(bare[1]["stateEnteredEventDetails"], {"name": "A"})
        self.assertNotIn("input", bare[0]["executionStartedEventDetails"])

    def test_backwards_in_pages(self):
        execution = self.run_machine()["executionArn"]
        pages = self.sfn.get_paginator("get_execution_history").paginate(
            executionArn=execution, reverseOrder=True, PaginationConfig={"PageSize": 4})
        self.assertEqual([event["id"] for page in pages for event in page["events"]], [6, 5, 4, 3, 2, 1])

    def test_a_token_belongs_to_its_execution(self):
        first, second = (self.wait(self.start(self.create(name=self.name + n)))["executionArn"] for n in "ab")
        token = self.sfn.get_execution_history(executionArn=first, maxResults=1)["nextToken"]
        with self.refused("InvalidToken"):
            self.sfn.get_execution_history(executionArn=second, maxResults=1, nextToken=token)

    def test_a_caught_error(self):
        ended = self.run_machine(states(
            P={"Type": "Parallel", "Branches": [json.loads(FAILS)], "End": True,
               "Catch": [{"ErrorEquals": ["E"], "ResultPath": "$.e", "Next": "H"}]},
            H={"Type": "Pass", "End": True}))
        self.assertEqual(json.loads(ended["output"]), {"e": {"Error": "E", "Cause": "because"}})
        types = self.types(ended["executionArn"])
        self.assertIn("ParallelStateFailed", types)
        self.assertNotIn("ParallelStateSucceeded", types)


class Tokens(Sdk):
    def token(self, execution):
        self.wait_until(lambda: "TaskSubmitted" in self.types(execution))
        scheduled = next(event for event in self.events(execution) if event["type"] == "TaskScheduled")
        return json.loads(scheduled["taskScheduledEventDetails"]["parameters"])["MessageBody"]["token"]

    def test_a_failure(self):
        execution = self.start(self.create(CALLBACK))
        self.sfn.send_task_failure(taskToken=self.token(execution), error="Refused", cause="no")
        ended = self.wait(execution)
        self.assertEqual((ended["status"], ended["error"], ended["cause"]), ("FAILED", "Refused", "no"))

    def test_the_first_answer_counts(self):
        execution = self.start(self.create(CALLBACK))
        token = self.token(execution)
        self.sfn.send_task_heartbeat(taskToken=token)
        self.sfn.send_task_success(taskToken=token, output='"first"')
        with self.refused("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'"):
            self.sfn.send_task_success(taskToken=token, output='"second"')
        self.assertEqual(self.wait(execution)["output"], '"first"')

    def test_an_answer_to_a_stopped_execution(self):
        execution = self.start(self.create(CALLBACK))
        token = self.token(execution)
        self.sfn.stop_execution(executionArn=execution)
        with self.refused("TaskTimedOut"):
            self.sfn.send_task_success(taskToken=token, output="1")

    def test_nonsense(self):
        for call in (self.sfn.send_task_heartbeat, self.sfn.send_task_failure):
            with self.refused("InvalidToken", "Invalid Token: 'Invalid token'"):
                call(taskToken="nonsense")


class MapRuns(Sdk):
    def run_map(self, items):
        execution = self.start(self.create(MAP), input=json.dumps({"items": items}))
        ended = self.wait(execution)
        return ended, self.sfn.list_map_runs(executionArn=execution)["mapRuns"]

    def test_counts_and_children(self):
        self.need("list_map_runs")
        ended, runs = self.run_map([1, 2, -3, 4])
        self.assertEqual((ended["status"], len(runs)), ("SUCCEEDED", 1))
        run = runs[0]["mapRunArn"]
        self.assertTrue(run.startswith(f"{PREFIX}mapRun:{self.name}/each:"), run)
        self.assertEqual(runs[0]["stateMachineArn"], self.arn() + "/each")
        described = self.sfn.describe_map_run(mapRunArn=run)
        self.assertEqual((described["status"], described["toleratedFailurePercentage"], described["maxConcurrency"]),
                         ("SUCCEEDED", 50.0, 0))
        counts = described["itemCounts"]
        self.assertEqual((counts["total"], counts["succeeded"], counts["failed"], counts["pending"]), (4, 3, 1, 0))
        children = self.sfn.list_executions(mapRunArn=run)["executions"]
        self.assertEqual({child["mapRunArn"] for child in children}, {run})
        self.assertEqual(sorted(child["status"] for child in children), ["FAILED", "SUCCEEDED", "SUCCEEDED", "SUCCEEDED"])
        self.assertEqual(len(self.sfn.list_executions(mapRunArn=run, statusFilter="FAILED")["executions"]), 1)
        listed = self.sfn.list_executions(stateMachineArn=self.arn())["executions"]
        self.assertEqual(len(listed), 1)

    def test_more_failures_than_are_tolerated(self):
        self.need("list_map_runs")
        ended, runs = self.run_map([-1, -2, -3, 4])
        self.assertEqual((ended["status"], ended["error"]), ("FAILED", "States.ExceedToleratedFailureThreshold"))
        self.assertEqual(self.sfn.describe_map_run(mapRunArn=runs[0]["mapRunArn"])["status"], "FAILED")

    def test_changes_of_a_run_that_has_ended(self):
        self.need("update_map_run")
        _, runs = self.run_map([1])
        with self.refused("ValidationException"):
            self.sfn.update_map_run(mapRunArn=runs[0]["mapRunArn"], maxConcurrency=3)
        none = runs[0]["mapRunArn"][:-4] + "0000"
        for call in (lambda: self.sfn.update_map_run(mapRunArn=none, maxConcurrency=3),
                     lambda: self.sfn.describe_map_run(mapRunArn=none)):
            with self.refused("ResourceNotFound"):
                call()

    def test_a_list_is_of_a_machine_or_of_a_run(self):
        self.need_member("ListExecutions", "redriveFilter")
        self.need("list_map_runs")
        with self.refused("ValidationException"):
            self.sfn.list_executions()
        _, runs = self.run_map([1])
        with self.refused("ValidationException"):
            self.sfn.list_executions(stateMachineArn=self.arn(), mapRunArn=runs[0]["mapRunArn"])
        with self.refused("ValidationException"):
            self.sfn.list_executions(stateMachineArn=self.arn(), redriveFilter="REDRIVEN")
        self.assertEqual(self.sfn.list_executions(mapRunArn=runs[0]["mapRunArn"], redriveFilter="REDRIVEN")["executions"], [])


class Redrives(Sdk):
    def setUp(self):
        super().setUp()
        self.need("redrive_execution")

    def test_what_cannot_be_redriven(self):
        succeeded = self.run_machine()["executionArn"]
        with self.assertRaises(self.sfn.exceptions.ExecutionNotRedrivable) as raised:
            self.sfn.redrive_execution(executionArn=succeeded)
        self.assertIn("Execution is SUCCEEDED and cannot be redriven", str(raised.exception))
        running = self.start(self.create(WAITS, name=self.name + "w"))
        with self.refused("ExecutionNotRedrivable"):
            self.sfn.redrive_execution(executionArn=running)
        with self.refused("ExecutionDoesNotExist"):
            self.sfn.redrive_execution(executionArn=running + "x")

    def test_the_history_goes_on(self):
        execution = self.run_machine(states(A={"Type": "Pass", "Next": "F"}, F={"Type": "Fail", "Error": "E"}))["executionArn"]
        before = self.types(execution)
        redriven = self.sfn.redrive_execution(executionArn=execution)["redriveDate"]
        ended = self.wait(execution)
        self.assertEqual((ended["status"], ended["redriveCount"], ended["redriveDate"]), ("FAILED", 1, redriven))
        events = self.events(execution)
        self.assertEqual([event["id"] for event in events], list(range(1, len(events) + 1)))
        self.assertEqual(events[len(before)]["type"], "ExecutionRedriven")
        self.assertEqual(events[len(before)]["executionRedrivenEventDetails"], {"redriveCount": 1})
        listed = self.sfn.list_executions(stateMachineArn=ended["stateMachineArn"])["executions"][0]
        self.assertEqual((listed["redriveCount"], listed["redriveDate"]), (1, redriven))

    def test_the_same_client_token_redrives_once(self):
        execution = self.run_machine(FAILS)["executionArn"]
        first = self.sfn.redrive_execution(executionArn=execution, clientToken="t1")["redriveDate"]
        self.wait(execution)
        self.assertEqual(self.sfn.redrive_execution(executionArn=execution, clientToken="t1")["redriveDate"], first)
        self.assertEqual(self.wait(execution)["redriveCount"], 1)
        self.sfn.redrive_execution(executionArn=execution, clientToken="t2")
        self.assertEqual(self.wait(execution)["redriveCount"], 2)

    def test_it_has_the_definition_of_its_start(self):
        machine = self.create(FAILS)
        execution = self.start(machine)
        self.wait(execution)
        self.sfn.update_state_machine(stateMachineArn=machine, definition=PASS)
        self.sfn.redrive_execution(executionArn=execution)
        self.assertEqual(self.wait(execution)["status"], "FAILED")


class OneState(Sdk):
    def setUp(self):
        super().setUp()
        self.need("test_state")

    def run_state(self, state, **more):
        result = self.sfn.test_state(definition=json.dumps(state), **{"input": "{}", "roleArn": ROLE, **more})
        result.pop("ResponseMetadata")
        return result

    def test_a_choice(self):
        state = {"Type": "Choice", "Default": "D", "Choices": [{"Variable": "$.n", "NumericGreaterThan": 1, "Next": "Big"}]}
        self.assertEqual(self.run_state(state, input='{"n":2}'), {"status": "SUCCEEDED", "nextState": "Big", "output": '{"n":2}'})
        self.assertEqual(self.run_state(state, input='{"n":0}')["nextState"], "D")

    def test_fields_of_a_pass(self):
        result = self.run_state({"Type": "Pass", "InputPath": "$.a", "Parameters": {"b.$": "$.x"}, "ResultPath": "$.r", "End": True},
                           input='{"a":{"x":1}}', inspectionLevel="DEBUG")
        shown = {name: json.loads(value) for name, value in result["inspectionData"].items()}
        self.assertEqual(shown, {"input": {"a": {"x": 1}}, "afterInputPath": {"x": 1}, "afterParameters": {"b": 1},
                                 "afterResultSelector": {"b": 1}, "afterResultPath": {"a": {"x": 1}, "r": {"b": 1}}})
        self.assertNotIn("nextState", result)

    def test_a_failure(self):
        self.assertEqual(self.run_state({"Type": "Fail", "Error": "E", "Cause": "c"}),
                         {"status": "FAILED", "error": "E", "cause": "c"})

    def test_a_mocked_task_is_retried_and_caught(self):
        if "mock" not in self.sfn.meta.service_model.operation_model("TestState").input_shape.members:
            self.skipTest("this boto3 does not have mocks")
        state = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"},
                 "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2, "BackoffRate": 3, "MaxAttempts": 2}],
                 "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "H"}], "End": True}
        mock = {"errorOutput": {"error": "Busy", "cause": "later"}}
        first = self.run_state(state, mock=mock, inspectionLevel="DEBUG", stateConfiguration={"retrierRetryCount": 1})
        self.assertEqual((first["status"], first["inspectionData"]["errorDetails"]),
                         ("RETRIABLE", {"retryIndex": 0, "retryBackoffIntervalSeconds": 6}))
        last = self.run_state(state, mock=mock, stateConfiguration={"retrierRetryCount": 2})
        self.assertEqual((last["status"], last["nextState"], json.loads(last["output"])),
                         ("CAUGHT_ERROR", "H", {"Error": "Busy", "Cause": "later"}))
        with self.refused("ValidationException", "A test mock should have only one of the following fields: "
                                                 "[result, errorOutput]."):
            self.run_state(state, mock={**mock, "result": "{}"})
        with self.refused("ValidationException", "Mocked result must be valid JSON"):
            self.run_state(state, mock={"result": "{"})

    def test_what_cannot_be_tested(self):
        with self.refused("InvalidDefinition"):
            self.run_state({"Type": "Map", "ItemProcessor": json.loads(PASS), "End": True})
        with self.refused("ValidationException", "RoleArn must be specified when testing a Task state"):
            self.sfn.test_state(definition=json.dumps({"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {
                "FunctionName": "f"}, "End": True}), input="{}")
        with self.refused("InvalidExecutionInput"):
            self.run_state({"Type": "Pass", "End": True}, input="{")


if __name__ == "__main__":
    tests_main(sdk.begin)
