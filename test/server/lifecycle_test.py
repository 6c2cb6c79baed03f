#!/usr/bin/env python3
"""The ends of state machines, limits of what may run, nested executions and forks: each with a server of its own."""

import contextlib
import json
import subprocess

from client import Client, Refused
from with_server import ROLE, ACTIVITY, WAITING, ASKING, PASS, CALLING, WithServer, main


class Deletion(WithServer):
    def test_a_machine_without_executions_is_gone_at_once(self):
        self.serve()
        machine = self.create(PASS)
        self.client.call("DeleteStateMachine", {"stateMachineArn": machine})
        self.assertIsNone(self.status(machine))
        self.create(PASS)

    def test_it_is_deleting_while_an_execution_waits(self):
        self.serve()
        machine = self.create(WAITING)
        execution = self.start(machine)
        self.client.call("DeleteStateMachine", {"stateMachineArn": machine})
        self.assertEqual(self.status(machine), "DELETING")
        self.assertEqual(self.describe(execution)["status"], "RUNNING")
        self.refused("StateMachineDeleting", "StartExecution", stateMachineArn=machine)
        self.refused("StateMachineDeleting", "UpdateStateMachine", stateMachineArn=machine, roleArn=ROLE)
        self.refused("StateMachineDeleting", "CreateStateMachine", name="m", definition=json.dumps(PASS), roleArn=ROLE)
        self.client.call("DeleteStateMachine", {"stateMachineArn": machine})
        self.client.call("StopExecution", {"executionArn": execution})
        self.wait_until(lambda: self.status(machine) is None)
        self.create(PASS)

    def test_an_execution_is_aborted_at_its_next_transition(self):
        self.serve()
        self.client.call("CreateActivity", {"name": "work"})
        machine = self.create(ASKING)
        execution = self.start(machine)
        task = self.client.call("GetActivityTask", {"activityArn": ACTIVITY})
        self.client.call("DeleteStateMachine", {"stateMachineArn": machine})
        self.client.call("SendTaskSuccess", {"taskToken": task["taskToken"], "output": "1"})
        self.wait_until(lambda: self.status(machine) is None)

    def test_its_history_ends_with_the_state_before(self):
        self.serve()
        self.client.call("CreateActivity", {"name": "work"})
        machine = self.create(ASKING)
        execution, waiting = self.start(machine), self.start(self.create(WAITING, "other"))
        # Another execution keeps the machine, so that its history can be read.
        keeping = self.start(machine)
        tasks = [self.client.call("GetActivityTask", {"activityArn": ACTIVITY}) for _ in range(2)]
        self.client.call("DeleteStateMachine", {"stateMachineArn": machine})
        self.client.call("SendTaskSuccess", {"taskToken": tasks[0]["taskToken"], "output": "1"})
        self.wait_until(lambda: "ABORTED" in (self.describe(execution)["status"], self.describe(keeping)["status"]))
        ended = execution if self.describe(execution)["status"] == "ABORTED" else keeping
        events = self.client.call("GetExecutionHistory", {"executionArn": ended})["events"]
        self.assertEqual([event["id"] for event in events], list(range(1, len(events) + 1)))
        self.assertEqual([event["type"] for event in events[-2:]], ["TaskStateExited", "ExecutionAborted"])
        self.assertEqual(self.describe(waiting)["status"], "RUNNING")
        self.assertEqual(self.describe(ended)["redriveStatusReason"], "State machine is in DELETING status")

    def test_it_goes_on_after_a_restart(self):
        self.serve()
        self.client.call("CreateActivity", {"name": "work"})
        machine = self.create(ASKING)
        self.start(machine)
        task = self.client.call("GetActivityTask", {"activityArn": ACTIVITY})
        self.client.call("DeleteStateMachine", {"stateMachineArn": machine})
        self.serve()
        self.assertEqual(self.status(machine), "DELETING")
        self.client.call("SendTaskSuccess", {"taskToken": task["taskToken"], "output": "1"})
        self.wait_until(lambda: self.status(machine) is None)
        self.stop()
        done = subprocess.run([self.aslc, "journal", "verify", "--journal", self.database], capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_a_server_starts_while_a_machine_of_its_files_is_deleted(self):
        file = self.folder / "m.asl.json"
        file.write_text(json.dumps(WAITING))
        machine = "arn:aws:states:us-east-1:123456789012:stateMachine:m"
        self.serve(str(file))
        execution = self.start(machine)
        self.client.call("DeleteStateMachine", {"stateMachineArn": machine})
        self.serve(str(file))
        self.assertIn("the state machine `m` is being deleted: a start after its deletion creates it again", self.said)
        self.assertNotIn("serving", self.said)
        self.assertEqual((self.status(machine), self.describe(execution)["status"]), ("DELETING", "RUNNING"))
        self.client.call("StopExecution", {"executionArn": execution})
        self.wait_until(lambda: self.status(machine) is None)
        self.serve(str(file))
        self.assertIn("serving " + machine, self.said)
        self.assertEqual(self.status(machine), "ACTIVE")


class OpenExecutions(WithServer):
    def test_so_many_may_run_and_no_more(self):
        self.serve("--open-executions", "2")
        machine = self.create(WAITING)
        first = self.start(machine)
        self.start(machine, name="second")
        message = self.refused("ExecutionLimitExceeded", "StartExecution", stateMachineArn=machine)
        self.assertIn("maximum number of running executions", message)
        other = Client(*self.client_address(), region="eu-west-1")
        self.addCleanup(other.close)
        elsewhere = other.call("CreateStateMachine", {"name": "m", "definition": json.dumps(WAITING), "roleArn": ROLE})
        other.call("StartExecution", {"stateMachineArn": elsewhere["stateMachineArn"]})

        self.serve("--open-executions", "2")
        self.refused("ExecutionLimitExceeded", "StartExecution", stateMachineArn=machine)
        self.client.call("StopExecution", {"executionArn": first})
        self.start(machine)
        self.refused("ExecutionLimitExceeded", "RedriveExecution", executionArn=first)

    def client_address(self):
        return self.client.host, self.client.port

    def test_those_that_have_ended_do_not_count(self):
        self.serve("--open-executions", "1")
        machine = self.create(PASS)
        started = set()

        def starts():
            with contextlib.suppress(Refused):  # until the one before has ended
                started.add(self.start(machine))
            return len(started) == 20
        self.wait_until(starts)

    def test_a_refused_input_does_not_count(self):
        self.serve("--open-executions", "1")
        machine = self.create(WAITING)
        for _ in range(3):
            self.refused("InvalidExecutionInput", "StartExecution", stateMachineArn=machine, input="nothing")
        self.start(machine)

    def test_a_number_is_needed(self):
        for text in ("0", "x", "-1"):
            done = subprocess.run([self.aslc, "serve", "--memory", "--open-executions", text], capture_output=True, text=True,
                                  check=False)
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"expected a whole number from 1 on, found `{text}`", done.stderr)


class Quotas(WithServer):
    def test_buckets_are_those_of_aws(self):
        self.serve("--quotas", "aws")
        with self.assertRaises(Refused) as caught:
            for number in range(400):
                # A bucket that gains only one token a second.
                self.client.call("CreateActivity", {"name": "a"})
                self.assertLess(number, 399)
        self.assertEqual((caught.exception.code, caught.exception.message), ("ThrottlingException", "Rate exceeded"))

    def test_a_part_of_the_calls_is_refused(self):
        self.serve("--throttle", "StartExecution 50%")
        machine = self.create(PASS)
        refused = 0
        for _ in range(10):
            try:
                self.start(machine)
            except Refused as error:
                self.assertEqual(error.code, "ThrottlingException")
                refused += 1
        self.assertEqual(refused, 5)


class Forks(WithServer):
    def fork(self, *options):
        return subprocess.run([self.aslc, "executions", "fork", "--journal", self.database, *options], capture_output=True,
                              text=True, check=False, timeout=60)

    def test_an_execution_of_the_server_is_forked(self):
        self.serve("--metrics")
        machine = self.create({"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": 1, "Next": "B"},
                                                          "B": {"Type": "Pass", "End": True}}})
        execution = self.start(machine, name="one")
        self.wait_until(lambda: self.describe(execution)["status"] == "SUCCEEDED")
        self.client.call("UpdateStateMachine", {"stateMachineArn": machine, "definition": json.dumps(PASS)})
        forked = self.fork("one", "--at", "4", "--name", "two")
        self.assertEqual((forked.stdout, forked.stderr), ("two\n", ""))
        fork = execution.replace(":one", ":two")
        self.wait_until(lambda: self.describe(fork)["status"] == "SUCCEEDED")
        self.assertEqual(self.describe(fork)["output"], "1")

        def types(arn):
            events = self.client.call("GetExecutionHistory", {"executionArn": arn})["events"]
            return [(event["id"], event["previousEventId"], event["type"]) for event in events]

        self.assertEqual(types(fork), types(execution))
        self.assertIn("is in no state", self.fork(execution, "--at", "6").stderr)
        self.assertIn("there is an execution `two` already", self.fork("one", "--at", "4", "--name", "two").stderr)


class NestedExecutions(WithServer):
    """A task that starts an execution with a name, and the end of the server before the task has its result."""

    def types(self, execution):
        events = self.client.call("GetExecutionHistory", {"executionArn": execution})["events"]
        return [event["type"] for event in events]

    def test_a_task_takes_the_result_of_a_child_that_ended_meanwhile(self):
        parent = self.end_child_before(lambda: None)
        self.wait_until(lambda: self.describe(parent)["status"] != "RUNNING")
        self.assertEqual(json.loads(self.describe(parent)["output"])["Output"], "7")
        self.assertEqual(len(self.client.call("ListExecutions", {"stateMachineArn": self.machine})["executions"]), 1)

    def test_a_task_takes_the_result_of_a_child_whose_definition_is_damaged_since_then(self):
        damage = "UPDATE revision SET definition = replace(definition, 'work', 'walk') WHERE definition LIKE '%\"m\"%'"
        parent = self.end_child_before(lambda: self.change(damage))
        self.wait_until(lambda: self.describe(parent)["status"] != "RUNNING")
        self.assertEqual(json.loads(self.describe(parent)["output"])["Output"], "7")

    def test_a_task_takes_the_result_of_a_child_whose_machine_is_deleted_since_then(self):
        parent = self.end_child_before(
            lambda: self.client.call("DeleteStateMachine", {"stateMachineArn": self.machine}))
        self.wait_until(lambda: self.describe(parent)["status"] != "RUNNING")
        self.assertEqual(json.loads(self.describe(parent)["output"])["Output"], "7")

    def end_child_before(self, then):
        """Ends the child of an execution that does not go on meanwhile, as after a crash, and starts the server again."""
        self.serve()
        self.client.call("CreateActivity", {"name": "work"})
        self.machine = self.create({"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": ACTIVITY, "End": True}}})
        parent = self.start(self.create(CALLING, "parent"), name="p")
        self.wait_until(lambda: "TaskSubmitted" in self.types(parent))
        crc = "UPDATE journal SET crc = crc + ? WHERE execution = (SELECT id FROM execution WHERE name = 'p')"
        self.change(crc, 1)
        self.serve()
        task = self.client.call("GetActivityTask", {"activityArn": ACTIVITY})
        self.client.call("SendTaskSuccess", {"taskToken": task["taskToken"], "output": "7"})
        child = self.machine.replace(":stateMachine:", ":execution:") + ":child"
        self.wait_until(lambda: self.describe(child)["status"] == "SUCCEEDED")
        then()
        self.change(crc, -1)
        self.serve()
        return parent

    def kill_before_it_is_told(self, holds):
        """Kills the server as soon as something holds: events for which nothing waits are written half a second later."""
        self.wait_until(holds)
        self.process.kill()
        self.process.wait()
        self.serve()

    def status_of(self, execution):
        """None when there is no such execution yet."""
        try:
            return self.describe(execution)["status"]
        except Refused:
            return None

    def calling(self, *before):
        """A task that starts an execution called `child`, after `before`; what follows waits."""
        task = {**CALLING["States"]["A"], "Next": "W", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "W"}]}
        del task["End"]
        return {"StartAt": before[0][0] if before else "A",
                "States": {**dict(before), "A": task, "W": {**WAITING["States"]["A"]}}}

    def test_a_task_that_was_told_nothing_finds_the_execution_that_it_has_started(self):
        self.serve()
        child = self.create(PASS).replace(":stateMachine:", ":execution:") + ":child"
        parent = self.start(self.create(self.calling(), "parent"))
        self.kill_before_it_is_told(lambda: self.status_of(child) == "SUCCEEDED")
        self.wait_until(lambda: "WaitStateEntered" in self.types(parent))
        self.assertIn("TaskSucceeded", self.types(parent))

    def test_tasks_that_start_one_execution_at_the_same_time_all_have_it(self):
        self.serve()
        self.create(WAITING)
        task = {**CALLING["States"]["A"], "Resource": "arn:aws:states:::states:startExecution"}
        parallel = {"Type": "Parallel", "Branches": [{"StartAt": "A", "States": {"A": task}}] * 10, "End": True}
        parent = self.start(self.create({"StartAt": "P", "States": {"P": parallel}}, "parent"))
        self.wait_until(lambda: self.describe(parent)["status"] != "RUNNING")
        ended = self.describe(parent)
        self.assertEqual(ended["status"], "SUCCEEDED", ended.get("cause"))
        self.assertEqual(len({each["ExecutionArn"] for each in json.loads(ended["output"])}), 1)

    def test_of_two_tasks_that_give_one_name_only_one_has_the_execution_after_a_crash_too(self):
        self.serve()
        child = self.create(PASS).replace(":stateMachine:", ":execution:") + ":child"

        def branch(number):
            task = {**CALLING["States"]["A"], "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Taken"}]}
            task["Parameters"] = {**task["Parameters"], "Input": number}
            return {"StartAt": "A", "States": {"A": task, "Taken": {"Type": "Succeed"}}}

        parallel = {"Type": "Parallel", "Branches": [branch(1), branch(2)], "Next": "W"}
        parent = self.start(self.create(
            {"StartAt": "P", "States": {"P": parallel, "W": {**WAITING["States"]["A"]}}}, "parent"))
        self.kill_before_it_is_told(lambda: self.status_of(child) == "SUCCEEDED")
        self.wait_until(lambda: "WaitStateEntered" in self.types(parent))
        ends = [each for each in self.types(parent) if each in ("TaskSucceeded", "TaskSubmitFailed")]
        self.assertEqual(sorted(ends), ["TaskSubmitFailed", "TaskSucceeded"])

    def test_a_name_that_another_execution_has_is_an_error_after_a_crash_too(self):
        self.serve()
        machine = self.create(PASS)
        child = self.start(machine, name="child", input="[1]")
        self.wait_until(lambda: self.describe(child)["status"] == "SUCCEEDED")
        parent = self.start(self.create(self.calling(), "parent"))
        self.kill_before_it_is_told(lambda: "TaskScheduled" in self.types(parent))
        self.wait_until(lambda: "WaitStateEntered" in self.types(parent))
        self.assertIn("TaskSubmitFailed", self.types(parent))

    def test_a_name_that_an_earlier_task_has_given_is_an_error_after_a_crash_too(self):
        self.serve()
        self.create(PASS)
        first = {**CALLING["States"]["A"], "Next": "A"}
        del first["End"]
        parent = self.start(self.create(self.calling(("First", first)), "parent"))
        self.kill_before_it_is_told(lambda: self.types(parent).count("TaskScheduled") == 2)
        self.wait_until(lambda: "WaitStateEntered" in self.types(parent))
        self.assertIn("TaskSubmitFailed", self.types(parent))


if __name__ == "__main__":
    main()
