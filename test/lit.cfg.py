# The lit suites: test/<folder>/ tests by running the programs, test/unit and test/fuzz by calling the libraries.
#
# Substitutions: %aslc, %asl-opt, %asl-conformance, %lib, %llvm-bin, ...; %shared is the folder of shared data (only
# with `REQUIRES: shared`). Inputs folders hold files that tests read and that are not tests.
import importlib.util
import os
import shutil
import sys

import lit.formats

config.name = "aslc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".test", ".mlir", ".jsonc", ".yaml"]
config.excludes = ["Inputs", "unit", "fuzz", "bench", "corpus", "structure", "lit.cfg.py"]
config.test_source_root = config.aslc_source_root
config.test_exec_root = config.aslc_object_root


def find_tool(*names):
    """The first of `names` in LLVM's folder, else on the PATH."""
    for name in names:
        path = shutil.which(name, path=config.llvm_tools) or shutil.which(name)
        if path:
            return path
    lit_config.fatal("none of these programs was found: " + ", ".join(names))


def word(name):
    """A pattern for `name` as a command, not as part of a path or option."""
    return r"(?<![\w./-])" + name + r"(?![\w./=-])"


def program(name):
    return os.path.join(config.aslc_bin, name)


config.substitutions += [
    (r"%aslc", program("aslc")),
    (r"%asl-opt", program("asl-opt")),
    (r"%asl-conformance", program("asl-conformance")),
    (r"%shared", config.aslc_shared),
    (r"%python", sys.executable),
    (r"%lib", config.aslc_lib),
    (r"%build", config.aslc_build),
    (r"%cmake", config.cmake),
    (r"%llvm-bin", config.llvm_tools),
    (word("FileCheck"), find_tool("FileCheck", "FileCheck-19")),
    (word("split-file"), find_tool("split-file", "split-file-19")),
    (word("not"), find_tool("not", "not-19")),
]

if os.path.isdir(config.aslc_shared):
    config.available_features.add("shared")
for name in ("aws", "chromium", "gdb", "make", "meson", "node", "openssl", "pkg-config"):
    if shutil.which(name):
        config.available_features.add(name)
if all(importlib.util.find_spec(name) for name in ("jsonschema", "yaml")):
    config.available_features.add("jsonschema")
# For tests that take too long for each change; `tools/dev nightly` sets this.
if os.environ.get("ASLC_THOROUGH"):
    config.available_features.add("thorough")
if config.aslc_sanitize:
    config.available_features.add("sanitized")

config.environment["LC_ALL"] = "C.UTF-8"
# Projects that tests build are mostly the same from run to run, so they are compiled with ccache.
if shutil.which("ccache"):
    for language in ("C", "CXX"):
        config.environment[f"CMAKE_{language}_COMPILER_LAUNCHER"] = "ccache"
for name in ("HOME", "CCACHE_DIR", "CCACHE_BASEDIR", "CCACHE_NOHASHDIR", "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
    if name in os.environ:
        config.environment[name] = os.environ[name]
