"""Every kind of diagnostic has a page whose examples are what they claim. Usage: kind_pages.py SOURCE_ROOT BUILD.

A page has a title, text, and two blocks of code: below "## Wrong" one that gives a finding of that kind, below
"## Right" one that gives none at all. The word after the fence is the notation, followed by options of `aslc check`; a
block in `sh` is a command instead.
"""
import concurrent.futures
import os
import pathlib
import re
import shlex
import subprocess
import sys

KIND = re.compile(r'^ASLC_DIAG\(\s*\w+,\s*"([^"]+)"', re.MULTILINE)
PAGE = re.compile(r"# (?P<title>[^\n]*[^\n.])\n\n(?P<about>.+)\n\n"
                  r"## Wrong\n\n```(?P<wrong>[^`]*)```\n\n## Right\n\n```(?P<right>[^`]*)```\n", re.DOTALL)


def kinds_in(example, programs):
    """The kinds of the findings in an example, whose first line is what stands after the fence."""
    info, code = example.split("\n", 1)
    notation, *options = shlex.split(info)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    command = ["sh", "-c", code] if notation == "sh" else ["aslc", "check", "--notation", notation, *options, "-"]
    text = None if notation == "sh" else code
    done = subprocess.run(command, input=text, capture_output=True, text=True, env={**os.environ, "PATH": path})
    return set(re.findall(r" \[([a-z0-9-]+)\]$", done.stderr, re.MULTILINE))


def faults_of(kind, page, programs):
    if not page.exists():
        return [f"{kind}: there is no page {page.name}; `aslc explain` needs it"]
    parts = PAGE.fullmatch(page.read_text(encoding="utf-8"))
    if not parts:
        return [f"{page.name}: is not a title, text, and an example each below `## Wrong` and `## Right`"]
    faults = []
    wrong, right = kinds_in(parts["wrong"], programs), kinds_in(parts["right"], programs)
    if kind not in wrong:
        faults.append(f"{page.name}: the wrong example gives findings of {sorted(wrong) or 'no kind'}")
    if right:
        faults.append(f"{page.name}: the right example gives findings of {sorted(right)}")
    return faults


def main(root, build):
    kinds = KIND.findall((root / "compiler/diag/kinds.def").read_text())
    folder = root / "docs/diagnostics"
    pages = {page.stem for page in folder.glob("*.md")} - {"README"}
    faults = [f"{name}.md: there is no such kind" for name in sorted(pages - set(kinds))]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for found in pool.map(lambda kind: faults_of(kind, folder / f"{kind}.md", build / "bin"), kinds):
            faults += found
    print("\n".join(faults) or f"{len(kinds)} kinds have a page")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()))
