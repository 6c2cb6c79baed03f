#!/usr/bin/env python3
"""State machines, tags, versions, aliases and activities with AWS's SDK for Python: what each call answers, rightly and
wrongly used."""

import json
import threading
import uuid

import sdk
from client import tests_main
from sdk import FAILS, PASS, PREFIX, ROLE, WAITS, Sdk, states

OTHER_ROLE = ROLE + "2"


class Machines(Sdk):
    def test_creation_with_another_role_and_other_tags_is_the_same(self):
        first = self.sfn.create_state_machine(name=self.name, definition=PASS, roleArn=ROLE)
        again = self.sfn.create_state_machine(name=self.name, definition=PASS, roleArn=OTHER_ROLE,
                                              tags=[{"key": "a", "value": "b"}])
        self.assertEqual((again["stateMachineArn"], again["creationDate"]),
                         (first["stateMachineArn"], first["creationDate"]))
        self.assertEqual(self.sfn.describe_state_machine(stateMachineArn=first["stateMachineArn"])["roleArn"], ROLE)
        self.assertEqual(self.sfn.list_tags_for_resource(resourceArn=first["stateMachineArn"])["tags"], [])

    def test_creation_with_the_definition_formatted_otherwise_is_refused(self):
        machine = self.create()
        with self.refused("StateMachineAlreadyExists", f"State Machine Already Exists: '{machine}'"):
            self.create(json.dumps(json.loads(PASS), indent=1))

    def test_creation_with_another_type_is_refused(self):
        machine = self.create()
        with self.refused("StateMachineAlreadyExists", f"State Machine Already Exists: '{machine}'"):
            self.create(type="EXPRESS")

    def test_description_has_defaults(self):
        described = self.sfn.describe_state_machine(stateMachineArn=self.create())
        self.assertEqual(described["type"], "STANDARD")
        self.assertEqual(described["loggingConfiguration"], {"level": "OFF", "includeExecutionData": False})
        self.assertEqual(described["tracingConfiguration"], {"enabled": False})
        self.assertNotIn("revisionId", described)
        self.assertNotIn("label", described)
        self.assertNotIn("description", described)

    def test_names(self):
        for name in ("a b", "a/b", "a:b", "a#b", "a\nb", "a\u0085b", "", "<a>", "a*", "a$", "a\ufffe"):
            with self.subTest(name), self.assertRaises(sdk.botocore.exceptions.ClientError) as raised:
                self.create(name=name)
            expected = "ValidationException" if not name else "InvalidName"
            self.assertEqual(raised.exception.response["Error"]["Code"], expected)
        with self.refused("ValidationException"):
            self.create(name="x" * 81)
        self.create(name=self.name + ".-_+!@()='\u00e9")

    def test_an_error_of_a_name_shows_it(self):
        with self.refused("InvalidName", "Invalid Name: 'a b'"):
            self.create(name="a b")

    def test_a_definition_that_is_no_json(self):
        with self.assertRaises(self.sfn.exceptions.InvalidDefinition) as raised:
            self.create("not json")
        self.assertIn("Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: ", str(raised.exception))

    def test_definition_errors_are_told_together(self):
        with self.assertRaises(self.sfn.exceptions.InvalidDefinition) as raised:
            self.create(states(A={"Type": "Pass", "Next": "B"}, C={"Type": "Pass", "Next": "D"}))
        message = raised.exception.response["Error"]["Message"]
        self.assertIn("MISSING_TRANSITION_TARGET", message)
        self.assertIn("/States/A/Next", message)
        self.assertIn("/States/C/Next", message)

    def test_update_of_nothing(self):
        machine = self.create()
        with self.refused("MissingRequiredParameter", "Either the definition, the role ARN, the LoggingConfiguration, or the "
                                                      "TracingConfiguration must be specified"):
            self.sfn.update_state_machine(stateMachineArn=machine)

    def test_an_update_makes_a_revision_and_the_same_again_none(self):
        self.need_member("UpdateStateMachine", "revisionId")
        machine = self.create()
        self.assertNotIn("revisionId", self.sfn.update_state_machine(stateMachineArn=machine, definition=PASS))
        revision = self.sfn.update_state_machine(stateMachineArn=machine, definition=FAILS)["revisionId"]
        uuid.UUID(revision)
        again = self.sfn.update_state_machine(stateMachineArn=machine, definition=FAILS, roleArn=ROLE)
        self.assertEqual(again["revisionId"], revision)
        self.assertEqual(self.sfn.describe_state_machine(stateMachineArn=machine)["revisionId"], revision)

    def test_update_of_one_part_keeps_the_others(self):
        machine = self.create()
        self.sfn.update_state_machine(stateMachineArn=machine, roleArn=OTHER_ROLE)
        self.sfn.update_state_machine(stateMachineArn=machine, tracingConfiguration={"enabled": True})
        described = self.sfn.describe_state_machine(stateMachineArn=machine)
        self.assertEqual((described["definition"], described["roleArn"], described["tracingConfiguration"]["enabled"]),
                         (PASS, OTHER_ROLE, True))

    def test_a_refused_update_changes_nothing(self):
        machine = self.create()
        with self.refused("InvalidDefinition"):
            self.sfn.update_state_machine(stateMachineArn=machine, definition="{}", roleArn=OTHER_ROLE)
        self.assertEqual(self.sfn.describe_state_machine(stateMachineArn=machine)["roleArn"], ROLE)

    def test_an_execution_keeps_the_definition_it_was_started_with(self):
        machine = self.create(WAITS)
        execution = self.start(machine)
        self.sfn.update_state_machine(stateMachineArn=machine, definition=PASS, roleArn=OTHER_ROLE)
        described = self.sfn.describe_state_machine_for_execution(executionArn=execution)
        self.assertEqual((described["definition"], described["roleArn"], described["name"]), (WAITS, ROLE, self.name))
        self.assertNotIn("creationDate", described)
        self.assertNotIn("status", described)
        self.sfn.stop_execution(executionArn=execution)

    def test_unknown_machines(self):
        arn = self.arn("none")
        for call in (lambda: self.sfn.describe_state_machine(stateMachineArn=arn),
                     lambda: self.sfn.update_state_machine(stateMachineArn=arn, roleArn=ROLE),
                     lambda: self.sfn.list_executions(stateMachineArn=arn),
                     lambda: self.start(arn)):
            with self.refused("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{arn}'"):
                call()
        self.assertEqual(self.sfn.delete_state_machine(stateMachineArn=arn)["ResponseMetadata"]["HTTPStatusCode"], 200)

    def test_arns_of_other_things(self):
        for arn in ("bad", "arn:aws:states:us-east-1:123456789012:stateMachine", "arn:aws:lambda:us-east-1:1:function:f"):
            with self.subTest(arn), self.refused("InvalidArn"):
                self.sfn.describe_state_machine(stateMachineArn=arn)
        with self.refused("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: bad'"):
            self.sfn.describe_state_machine(stateMachineArn="bad")

    def test_lists_are_by_name_and_in_pages(self):
        names = [f"{self.name}-{suffix}" for suffix in ("m0", "m1", "m10", "m2", "M3")]
        for name in names:
            self.create(name=name)
        found, token = [], None
        while True:
            page = self.sfn.list_state_machines(maxResults=2, **({"nextToken": token} if token else {}))
            self.assertLessEqual(len(page["stateMachines"]), 2)
            found += [item["name"] for item in page["stateMachines"]]
            token = page.get("nextToken")
            if not token:
                break
        self.assertEqual([name for name in found if name in names], sorted(names))
        self.assertEqual(set(page["stateMachines"][0]) if page["stateMachines"] else set(),
                         {"stateMachineArn", "name", "type", "creationDate"} if page["stateMachines"] else set())

    def test_bounds_of_pages(self):
        with self.refused("ValidationException", "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy "
                                                 "constraint: Member must have value less than or equal to 1000"):
            self.sfn.list_state_machines(maxResults=1001)
        with self.refused("InvalidToken", "Invalid Token: 'Invalid token'"):
            self.sfn.list_state_machines(nextToken="nothing")
        self.assertIn("stateMachines", self.sfn.list_state_machines(maxResults=0))

    def test_a_token_belongs_to_its_list(self):
        for suffix in "ab":
            self.create(name=self.name + suffix)
        token = self.sfn.list_state_machines(maxResults=1)["nextToken"]
        with self.refused("InvalidToken"):
            self.sfn.list_activities(nextToken=token)

    def test_several_constraints_are_told_at_once(self):
        with self.assertRaises(sdk.botocore.exceptions.ClientError) as raised:
            self.sfn.create_state_machine(name="x" * 81, definition=PASS, roleArn="", type="QUICK")
        message = raised.exception.response["Error"]["Message"]
        self.assertIn("3 validation errors detected: ", message)
        self.assertIn("; Value 'QUICK' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [", message)

    def test_required_members(self):
        with self.refused("ValidationException"):
            self.sfn.create_state_machine(name=self.name, roleArn=ROLE)

    def test_logging_needs_a_destination(self):
        with self.refused("InvalidLoggingConfiguration",
                          "Invalid Logging Configuration: Must specify exactly one Log Destination."):
            self.create(loggingConfiguration={"level": "ALL"})
        logging = {"level": "ALL", "includeExecutionData": True, "destinations": [
            {"cloudWatchLogsLogGroup": {"logGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:g:*"}}]}
        machine = self.create(loggingConfiguration=logging)
        self.assertEqual(self.sfn.describe_state_machine(stateMachineArn=machine)["loggingConfiguration"], logging)

    def test_express_refuses_what_waits(self):
        for resource, text in (("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "'.waitForTaskToken' service integration"),
                               ("arn:aws:states:::states:startExecution.sync", "'.sync' service integration"),
                               (f"{PREFIX}activity:a", "Activity ARN")):
            with self.subTest(resource), self.assertRaises(self.sfn.exceptions.InvalidDefinition) as raised:
                self.create(states(X={"Type": "Task", "Resource": resource, "End": True, "Parameters": {
                    "QueueUrl": "q", "MessageBody.$": "$$.Task.Token", "StateMachineArn": self.arn()} if "sqs" in resource or
                    "states:::" in resource else {}}), type="EXPRESS")
            self.assertIn("Express state machine does not support " + text, str(raised.exception))

    def test_a_definition_is_checked_without_being_made(self):
        self.need("validate_state_machine_definition")
        good = self.sfn.validate_state_machine_definition(definition=PASS)
        self.assertEqual((good["result"], good["diagnostics"], good["truncated"]), ("OK", [], False))
        bad = self.sfn.validate_state_machine_definition(definition=states(
            A={"Type": "Choice", "Default": "S", "Choices": [{"Variable": "$.a", "IsPresent": True, "Next": "B"}]},
            S={"Type": "Succeed"}))
        self.assertEqual(bad["result"], "FAIL")
        self.assertEqual((bad["diagnostics"][0]["severity"], bad["diagnostics"][0]["location"]), ("ERROR", "/States/A/Choices[0]/Next"))
        many = states(**{f"S{i}": {"Type": "Pass", "Next": f"N{i}"} for i in range(5)})
        some = self.sfn.validate_state_machine_definition(definition=many, maxResults=2)
        self.assertEqual((len(some["diagnostics"]), some["truncated"], some["result"]), (2, True, "FAIL"))


class Tags(Sdk):
    def test_a_key_has_one_value(self):
        machine = self.create(tags=[{"key": "a", "value": "1"}, {"key": "b", "value": "2"}])
        self.sfn.tag_resource(resourceArn=machine, tags=[{"key": "a", "value": "3"}])
        tags = self.sfn.list_tags_for_resource(resourceArn=machine)["tags"]
        self.assertEqual({tag["key"]: tag["value"] for tag in tags}, {"a": "3", "b": "2"})
        self.sfn.untag_resource(resourceArn=machine, tagKeys=["a", "absent"])
        self.assertEqual(self.sfn.list_tags_for_resource(resourceArn=machine)["tags"], [{"key": "b", "value": "2"}])

    def test_tags_of_nothing(self):
        for arn in (self.arn("none"), f"{PREFIX}activity:none"):
            for call in (lambda: self.sfn.tag_resource(resourceArn=arn, tags=[{"key": "a", "value": "b"}]),
                         lambda: self.sfn.list_tags_for_resource(resourceArn=arn),
                         lambda: self.sfn.untag_resource(resourceArn=arn, tagKeys=["a"])):
                with self.refused("ResourceNotFound", f"Resource not found: '{arn}'"):
                    call()

    def test_so_many_tags_and_no_more(self):
        machine = self.create(tags=[{"key": f"k{i}", "value": ""} for i in range(49)])
        self.sfn.tag_resource(resourceArn=machine, tags=[{"key": "k49", "value": ""}])
        with self.refused("TooManyTags"):
            self.sfn.tag_resource(resourceArn=machine, tags=[{"key": "k50", "value": ""}])
        self.assertEqual(len(self.sfn.list_tags_for_resource(resourceArn=machine)["tags"]), 50)

    def test_lengths_of_tags(self):
        machine = self.create()
        for tag in ({"key": "k" * 129, "value": ""}, {"key": "", "value": ""}, {"key": "k", "value": "v" * 257}):
            with self.subTest(len(tag["key"])), self.refused("ValidationException"):
                self.sfn.tag_resource(resourceArn=machine, tags=[tag])


class Versions(Sdk):
    def setUp(self):
        super().setUp()
        self.need("publish_state_machine_version")

    def publish(self, machine, **more):
        return self.sfn.publish_state_machine_version(stateMachineArn=machine, **more)["stateMachineVersionArn"]

    def two_versions(self):
        machine = self.create()
        first = self.publish(machine)
        self.sfn.update_state_machine(stateMachineArn=machine, definition=FAILS)
        return machine, first, self.publish(machine)

    def test_numbers_grow_and_are_not_used_again(self):
        machine, first, second = self.two_versions()
        self.assertEqual((first, second), (machine + ":1", machine + ":2"))
        self.assertEqual(self.publish(machine), second)
        self.sfn.delete_state_machine_version(stateMachineVersionArn=second)
        self.sfn.update_state_machine(stateMachineArn=machine, definition=WAITS)
        self.assertEqual(self.publish(machine), machine + ":3")
        listed = self.sfn.list_state_machine_versions(stateMachineArn=machine)["stateMachineVersions"]
        self.assertEqual([item["stateMachineVersionArn"] for item in listed], [machine + ":3", machine + ":1"])

    def test_a_version_is_frozen(self):
        machine, first, second = self.two_versions()
        self.assertEqual(self.sfn.describe_state_machine(stateMachineArn=first)["definition"], PASS)
        self.assertEqual(self.wait(self.start(first))["status"], "SUCCEEDED")
        ended = self.wait(self.start(second))
        self.assertEqual((ended["status"], ended["stateMachineVersionArn"], ended["stateMachineArn"]),
                         ("FAILED", second, machine))
        self.assertNotIn("stateMachineVersionArn", self.wait(self.start(machine)))

    def test_executions_of_a_version(self):
        machine, first, _ = self.two_versions()
        through, bare = self.start(first), self.start(machine)
        self.wait(bare)
        self.wait(through)
        listed = [item["executionArn"] for item in self.sfn.list_executions(stateMachineArn=first)["executions"]]
        self.assertEqual(listed, [through])
        self.assertEqual(len(self.sfn.list_executions(stateMachineArn=machine)["executions"]), 2)

    def test_a_revision_that_is_not_the_current_one(self):
        machine, _, _ = self.two_versions()
        with self.refused("ConflictException"):
            self.publish(machine, revisionId=str(uuid.uuid4()))
        current = self.sfn.describe_state_machine(stateMachineArn=machine)["revisionId"]
        self.assertEqual(self.publish(machine, revisionId=current), machine + ":2")

    def test_a_description_needs_a_version(self):
        with self.refused("ValidationException", "Version description can only be set when publish is true"):
            self.create(versionDescription="x")
        made = self.sfn.create_state_machine(name=self.name, definition=PASS, roleArn=ROLE, publish=True, versionDescription="x")
        self.assertEqual(self.sfn.describe_state_machine(stateMachineArn=made["stateMachineVersionArn"])["description"], "x")

    def test_a_version_is_no_machine(self):
        _, first, _ = self.two_versions()
        with self.refused("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{first}'"):
            self.sfn.update_state_machine(stateMachineArn=first, roleArn=OTHER_ROLE)
        with self.refused("ResourceNotFound", f"Resource not found: '{first}'"):
            self.sfn.tag_resource(resourceArn=first, tags=[{"key": "a", "value": "b"}])
        self.sfn.delete_state_machine_version(stateMachineVersionArn=first[:-1] + "99")

    def alias(self, *routes, **more):
        return self.sfn.create_state_machine_alias(name=more.pop("name", "PROD"), routingConfiguration=[
            {"stateMachineVersionArn": version, "weight": weight} for version, weight in routes], **more)["stateMachineAliasArn"]

    def test_routes_of_an_alias(self):
        machine, first, second = self.two_versions()
        with self.refused("ValidationException", "Sum of routing configuration weights must equal 100. Received: [70, 29]"):
            self.alias((first, 70), (second, 29))
        with self.refused("ValidationException", "Routing configuration must contain distinct state machine version ARNs. "
                                                 f"Received: [{first}, {first}]"):
            self.alias((first, 50), (first, 50))
        with self.refused("ValidationException",
                          f"Routing configuration must contain state machine version ARNs. Received: [{machine}]"):
            self.alias((machine, 100))
        with self.refused("ValidationException"):
            self.alias((first, 100), name="123")
        with self.refused("ValidationException"):
            self.alias((first, 101))

    def test_an_alias_leads_to_its_versions_by_weight(self):
        machine, first, second = self.two_versions()
        alias = self.alias((first, 50), (second, 50))
        taken = {self.wait(self.start(alias))["stateMachineVersionArn"] for _ in range(40)}
        self.assertEqual(taken, {first, second})
        self.sfn.update_state_machine_alias(stateMachineAliasArn=alias, routingConfiguration=[
            {"stateMachineVersionArn": second, "weight": 100}, {"stateMachineVersionArn": first, "weight": 0}])
        ended = self.wait(self.start(alias))
        self.assertEqual((ended["stateMachineArn"], ended["stateMachineAliasArn"], ended["stateMachineVersionArn"]),
                         (machine, alias, second))
        through = self.sfn.list_executions(stateMachineArn=alias)["executions"]
        self.assertEqual(len(through), 41)

    def test_the_same_alias_again(self):
        _, first, second = self.two_versions()
        self.assertEqual(self.alias((first, 100), description="d"), self.alias((first, 100), description="d"))
        for more in ({"description": "other"}, {}):
            with self.refused("ConflictException", "Failed to create alias because an alias with the same name and a different "
                                                   "routing configuration already exists."):
                self.alias((first, 100), **more)
        with self.refused("ConflictException"):
            self.alias((second, 100), description="d")

    def test_a_version_with_aliases_stays(self):
        _, first, _ = self.two_versions()
        for name in ("PROD", "TEST"):
            self.alias((first, 100), name=name)
        with self.refused("ConflictException", "Version to be deleted must not be referenced by an alias. Current list of "
                                               "aliases referencing this version: [PROD, TEST]"):
            self.sfn.delete_state_machine_version(stateMachineVersionArn=first)

    def test_aliases_end(self):
        machine, first, _ = self.two_versions()
        alias = self.alias((first, 100))
        listed = self.sfn.list_state_machine_aliases(stateMachineArn=machine)["stateMachineAliases"]
        self.assertEqual([item["stateMachineAliasArn"] for item in listed], [alias])
        self.sfn.delete_state_machine_alias(stateMachineAliasArn=alias)
        self.sfn.delete_state_machine_alias(stateMachineAliasArn=alias)
        self.assertEqual(self.sfn.list_state_machine_aliases(stateMachineArn=machine)["stateMachineAliases"], [])
        with self.refused("ResourceNotFound", "Request references a resource that does not exist."):
            self.sfn.update_state_machine_alias(stateMachineAliasArn=alias, description="x")
        with self.refused("ResourceNotFound"):
            self.sfn.describe_state_machine_alias(stateMachineAliasArn=alias)

    def test_a_deleted_machine_takes_them_along(self):
        machine, first, _ = self.two_versions()
        alias = self.alias((first, 100))
        self.sfn.delete_state_machine(stateMachineArn=machine)
        with self.refused("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{machine}'"):
            self.sfn.describe_state_machine(stateMachineArn=machine)
        with self.refused("ResourceNotFound"):
            self.sfn.describe_state_machine_alias(stateMachineAliasArn=alias)
        self.assertEqual(self.create(), machine)
        self.assertEqual(self.publish(machine)[-2:], ":1")


class Activities(Sdk):
    def test_their_life(self):
        made = self.sfn.create_activity(name=self.name, tags=[{"key": "a", "value": "b"}])
        arn = made["activityArn"]
        self.assertEqual(arn, f"{PREFIX}activity:{self.name}")
        self.assertEqual(self.sfn.create_activity(name=self.name)["creationDate"], made["creationDate"])
        described = self.sfn.describe_activity(activityArn=arn)
        self.assertEqual((described["name"], described["creationDate"]), (self.name, made["creationDate"]))
        self.assertEqual(self.sfn.list_tags_for_resource(resourceArn=arn)["tags"], [{"key": "a", "value": "b"}])
        self.sfn.delete_activity(activityArn=arn)
        self.sfn.delete_activity(activityArn=arn)
        for call in (self.sfn.describe_activity, self.sfn.get_activity_task):
            with self.refused("ActivityDoesNotExist", f"Activity Does Not Exist: '{arn}'"):
                call(activityArn=arn)

    def test_lists_in_pages(self):
        names = [f"{self.name}-{i}" for i in range(5)]
        for name in names:
            self.sfn.create_activity(name=name)
        pages = self.sfn.get_paginator("list_activities").paginate(PaginationConfig={"PageSize": 2})
        found = [item["name"] for page in pages for item in page["activities"]]
        self.assertEqual([name for name in found if name in names], names)

    def test_tasks_are_given_once_and_in_order(self):
        activity = self.sfn.create_activity(name=self.name)["activityArn"]
        machine = self.create(states(A={"Type": "Task", "Resource": activity, "End": True}))
        started = [self.start(machine, input=json.dumps({"i": i})) for i in range(4)]
        tasks = [self.sfn.get_activity_task(activityArn=activity, workerName="w") for _ in started]
        self.assertEqual([json.loads(task["input"])["i"] for task in tasks], [0, 1, 2, 3])
        self.assertEqual(len({task["taskToken"] for task in tasks}), 4)
        for task in tasks:
            self.sfn.send_task_success(taskToken=task["taskToken"], output="1")
        for execution in started:
            self.assertEqual(self.wait(execution)["status"], "SUCCEEDED")

    def test_a_waiting_worker_gets_what_comes(self):
        activity = self.sfn.create_activity(name=self.name)["activityArn"]
        got = []
        worker = threading.Thread(target=lambda: got.append(self.sfn.get_activity_task(activityArn=activity, workerName="w")))
        worker.start()
        execution = self.start(self.create(states(A={"Type": "Task", "Resource": activity, "End": True})))
        worker.join()
        with self.refused("InvalidOutput"):
            self.sfn.send_task_success(taskToken=got[0]["taskToken"], output="{")
        self.sfn.send_task_success(taskToken=got[0]["taskToken"], output="null")
        self.assertEqual(self.wait(execution)["output"], "null")
        started = next(event for event in self.events(execution) if event["type"] == "ActivityStarted")
        self.assertEqual(started["activityStartedEventDetails"], {"workerName": "w"})

    def test_a_heartbeat_that_does_not_come(self):
        activity = self.sfn.create_activity(name=self.name)["activityArn"]
        execution = self.start(self.create(states(A={"Type": "Task", "Resource": activity, "HeartbeatSeconds": 1,
                                                     "TimeoutSeconds": 60, "End": True})))
        token = self.sfn.get_activity_task(activityArn=activity)["taskToken"]
        ended = self.wait(execution)
        self.assertEqual((ended["status"], ended["error"]), ("FAILED", "States.Timeout"))
        with self.refused("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'"):
            self.sfn.send_task_heartbeat(taskToken=token)


if __name__ == "__main__":
    tests_main(sdk.begin)
