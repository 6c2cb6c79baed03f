"""Runs an editor without a screen, with the settings of docs/editor.md. Usage: editors.py neovim|emacs SOURCE_ROOT BUILD

Diagnostics arrive, the server completes and explains, and a rename changes the text. Skipped without the editor.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
DEFINITIONS = {
    "order.asl.json": '{"StartAt": "Price", "States": {\n'
                      '  "Price": {"Type": "Pass", "Next": "Éclair"},\n'
                      '  "Éclair": {"Type": "Pass", "Next": "Dne"},\n'
                      '  "Done": {"Type": "Succeed"}\n}}\n',
    "order.asl.yaml": "StartAt: Price\nStates:\n"
                      "  Price: {Type: Pass, Next: Éclair}\n"
                      "  Éclair: {Type: Pass, Next: Dne}\n"
                      "  Done: {Type: Succeed}\n",
}
RENAMED = {name: text.replace("Price", "Total") for name, text in DEFINITIONS.items()}


def settings(root, heading, language):
    """The block of code in the section of docs/editor.md."""
    section = (root / "docs/editor.md").read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.search(rf"```{language}\n(.*?)```", section, re.DOTALL).group(1)


def neovim(root, folder, name):
    (folder / "init.lua").write_text(settings(root, "Neovim", "lua"), encoding="utf-8")
    return ["nvim", "--headless", "--noplugin", "-i", "NONE", "-n", "-u", folder / "init.lua", folder / name,
            "-c", f"luafile {root / 'test/editor/Inputs/neovim.lua'}"]


def emacs(root, folder, name):
    (folder / "init.el").write_text(settings(root, "Emacs", "elisp"), encoding="utf-8")
    return ["emacs", "--batch", "--eval", "(package-initialize)", "-l", "eglot", "-l", folder / "init.el",
            "-l", root / "test/editor/Inputs/emacs.el", "--eval", f'(check-definition "{folder / name}")']


def skip(reason):
    print(f"skipped: {reason}")
    raise SystemExit(SKIPPED)


def main(editor, root, build):
    program = {"neovim": "nvim", "emacs": "emacs"}[editor]
    if not shutil.which(program):
        skip(f"{program} is not installed")
    if editor == "emacs":
        found = subprocess.run(["emacs", "--batch", "--eval", "(package-initialize)", "--eval", "(require 'eglot)"],
                               capture_output=True)
        if found.returncode != 0:
            skip("emacs has no eglot")
    failed = 0
    for name, text in DEFINITIONS.items():
        with tempfile.TemporaryDirectory() as path:
            folder = pathlib.Path(path)
            (folder / name).write_text(text, encoding="utf-8")
            environment = {**os.environ, "HOME": path, "XDG_CONFIG_HOME": path, "XDG_DATA_HOME": path,
                           "XDG_STATE_HOME": path, "PATH": f"{build / 'bin'}:{os.environ['PATH']}"}
            command = {"neovim": neovim, "emacs": emacs}[editor](root, folder, name)
            done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=250)
            said = done.stdout + done.stderr
            written = (folder / name).read_text(encoding="utf-8")
            expected = ["`Dne` is not a state of this machine", "completion: Done", "hover: **Éclair** (Pass)"]
            missing = [each for each in expected if each not in said]
            if missing or written != RENAMED[name]:
                failed += 1
                print(f"{name}: {missing} not in:\n{said}\n{written}")
    print(f"{len(DEFINITIONS) - failed} of {len(DEFINITIONS)} definitions in {editor}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(sys.argv[3]).resolve()))
