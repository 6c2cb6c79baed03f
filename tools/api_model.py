#!/usr/bin/env python3
"""Writes runtime/api/model_table.inc: the operations of the Step Functions API and the shapes of their requests and
responses, from the public model that botocore carries.

    tools/api_model.py [--model FILE] [--check] [--out FILE]

FILE is `service-2.json` or `service-2.json.gz` of botocore's `stepfunctions`, or any JSON file of the same form; without
it, that of the botocore of this Python. Debian's is older than the API is now: take the newest. --check only says whether the
table is what the model gives.
"""

import argparse
import gzip
import json
import pathlib
import sys

TABLE = pathlib.Path(__file__).resolve().parent.parent / "runtime/api/model_table.inc"
KINDS = {"string": "String", "integer": "Integer", "long": "Long", "float": "Float", "double": "Float", "boolean": "Boolean",
         "timestamp": "Timestamp", "list": "List", "map": "Map", "structure": "Structure"}


def botocores_model():
    import botocore
    folder = pathlib.Path(botocore.__file__).parent / "data/stepfunctions/2016-11-23"
    return folder / "service-2.json.gz" if (folder / "service-2.json.gz").exists() else folder / "service-2.json"


def read(path):
    data = path.read_bytes()
    return json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)


def shape_of(reference):
    """References are objects in botocore's files and plain names in others."""
    return reference["shape"] if isinstance(reference, dict) else reference


def quoted(text):
    return json.dumps(text)  # the model is ASCII


def reachable(model):
    """Names of the shapes of requests and responses, sorted; those of errors are not among them."""
    shapes, found = model["shapes"], set()
    waiting = [shape_of(operation[side]) for operation in model["operations"].values() for side in ("input", "output")]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        shape = shapes[name]
        waiting += [shape_of(member) for member in shape.get("members", {}).values()]
        waiting += [shape_of(shape[part]) for part in ("member", "value") if part in shape]
    return sorted(found)


def limit(shape, side):
    value = shape.get(side)
    return "kNone" if value is None else str(int(value))


def table(model):
    names = reachable(model)
    number = {name: index for index, name in enumerate(names)}
    members, values, shapes, errors, operations = [], [], [], [], []
    for name in names:
        shape = model["shapes"][name]
        required = set(shape.get("required", ()))
        first_member, first_value = len(members), len(values)
        for member, reference in shape.get("members", {}).items():
            members.append(f'    {{{quoted(member)}, {number[shape_of(reference)]}, {str(member in required).lower()}}},')
        values += [f"    {quoted(value)}," for value in shape.get("enum", ())]
        item = shape_of(shape.get("member") or shape.get("value") or name)
        shapes.append(f"    {{{quoted(name)}, Kind::{KINDS[shape['type']]}, {limit(shape, 'min')}, {limit(shape, 'max')}, "
                      f"{quoted(shape.get('pattern', ''))}, {first_member}, {len(members) - first_member}, {first_value}, "
                      f"{len(values) - first_value}, {number[item]}, {str(bool(shape.get('sensitive'))).lower()}}},"
                      f" // {number[name]}")
    for name in sorted(model["operations"]):
        operation = model["operations"][name]
        first = len(errors)
        errors += [f"    {quoted(shape_of(error))}," for error in operation.get("errors", ())]
        operations.append(f"    {{{quoted(name)}, {number[shape_of(operation['input'])]}, {number[shape_of(operation['output'])]}, "
                          f"{first}, {len(errors) - first}}},")
    version = model["metadata"]["apiVersion"]
    return "\n".join([
        f"// Version {version} of the API: {len(operations)} operations, {len(shapes)} shapes. Made by tools/api_model.py.",
        "// clang-format off", "",
        "constexpr Member kMembers[] = {", *members, "};", "",
        "constexpr std::string_view kValues[] = {", *values, "};", "",
        "constexpr Shape kShapes[] = {", *shapes, "};", "",
        "constexpr std::string_view kErrors[] = {", *errors, "};", "",
        "constexpr Operation kOperations[] = {", *operations, "};", ""])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--out", type=pathlib.Path, default=TABLE)
    options = parser.parse_args()
    model = options.model or botocores_model()
    if options.check and not model.exists():
        print(f"{model} does not exist")
        sys.exit(77)
    text = table(read(model))
    if options.check:
        same = text == options.out.read_text()
        print(f"{options.out.name} is {'' if same else 'not '}what the model gives")
        sys.exit(not same)
    options.out.write_text(text)


if __name__ == "__main__":
    main()
