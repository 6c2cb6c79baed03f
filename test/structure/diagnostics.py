"""Checks that every diagnostic is emitted and tested. Usage: diagnostics.py SOURCE_ROOT BUILD."""
import pathlib
import re
import sys

KIND = re.compile(r'^ASLC_DIAG\(\s*(\w+),\s*"([^"]+)"', re.MULTILINE)


def text_below(folder, suffixes):
    """All files of those suffixes below `folder`, joined; this one and the registry apart."""
    parts = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in suffixes and path != pathlib.Path(__file__).resolve():
            parts.append(path.read_text(encoding="utf-8", errors="replace"))
    return "\n".join(parts)


def main(root):
    kinds = KIND.findall((root / "compiler/diag/kinds.def").read_text())
    code = text_below(root / "compiler", {".cpp", ".h"})
    tests = text_below(root / "test", {".cpp", ".h", ".test", ".jsonc", ".yaml", ".py", ".mlir"})
    emitted = set(re.findall(r"\bKind::(\w+)", code))
    faults = [f"{slug}: `Kind::{name}` is never emitted" for name, slug in kinds if name not in emitted]
    # The text renderer prints `[slug]`, the JSON renderer "slug".
    faults += [f"{slug}: is not tested" for _, slug in kinds
               if f"[{slug}]" not in tests and f'"{slug}"' not in tests]
    print("\n".join(faults) or f"{len(kinds)} diagnostics are emitted and tested")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
