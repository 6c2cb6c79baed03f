"""Each folder includes headers only of the folders before it. Usage: includes.py SOURCE_ROOT BUILD."""
import pathlib
import re
import sys

# In the order of the tables in docs/design.md, which this test compares.
COMPILER = ["source", "diag", "expr", "ast", "parse", "catalogue", "sema", "analysis", "frontend", "project", "witness", "report", "editor", "ir", "lower",
            "transform", "codegen", "driver"]
RUNTIME = ["support", "dom", "value", "expr", "history", "record", "task", "objects", "journal", "exec", "states", "engine", "service",
           "handlers", "http", "process", "functions", "invoke", "binding", "program", "embed", "observe", "api"]
# The front end does not use LLVM.
PLAIN = {"source", "diag", "expr", "ast", "parse", "catalogue", "sema", "analysis", "frontend", "project", "witness", "report", "editor"}
# What the compiler may use of the runtime: constants are folded by the functions that run.
SHARED_WITH_COMPILER = {"dom", "support", "value", "expr"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]', re.MULTILINE)


def folder_of(path):
    """('compiler', 'sema') for compiler/sema/check.h and the like."""
    parts = path.split("/")
    return (parts[0], parts[1]) if len(parts) > 2 else (parts[0], "")


def fault_of(file, target, system):
    """Why `file` may not include `target`, or None."""
    side, folder = folder_of(file)
    if side == "compiler" and folder in PLAIN and re.match(r"(llvm|mlir|clang)(-c)?/", target):
        return "the front end does not use LLVM"
    if side == "runtime" and re.match(r"(llvm|mlir|compiler|tools)/", target):
        return "the runtime does not use the compiler"
    if system or re.match(r"(llvm|mlir)(-c)?/", target):
        return None
    if file.startswith("runtime/include/"):
        return None if target.startswith("asl/") else "a public header includes public headers only"
    target_side, target_folder = folder_of(target)
    if target_side not in ("compiler", "runtime", "tools"):
        return None if target.startswith("asl/") else "includes must be relative to the root of the repository"
    if side == "compiler" and target_side == "tools":
        return "the compiler does not use the tools"
    if side == "compiler" and target_side == "runtime" and target_folder not in SHARED_WITH_COMPILER:
        return "of the runtime, the compiler uses texts, values and expression functions only"
    order = {"compiler": COMPILER, "runtime": RUNTIME}.get(side)
    if order and side == target_side:
        if folder not in order or target_folder not in order:
            return "this folder is not in the list of test/structure/includes.py"
        if order.index(target_folder) > order.index(folder):
            return f"{folder} comes before {target_folder}"
    return None


def documented_order(design, side):
    """The folders in the table of docs/design.md whose first column is `compiler/` or `runtime/`."""
    table = design.split(f"| `{side}/` |", 1)[1].split("\n\n", 1)[0]
    names = [name for name in re.findall(r"^\| `([\w/]+)` \|", table, re.MULTILINE) if "/" not in name]
    return names


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
    design = (root / "docs/design.md").read_text()
    for side, order in (("compiler", COMPILER), ("runtime", RUNTIME)):
        if documented_order(design, side) != order:
            faults.append(f"docs/design.md lists the folders of {side}/ in another order than test/structure/includes.py")
    print("\n".join(faults) or "all includes go one way")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
