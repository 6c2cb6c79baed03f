"""Checks that each public header compiles alone, C headers as C11 and as C++20, and that the runtime library, the C
headers and runtime/aslrt.symbols have the same functions. Usage: public_headers.py SOURCE_ROOT BUILD."""
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import sys

C_HEADERS = {"asl.h", "abi/abi.h", "abi/data.h", "abi/jsonata.h", "abi/values.h", "host/c_host.h", "host/c_service.h", "host/program.h"}
# One compiler on each change, both in the nightly run.
WANTED = ("clang-19", "gcc") if os.environ.get("ASLC_THOROUGH") else ("clang-19",)
COMPILERS = [name for name in WANTED if shutil.which(name)] or ["cc"]
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]


def compile_alone(compiler, header, include, language, standard):
    """The compiler's messages for a file that includes only this header, or an empty string."""
    run = subprocess.run([compiler, "-x", language, f"-std={standard}", *WARNINGS, "-I", str(include),
                          "-fsyntax-only", "-"], input=f'#include "{header.as_posix()}"\n', text=True,
                         capture_output=True)
    return run.stderr if run.returncode else ""


def declared_functions(include):
    """The functions that the C headers declare, after preprocessing."""
    run = subprocess.run([COMPILERS[0], "-x", "c", "-std=c11", "-E", "-P", "-I", str(include),
                          str(include / "asl/host/program.h"), "-include", str(include / "asl/asl.h")], capture_output=True, text=True, check=True)
    return set(re.findall(r"\b(asl_\w+)\s*\((?!\*)[^;{}]*\)\s*;", run.stdout)) - set(
        re.findall(r"typedef[^;]*?\(\*\s*(asl_\w+)\)", run.stdout))


def defined_functions(library):
    run = subprocess.run(["nm", "--defined-only", "--extern-only", "--format=posix", str(library)],
                         capture_output=True, text=True, check=True)
    names = {line.split()[0] for line in run.stdout.splitlines() if line.startswith("asl_")}
    return names - {"asl_abi_functions"}  # the table of these


def kept_symbols(root):
    """The listed C symbols of the runtime library."""
    lines = (root / "runtime/aslrt.symbols").read_text().splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def main(root, build):
    include = root / "runtime/include"
    faults = []
    headers = sorted(path.relative_to(include) for path in (include / "asl").rglob("*.h"))
    for header, compiler in itertools.product(headers, COMPILERS):
        ways = [("c++", "c++20")] + ([("c", "c11")] if header.relative_to("asl").as_posix() in C_HEADERS else [])
        for language, standard in ways:
            message = compile_alone(compiler, header, include, language, standard)
            if message:
                faults.append(f"{compiler} cannot compile {header} alone as {standard}:\n{message}")
    kept = kept_symbols(root)
    faults += [f"{name} is declared in a public C header, but is not in runtime/aslrt.symbols"
               for name in sorted(declared_functions(include) - kept)]
    library = build / "lib/libaslrt.a"
    if library.exists() and shutil.which("nm"):
        defined = defined_functions(library)
        faults += [f"{name} is in runtime/aslrt.symbols, but libaslrt.a does not define it"
                   for name in sorted(kept - defined)]
        faults += [f"{name} is defined by libaslrt.a, but is not in runtime/aslrt.symbols"
                   for name in sorted(defined - kept)]
    print("\n".join(faults) or "the public headers and the symbols are as they should be")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()))
