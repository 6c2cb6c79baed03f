"""Completion and hover in marked-up definitions. Usage: cases.py ASLC CASES.

A part of CASES begins with a line `=== NAME.SUFFIX` and a definition in which `%%` stands once; after a line `---` come
the cases, one a line:

    completion TEXT => label, label; !label     all of these are offered, and those with `!` are not
    hover TEXT => text; text                    the answer contains these; `nothing`: there is no answer
    signature TEXT => text; text                the label of the signature, and the active parameter

TEXT takes the place of `%%`; its first `|` is the cursor, `\\n` a line break. With a line `sound TEXT` the definition is
analyzed before.
"""
import sys

from lsp_client import Client, position


def parts(path):
    for part in open(path, encoding="utf-8").read().split("\n=== ")[1:]:
        head, rest = part.split("\n", 1)
        definition, cases = rest.split("\n---\n", 1)
        yield head.strip(), definition, [line for line in cases.split("\n") if line.strip() and not line.startswith("#")]


def faults_of(client, uri, text, kind, cursor, expected):
    place = {"textDocument": {"uri": uri}, "position": position(text, cursor)}
    wanted = [each.strip() for each in expected.split(";")]
    if kind == "completion":
        items = client.request("textDocument/completion", place)["items"]
        labels = [item["label"] for item in items]
        for each in wanted:
            for label in each.lstrip("!").split(", "):
                if (label in labels) == each.startswith("!"):
                    yield f"{'offers' if each.startswith('!') else 'lacks'} `{label}`: {labels[:12]}"
        if not expected.strip() and labels:
            yield f"offers {labels[:12]}"
    elif kind == "hover":
        answer = client.request("textDocument/hover", place)
        shown = answer["contents"]["value"] if answer else "nothing"
        for each in wanted:
            if each not in shown:
                yield f"`{each}` is not in: {shown}"
    elif kind == "signature":
        answer = client.request("textDocument/signatureHelp", place)
        shown = "nothing"
        if answer:
            shown = f"{answer['signatures'][0]['label']} {answer['activeParameter']}"
        for each in wanted:
            if each not in shown:
                yield f"`{each}` is not in: {shown}"
    else:
        yield f"there is no kind `{kind}`"


def main(aslc, path):
    client = Client(aslc)
    count = failed = 0
    for name, definition, cases in parts(path):
        uri = f"file:///{name}"
        first = True
        for case in cases:
            kind, rest = (case + " ").split(" ", 1)
            if kind == "sound":
                client.open(uri, definition.replace("%%", rest.strip().replace("\\n", "\n")))
                client.wait_for_diagnostics(uri)
                first = False
                continue
            marked, expected = rest.rsplit("=>", 1)
            marked = marked.strip().replace("\\n", "\n")
            cursor = definition.index("%%") + marked.index("|")
            text = definition.replace("%%", marked.replace("|", "", 1))
            if first:
                client.open(uri, text)
                first = False
            else:
                client.change(uri, [{"text": text}])
            count += 1
            for fault in faults_of(client, uri, text, kind, cursor, expected):
                failed += 1
                print(f"{name}: {case}\n    {fault}")
        client.close(uri)
    status = client.end()
    print(f"{count} cases, {failed} faults, exit status {status}")
    return 1 if failed or status else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
