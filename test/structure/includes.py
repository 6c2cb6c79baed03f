"""Doors open one way: each room includes only the rooms before it. Usage: includes.py SOURCE_ROOT BUILD."""
import pathlib
import re
import sys

# In the order in which they may see each other.
COMPILER = ["source", "diag", "expr", "ast", "parse", "sema", "ir", "lower", "analysis", "transform", "report",
            "codegen", "driver"]
RUNTIME = ["support", "value", "expr", "history", "task", "exec", "states", "journal", "service", "binding", "handlers", "http", "program",
           "embed"]
# The front end knows nothing of LLVM.
PLAIN = {"source", "diag", "expr", "ast", "parse", "sema", "report"}
# What the compiler may use of the runtime: folding and running must not be able to disagree.
SHARED_WITH_COMPILER = {"support", "value", "expr"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]', re.MULTILINE)


def room_of(path):
    """('compiler', 'sema') for compiler/sema/check.h and the like."""
    parts = path.split("/")
    return (parts[0], parts[1]) if len(parts) > 2 else (parts[0], "")


def fault_of(file, target, system):
    """Why `file` may not include `target`, or None."""
    side, room = room_of(file)
    if side == "compiler" and room in PLAIN and re.match(r"(llvm|mlir|clang)(-c)?/", target):
        return "the front end knows nothing of LLVM"
    if side == "runtime" and re.match(r"(llvm|mlir|compiler|tools)/", target):
        return "the runtime knows nothing of the compiler"
    if system or re.match(r"(llvm|mlir)(-c)?/", target):
        return None
    if file.startswith("runtime/include/"):
        return None if target.startswith("asl/") else "a public header includes public headers only"
    target_side, target_room = room_of(target)
    if target_side not in ("compiler", "runtime", "tools"):
        return None if target.startswith("asl/") else "includes are relative to the root of the repository"
    if side == "compiler" and target_side == "tools":
        return "the compiler knows nothing of the tools"
    if side == "compiler" and target_side == "runtime" and target_room not in SHARED_WITH_COMPILER:
        return "of the runtime the compiler uses values and expression functions only"
    order = {"compiler": COMPILER, "runtime": RUNTIME}.get(side)
    if order and side == target_side:
        if room not in order or target_room not in order:
            return "this room is not in the list of test/structure/includes.py"
        if order.index(target_room) > order.index(room):
            return f"{room} comes before {target_room}"
    return None


def main(root):
    faults = []
    for top in ("compiler", "runtime", "tools"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix not in (".h", ".cpp", ".c", ".td", ".def"):
                continue
            file = path.relative_to(root).as_posix()
            for match in INCLUDE.finditer(path.read_text()):
                fault = fault_of(file, match[2], match[1] == "<")
                if fault:
                    faults.append(f"{file} includes {match[2]}: {fault}")
    print("\n".join(faults) or "all includes go one way")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
