"""What GitHub and GitLab read of the findings is what was found. Usage: pipeline_forms.py SOURCE_ROOT BUILD.

The wrong examples of docs/diagnostics give findings of every kind, and a definition has names with all characters that
mean something in a form. The workflow commands are read as the runner of GitHub Actions reads them, the report of code
quality is valid by GitLab's description, and the numbers of the JUnit report are those of its cases.
"""
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

from examples import wrong_examples
from npm_package import skip

STRANGE = "100%, a::b %0A <&>\"' ]]> \n\r\t \u202e"


def strange_definition(folder):
    path = pathlib.Path(folder) / "50%, of: it=1.asl.json"
    path.write_text(json.dumps({"StartAt": STRANGE, "States": {STRANGE: {"Type": "Pass", "Next": STRANGE + "x"}}}))
    return path


def unescape(text, more=()):
    """As the runner does: one replacement after the other, that of the percent sign last."""
    for escape, meant in [("%0D", "\r"), ("%0A", "\n"), *more, ("%25", "%")]:
        text = text.replace(escape, meant)
    return text


def read_command(line):
    """The command, its properties and its message, as the runner splits them."""
    assert line.startswith("::"), line
    head, message = line[2:].split("::", 1)
    command, properties = head.split(" ", 1)
    pairs = dict(each.split("=", 1) for each in properties.split(","))
    assert all(pairs.values()), line
    return command, {key: unescape(value, [("%3A", ":"), ("%2C", ",")]) for key, value in pairs.items()}, unescape(message)


def text_of(finding):
    return finding["message"] + (f"; {finding['hint']}" if finding["hint"] else "")


def check_github(text, found):
    names = {"error": "error", "warning": "warning", "note": "notice"}
    lines = [line for line in re.split(r"[\r\n]", text) if line]
    assert len(lines) == len(found["findings"]) + 1, "a command for each finding, and for the file that is not there"
    expected = collections.Counter((names[each["severity"]], each["file"], each["line"], each["kind"], text_of(each))
                                   for each in found["findings"])
    for line in lines:
        command, properties, message = read_command(line)
        if "line" not in properties:
            assert command == "error" and properties["file"].endswith("missing.json"), line
            continue
        expected[command, properties["file"], int(properties["line"]), properties["title"], message] -= 1
        assert int(properties["endLine"]) >= int(properties["line"]), line
    assert not any(expected.values()), expected


def check_climate(report, found, schema, jsonschema):
    jsonschema.Draft202012Validator(schema).validate(report)
    assert len(report) == len(found["findings"]) + 1
    fingerprints = collections.Counter(each["fingerprint"] for each in report)
    assert max(fingerprints.values()) == 1, "GitLab shows one of those with the same fingerprint"


def check_junit(text, found):
    suites = ElementTree.fromstring(text)
    assert suites.tag == "testsuites"
    assert {suite.tag for suite in suites} == {"testsuite"}
    for group in [suites, *suites]:
        cases = list(group.iter("testcase"))
        count = {name: sum(case.find(tag) is not None for case in cases)
                 for name, tag in [("failures", "failure"), ("errors", "error")]}
        assert int(group.get("tests")) == len(cases) and group.get("name")
        assert all(int(group.get(name)) == number for name, number in count.items()), group.attrib
        for case in cases:
            assert case.get("name") and case.get("classname")
            assert len(case) <= 1 and all(child.tag in ("failure", "error", "system-out") for child in case)
            assert all(child.get("message") for child in case if child.tag != "system-out")
    reported = [each for each in found["findings"] if each["severity"] != "note"]
    shown = [case for case in suites.iter("testcase") if len(case) and case.find("error") is None]
    assert len(shown) == len(reported)


def main(root, build):
    try:
        import jsonschema
    except ImportError:
        skip("Python has no jsonschema")
    schema = json.loads((root / "test/report/Inputs/code_quality.schema.json").read_text())
    with tempfile.TemporaryDirectory() as folder:
        files = [*wrong_examples(root, folder), strange_definition(folder), pathlib.Path(folder) / "missing.json"]
        forms = {form: pathlib.Path(folder) / form for form in ("json", "github", "codeclimate", "junit")}
        options = [each for form, path in forms.items() for each in ("--format", form, "-o", path)]
        subprocess.run([build / "bin/aslc", "check", *options, *files], capture_output=True)
        texts = {form: path.read_bytes().decode() for form, path in forms.items()}
    found = json.loads(texts["json"])
    check_github(texts["github"], found)
    check_climate(json.loads(texts["codeclimate"]), found, schema, jsonschema)
    check_junit(texts["junit"], found)
    print(f"{len(found['findings'])} findings are the same in every form")
    return 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()))
