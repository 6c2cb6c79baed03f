"""Checks that a changed ABI has a new version. Usage: abi_version.py SOURCE_ROOT BUILD [--update].

The digest of the headers in runtime/include/asl/abi, without comments and spaces, is kept beside the version that it
belongs to. When the ABI changes, raise the version; --update then writes both down.
"""
import hashlib
import pathlib
import re
import sys


def main():
    root = pathlib.Path(sys.argv[1])
    include, kept = root / "runtime/include/asl/abi", root / "runtime/aslrt.abi"
    headers = sorted(include.glob("*.h"))
    texts = [re.sub(r"/\*.*?\*/|//[^\n]*", " ", header.read_text(), flags=re.DOTALL) for header in headers]
    version = re.search(r"#define ASL_ABI_VERSION (\d+)u", "\n".join(texts))[1]
    tokens = re.sub(r"#define ASL_ABI_VERSION \d+u", "", "\n".join(texts)).split()
    digest = hashlib.sha256(" ".join(tokens).encode()).hexdigest()[:32]
    said = f"version {version} digest {digest}\n"
    if "--update" in sys.argv:
        kept.write_text(said)
    known = kept.read_text()
    if known == said:
        return
    if known.split()[1] == version:
        sys.exit("the ABI has changed: raise ASL_ABI_VERSION in runtime/include/asl/abi/abi.h, then\n"
                 "python3 test/structure/abi_version.py . build --update")
    sys.exit("the ABI has a new version: python3 test/structure/abi_version.py . build --update")


if __name__ == "__main__":
    main()
