"""Checks that the DEPENDS of each library are the libraries whose headers it includes. Usage: dependencies.py
SOURCE_ROOT BUILD [--update]. With --update it rewrites the DEPENDS lists."""
import pathlib
import re
import sys
import textwrap

LIBRARY = re.compile(r"^aslc_library\(\s*(\w+)([^)]*)\)", re.MULTILINE)
INCLUDE = re.compile(r'^\s*#\s*include\s*"((?:compiler|runtime|tools)/[^"]+|asl/[^"]+)"', re.MULTILINE)
# A public header is defined by the library that implements it.
PUBLIC = {"asl/engine/history.h": "aslrt_history", "asl/engine/resource.h": "aslrt_support", "asl/engine/task_executor.h": "aslrt_task",
          "asl/engine/engine.h": "aslrt_engine",
          "asl/host/host.h": "aslrt_embed", "asl/host/c_host.h": "aslrt_embed", "asl/host/c_service.h": "aslrt_embed", "asl/host/handlers.h": "aslrt_handlers",
          "asl/host/http.h": "aslrt_http", "asl/host/program.h": "aslrt_program"}


def libraries(root):
    """Folder -> (name of its library, names in its DEPENDS)."""
    found = {}
    for top in ("compiler", "runtime", "tools"):
        for path in sorted((root / top).rglob("CMakeLists.txt")):
            match = LIBRARY.search(path.read_text())
            if match:
                depends = re.search(r"\bDEPENDS\b(.*?)(\bLINKS\b|$)", match[2], re.DOTALL)
                found[path.parent] = (match[1], set(re.findall(r"\w+", depends[1])) if depends else set())
    names = {name for name, _ in found.values()}
    return {folder: (name, linked & names) for folder, (name, linked) in found.items()}


def folder_of(file, folders):
    """The nearest folder at or above `file` that is a library."""
    for parent in file.parents:
        if parent in folders:
            return parent
    return None


def public_libraries(root, header):
    """The libraries that define what a public header and those that it includes declare."""
    if header.startswith("asl/abi/"):  # the ABI is implemented by several libraries
        return set()
    names = {PUBLIC[header]} if header in PUBLIC else set()
    for match in INCLUDE.finditer((root / "runtime/include" / header).read_text()):
        names |= public_libraries(root, match[1])
    return names


def included(root, folder, folders):
    """The libraries whose headers the files of `folder` include, each with an example file."""
    uses = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".h", ".cpp", ".td", ".def") or folder_of(path, folders) != folder:
            continue
        for match in INCLUDE.finditer(path.read_text()):
            target = match[1]
            if target.startswith("asl/"):
                names = public_libraries(root, target)
            else:
                owner = folder_of(root / target, folders)
                names = {folders[owner][0]} if owner else set()
            for name in names:
                uses.setdefault(name, path.relative_to(root).as_posix())
    return uses


def update(root, folders):
    """Writes the included libraries as DEPENDS; what else was named there is moved to LINKS."""
    names = {name for name, _ in folders.values()}
    for folder, (name, _) in folders.items():
        path = folder / "CMakeLists.txt"
        match = LIBRARY.search(path.read_text())
        head, _, depends = match[2].partition("DEPENDS")
        depends, _, links = depends.partition("LINKS")
        uses = set(included(root, folder, folders)) - {name}
        links = links.split() + [word for word in depends.split() if word not in names]
        words = ["aslc_library(" + name, *head.split()]
        words += ["DEPENDS", *sorted(uses)] if uses else []
        words += ["LINKS", *links] if links else []
        call = textwrap.fill(" ".join(words) + ")", 118, subsequent_indent=" " * 13, break_long_words=False,
                             break_on_hyphens=False)
        path.write_text(path.read_text().replace(match[0], call))


def main(root):
    folders = libraries(root)
    if "--update" in sys.argv:
        update(root, folders)
        folders = libraries(root)
    faults = []
    for folder, (name, linked) in folders.items():
        uses = included(root, folder, folders)
        uses.pop(name, None)
        where = (folder / "CMakeLists.txt").relative_to(root).as_posix()
        faults += [f"{where}: {file} includes a header of {other}, which is not in DEPENDS"
                   for other, file in uses.items() if other not in linked]
        faults += [f"{where}: {other} is in DEPENDS, but no file includes a header of it"
                   for other in sorted(linked - set(uses))]
    print("\n".join(faults) or "DEPENDS and includes agree")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
