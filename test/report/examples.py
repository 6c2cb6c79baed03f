"""The wrong examples of docs/diagnostics as files, for tests of how findings are written."""
import pathlib
import re


def wrong_examples(root, folder):
    """Writes them; returns those in JSON and YAML."""
    files = []
    for page in sorted((root / "docs/diagnostics").glob("*.md")):
        example = re.search(r"## Wrong\n\n```(json|yaml)[^\n]*\n(.*?)```", page.read_text(), re.DOTALL)
        if example:
            files.append(pathlib.Path(folder) / f"{page.stem}.asl.{example[1]}")
            files[-1].write_text(example[2])
    return files
