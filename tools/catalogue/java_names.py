"""How the AWS SDK for Java v2 spells names, which `aws-sdk:` resources follow.

The rules are those of its code generator (DefaultNamingStrategy, CodegenNamingUtils)."""
import re


def words(text):
    text = re.sub(r"[^A-Za-z0-9]+", " ", text)
    text = re.sub(r"([^a-z]{2,})v([0-9]+)", r"\1 v\2 ", text)
    text = re.sub(r"([^A-Z]{2,})V([0-9]+)", r"\1 V\2 ", text)
    text = " ".join(re.split(r"(?<=[a-z])(?=[A-Z](?:[a-zA-Z]|[0-9]))", text))
    text = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", text)
    text = re.sub(r"([0-9])([a-zA-Z])", r"\1 \2", text)
    return text.split()


def pascal(text):
    """`DynamoDB` -> `DynamoDb`."""
    return "".join(word[0].upper() + word[1:].lower() for word in words(text))


def raise_first(name):
    return name[0].upper() + name[1:]


def uncapitalize(name):
    """`DBInstances` -> `dbInstances`, `ETag` -> `eTag`."""
    end = 1
    while end < len(name) and name[end].isupper() and not (end < len(name) - 1 and name[end + 1].islower()):
        end += 1
    return name[:end].lower() + name[end:]


def member(name):
    """A member of a request or a response, as state machines write it: `DBInstances` -> `DbInstances`."""
    return raise_first(uncapitalize(name))


def action(name):
    """An operation, as resources write it: `ListBuckets` -> `listBuckets`."""
    return uncapitalize(name) if name[:2].isupper() else name[0].lower() + name[1:]


def service(service_id):
    """The class of a service: `Config Service` -> `Config`."""
    name = pascal(service_id)
    for start in ("Amazon", "Aws"):
        name = name.removeprefix(start)
    return name.removesuffix("Service")


def exception(shape):
    """`DBInstanceNotFoundFault` -> `DbInstanceNotFoundException`."""
    if shape.endswith("Fault"):
        return pascal(shape.removesuffix("Fault")) + "Exception"
    return pascal(shape) if shape.endswith("Exception") else pascal(shape) + "Exception"


def older_exception(shape):
    """The same in version 1, which optimized integrations follow."""
    if shape.endswith("Fault"):
        return raise_first(shape.removesuffix("Fault")) + "Exception"
    return raise_first(shape) if shape.endswith("Exception") else raise_first(shape) + "Exception"
