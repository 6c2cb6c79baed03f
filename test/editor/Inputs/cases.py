"""Completion, hover and names in marked-up definitions. Usage: cases.py ASLC CASES.

A part of CASES begins with a line `=== NAME.SUFFIX` and a definition in which `%%` stands once; after a line `---` come
the cases, one a line:

    completion TEXT => label, label; !label     all of these are offered, and those with `!` are not
    hover TEXT => text; !text                   the answer contains these, and not those with `!`; `nothing`: there is none
    insert TEXT => label -> text                what this item writes, in place of what
    signature TEXT => text; text                the label of the signature, and the active parameter
    definition TEXT => LINE text; LINE text     all places, with their lines; `nothing`: there is none
    references TEXT => LINE text; LINE text     the same for all uses, without the definition
    rename TEXT -> NAME => text; text           the lines that change, as they are then; `error text`: why it is refused

TEXT takes the place of `%%`; its first `|` is the cursor, `\\n` a line break. With a line `sound TEXT` the definition is
analyzed before.
"""
import sys

from lsp_client import Client, applied, offset, position


def parts(path):
    for part in open(path, encoding="utf-8").read().split("\n=== ")[1:]:
        head, rest = part.split("\n", 1)
        definition, cases = rest.split("\n---\n", 1)
        yield head.strip(), definition, [line for line in cases.split("\n") if line.strip() and not line.startswith("#")]


def places_of(text, locations):
    """`LINE text` for each location."""
    for location in locations or []:
        start, end = (offset(text, location["range"][side]) for side in ("start", "end"))
        yield f"{location['range']['start']['line'] + 1} {text[start:end]}"


def renamed(client, uri, text, place, name):
    answer = client.answer("textDocument/rename", {**place, "newName": name})
    if "error" in answer:
        return "error " + answer["error"]["message"]
    after = applied(text, answer["result"]["changes"][uri])
    return "; ".join(new.strip() for old, new in zip(text.split("\n"), after.split("\n")) if old != new)


def inserted(text, item):
    start, end = (offset(text, item["textEdit"]["range"][side]) for side in ("start", "end"))
    return f"{item['label']} -> {item['textEdit']['newText']} for {text[start:end]}"


def faults_of(client, uri, text, kind, cursor, name, expected):
    place = {"textDocument": {"uri": uri}, "position": position(text, cursor)}
    wanted = [each.strip() for each in expected.split(";") if each.strip()]
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
            if (each.lstrip("!") in shown) == each.startswith("!"):
                yield f"`{each}` does not fit: {shown}"
    elif kind == "insert":
        items = client.request("textDocument/completion", place)["items"]
        shown = [inserted(text, item) for item in items]
        for each in wanted:
            if not any(item.startswith(each) for item in shown):
                yield f"`{each}` is not in: {shown[:12]}"
    elif kind in ("definition", "references"):
        asked = {**place, "context": {"includeDeclaration": False}}
        shown = "; ".join(places_of(text, client.request("textDocument/" + kind, asked))) or "nothing"
        if shown != expected.strip():
            yield f"gives: {shown}"
    elif kind == "rename":
        shown = renamed(client, uri, text, place, name)
        if shown != expected.strip():
            yield f"gives: {shown}"
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
            marked, _, new_name = marked.partition(" -> ") if kind == "rename" else (marked, "", "")
            marked = marked.strip().replace("\\n", "\n")
            cursor = definition.index("%%") + marked.index("|")
            text = definition.replace("%%", marked.replace("|", "", 1))
            if first:
                client.open(uri, text)
                first = False
            else:
                client.change(uri, [{"text": text}])
            count += 1
            for fault in faults_of(client, uri, text, kind, cursor, new_name[:-1].replace("\\t", "\t"), expected):
                failed += 1
                print(f"{name}: {case}\n    {fault}")
        client.close(uri)
    status = client.end()
    print(f"{count} cases, {failed} faults, exit status {status}")
    return 1 if failed or status else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
