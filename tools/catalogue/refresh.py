#!/usr/bin/env python3
"""Writes the tables of compiler/catalogue/tables from the models that botocore carries and from by_hand.py.

usage: tools/catalogue/refresh.py --date 2026-05-20"""
import argparse
import pathlib

import by_hand
import java_names
import models as botocore_models
import type_table
import write

REPETITIONS = ["Unknown", "ReadOnly", "Idempotent", "Harmful"]  # catalogue::Repetition
PATTERNS = "RS2W"  # catalogue::Pattern


class Operation:
    def __init__(self, name, request=0, response=0, job=0, job2=0, errors=(), repetition="Unknown", patterns="RW",
                 key=""):
        self.name, self.request, self.response, self.job, self.job2 = name, request, response, job, job2
        self.errors, self.key = tuple(sorted(set(errors))), key
        self.repetition = REPETITIONS.index(repetition)
        self.patterns = sum(1 << PATTERNS.index(pattern) for pattern in patterns)


class Service:
    def __init__(self, name, prefix, operations, permission_prefix=""):
        self.name, self.prefix, self.permission_prefix = name, prefix, permission_prefix
        self.operations = sorted(operations, key=lambda operation: operation.name)


def idempotency_member(model, operation):
    """The member of the request that makes a repetition harmless, as the model marks it."""
    if "input" not in operation:
        return ""
    for name, reference in model.shape_of(operation["input"]).get("members", {}).items():
        if reference.get("idempotencyToken"):
            return name
    return ""


def repetition_of(action):
    """By the first word of the action."""
    for repetition, verbs in by_hand.REPETITION.items():
        for verb in verbs.split():
            if action.startswith(verb) and not action[len(verb):len(verb) + 1].islower():
                return repetition
    return "Unknown"


def shape_errors(model, operation, prefix, spell):
    return [f"{prefix}.{spell(error['shape'])}" for error in operation.get("errors", ())]


def page_tokens(model, operation):
    """The members of the response that are absent on the last page."""
    members = model.shape_of(operation["output"])["members"] if "output" in operation else {}
    return [name for name in by_hand.PAGE_TOKENS.split() if name in members]


def sdk_operation(types, model, prefix, operation):
    name, folder = operation["name"], model.folder
    request = response = 0
    if folder in by_hand.DETAILED or name in by_hand.DETAILED_OPERATIONS.get(folder, ()):
        empty = types.add((type_table.OBJECT, ()))
        request = types.of_shape(model, operation["input"]["shape"], True, True) if "input" in operation else empty
        response = types.of_shape(model, operation["output"]["shape"], False, True) if "output" in operation else empty
        always = " ".join(map(java_names.member, by_hand.ALWAYS.get((folder, name), "").split()))
        sometimes = " ".join(map(java_names.member, by_hand.SOMETIMES.get((folder, name), "").split() +
                                 page_tokens(model, operation)))
        if always or sometimes:
            response = types.change(response, {}, (), False, always, sometimes)
    key = idempotency_member(model, operation)
    action = java_names.action(name)
    generic = [f"{prefix}.{prefix}Exception", f"{prefix}.SdkClientException"]
    return Operation(action, request, response, errors=shape_errors(model, operation, prefix, java_names.exception) +
                     generic, repetition=repetition_of(action), key=java_names.member(key) if key else "")


def sdk_services(types, models):
    services = {}
    for model in models.values():
        prefix = java_names.service(model.service_id)
        operations = [sdk_operation(types, model, prefix, each) for each in model.operations.values()]
        name = prefix.lower()
        for each in [name, *by_hand.OTHER_NAMES.get(name, ())]:
            permissions = by_hand.PERMISSION_PREFIXES.get(name, model.permission_prefix)
            services[each] = Service(each, prefix, operations, permissions)
    for name in by_hand.WITHOUT_MODEL:
        services.setdefault(name, Service(name, "", ()))
    return [services[name] for name in sorted(services)]


def optimized_operation(types, models, service, action, facts):
    model, operation = None, {}
    if "api" in facts:
        model = models[facts["api"][0]]
        operation = model.operations[facts["api"][1]]
    empty = types.add((type_table.OBJECT, ()))
    prefix = by_hand.PREFIXES[service]
    if "request" in facts:
        request = types.of_hand(facts["request"], True)
    else:
        request = types.of_shape(model, operation["input"]["shape"], True, False)
        request = types.change(request, facts.get("more", {}), facts.get("without", ()), True)
    if "response" in facts:
        response = types.of_hand(facts["response"], False)
    else:
        response = types.of_shape(model, operation["output"]["shape"], False, False) if "output" in operation else empty
        response = types.change(response, by_hand.METADATA, (), False, facts.get("always", ""),
                                facts.get("sometimes", ""))
    job, job2 = (types.of_hand(facts.get(name, by_hand.ANY), False) for name in ("job", "job2"))
    errors = list(by_hand.MORE_ERRORS.get(service, ()))
    if prefix:
        errors += shape_errors(model, operation, prefix, java_names.older_exception) if model else []
        errors.append(f"{prefix}.SdkClientException")
    if not facts.get("errors", True):
        errors = []
    return Operation(action, request, response, job, job2, errors, facts.get("repetition", repetition_of(action)),
                     facts["patterns"], facts.get("key", ""))


def optimized_services(types, models):
    names = sorted({service for service, _ in by_hand.OPTIMIZED})
    return [Service(name, by_hand.PREFIXES[name],
                    [optimized_operation(types, models, name, action, facts)
                     for (service, action), facts in by_hand.OPTIMIZED.items() if service == name])
            for name in names]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--date", required=True, help="the day of the models, which messages name")
    options = parser.parse_args()
    models = botocore_models.read_models()
    types = type_table.TypeTable(models)
    optimized = optimized_services(types, models)
    sdk = sdk_services(types, models)
    folder = pathlib.Path(__file__).parents[2] / "compiler/catalogue/tables"
    folder.mkdir(exist_ok=True)
    write.write_tables(folder, options.date, botocore_models.version(), optimized, sdk, types.rows)


if __name__ == "__main__":
    main()
