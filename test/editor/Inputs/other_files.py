"""Opens files that are no definitions, and some that are. Usage: other_files.py ASLC"""
import sys

from lsp_client import Client, position

SAM = """Resources:
  Files:
    Type: AWS::S3::Bucket
"""
OTHERS = {
    "template.yaml": SAM,
    "broken/template.yaml": SAM + "  Other: [",
    "mention/template.yaml": SAM + "    Metadata: {For: the StateMachine of another stack}\n",
    "template.json": '{"$schema": "http://json.schemastore.org/template", "author": "A", "symbols": {}}',
    "package.json": '{"name": "a", "version": "1.0.0", "scripts": {}}',
    "broken/package.json": '{"name": "a", "version": ',
    "deployment.yaml": "apiVersion: apps/v1\nkind: Deployment\nspec: {replicas: 1}\n",
    "chart.yaml": "{{- if .Values.on }}\nkind: {{ .Values.kind }}\n{{- end }}\n",
    "machine.json": '{"id": "door", "initial": "open", "states": {"open": {}}}',
    "list.json": "[1, 2]",
    "empty.yaml": "",
}
OURS = {
    "a.asl.json": "{}",
    "flow.json": '{"StartAt": "A"}',
    "other.yaml": "startAt: A\nStates: {}\n",
    "machine/template.yaml": SAM + """  Flow:
    Type: AWS::Serverless::StateMachine
    Properties: {Definition: {StartAt: A}}
""",
    "hidden/template.yaml": SAM + "  Flow: {Type: AWS::Serverless::StateMachine, Properties: [\n",
    "serverless.yml": "service: s\nprovider: {name: aws}\nstepFunctions: {stateMachines: {A: {definition: {StartAt: A}}}}\n",
}

client = Client(sys.argv[1])


def findings(name, text):
    uri = f"file:///{name}"
    client.open(uri, text, "yaml" if name.endswith("ml") else "json")
    return client.wait_for_diagnostics(uri)


def ask(name, method, **params):
    return client.request(f"textDocument/{method}", {"textDocument": {"uri": f"file:///{name}"}, **params})


for name, text in OTHERS.items():
    found = findings(name, text)
    range = {"start": position(text, 0), "end": position(text, len(text))}
    found += ask(name, "formatting", options={}) + ask(name, "documentSymbol") + ask(name, "codeLens")
    found += ask(name, "codeAction", range=range, context={"diagnostics": []})
    if found:
        print(f"{name}: {found}")
for name, text in OURS.items():
    if not findings(name, text):
        print(f"{name}: nothing was found")

# What was a definition stays one while it is broken, and what begins as nothing becomes one.
uri = "file:///flow.json"
for text in ('{"StartAt": "A", ', "{"):
    client.change(uri, [{"text": text}])
    if not client.wait_for_diagnostics(uri):
        print(f"{text}: nothing was found")
items = ask("empty.yaml", "completion", position=position("", 0))["items"]
print(f"completion of nothing: {'StartAt' in [item['label'] for item in items]}")
client.end()
print(f"{len(OTHERS)} other files")
