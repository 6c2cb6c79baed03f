#!/usr/bin/env python3
"""Says which sources of a library can be compiled as one: unity_groups.py ROOT SOURCE...

Prints a number for each source, separated by semicolons; sources with the same number become one. Two sources are
kept apart when one of them has a name of its own (in an unnamed namespace, or an alias) that the other one also uses,
when a header of one of them declares a name that the other one would see, or when their using-directives differ. A
source that defines macros stays alone. The rules look at names only, so they keep apart more than they must.
"""
import functools
import re
import sys
from pathlib import Path

MOST_BYTES = 64_000  # of the sources of a group: one of them is changed, and all are compiled again

COMMENT_OR_TEXT = re.compile(r'R"(\w*)\(.*?\)\1"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)
TEMPLATE_ARGUMENTS = re.compile(r"<[^<>;{}]*>")
# The sources are formatted: what a namespace declares begins at the left margin.
TYPE = re.compile(r"(?:template )?(?:struct|class|union|concept|enum(?: class)?) (\w+)")
ALIAS = re.compile(r"(?:using (\w+) =|namespace (\w+) =)")
DECLARATION = re.compile(r"[\w:&*\s\[\]~]*?\b(\w+)\s*[(={\[;]")
USING_NAMESPACE = re.compile(r"^using namespace [\w:]+;", re.MULTILINE)
NAMESPACE = re.compile(r"namespace ([\w:]+) \{")
USED = re.compile(r"(?<!\.)(?<!->)(?<!::)\b[A-Za-z_]\w*")
INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)


def declared_name(line):
    """The name that a line declares at the left margin, if any."""
    if not line[:1].isalpha():
        return None
    for pattern in (TYPE, ALIAS, DECLARATION):
        if match := pattern.match(line):
            name = next(filter(None, match.groups()))
            return None if name.isupper() else name  # a macro, such as TEST
    return None


def simplified(text):
    text = COMMENT_OR_TEXT.sub('""', text)
    while (shorter := TEMPLATE_ARGUMENTS.sub("", text)) != text:
        text = shorter
    return text


def lines_with_namespaces(text):
    """(namespace, line) of each line; "" is the global namespace, and that of unnamed ones is None."""
    stack = []
    # The ends of namespaces are told by their comments.
    for line, end in zip(simplified(text).splitlines(), text.splitlines()):
        if line == "namespace {":
            stack.append(None)
        elif match := NAMESPACE.match(line):
            stack.append(match.group(1))
        elif end.startswith("} // namespace"):
            stack.pop()
        else:
            yield None if None in stack else "::".join(stack), line


class Source:
    def __init__(self, path, header_names):
        text = path.read_text()
        self.size = len(text)
        self.directives = set(USING_NAMESPACE.findall(text))
        self.is_alone = re.search(r"^# *(define|undef)", text, re.MULTILINE) is not None
        self.included = header_names(text)
        self.used = set(USED.findall(COMMENT_OR_TEXT.sub('""', text)))
        self.own = dict(self.own_names(text))
        self.namespaces = {name for name, _ in lines_with_namespaces(text) if name}

    @staticmethod
    def own_names(text):
        """The names of its own, each with what is the same in sources that may share it: an alias."""
        for namespace, line in lines_with_namespaces(text):
            if namespace is None or line.startswith("static ") or ALIAS.match(line):
                if name := declared_name(line):
                    yield name, (namespace, line) if ALIAS.match(line) else None

    def conflicts_with(self, other):
        return self.hides_a_name_of(other) or other.hides_a_name_of(self)

    def hides_a_name_of(self, other):
        foreign = ((namespace, name) for namespace, name in self.included - other.included if name in other.used)
        return (any(name[0].isupper() and other.sees(namespace) for namespace, name in foreign)
                or any(name in other.used and (alias is None or other.own.get(name) != alias)
                       for name, alias in self.own.items()))

    def sees(self, namespace):
        """Whether what `namespace` declares can be used without its name."""
        return (not namespace or any(f"{own}::".startswith(f"{namespace}::") for own in self.namespaces)
                or any(namespace.endswith(directive.removeprefix("using namespace ").rstrip(";")) for directive in self.directives))


def groups(sources):
    """The number of the first group that each source fits into."""
    result, members = [], []
    for source in sources:
        for number, group in enumerate(members):
            if (not source.is_alone and not group[0].is_alone and source.directives == group[0].directives
                    and source.size + sum(one.size for one in group) <= MOST_BYTES
                    and not any(source.conflicts_with(one) for one in group)):
                group.append(source)
                break
        else:
            number = len(members)
            members.append([source])
        result.append(number)
    return result


def main():
    root = Path(sys.argv[1])

    @functools.cache
    def names_of_header(name):
        """(namespace, name) of what a header of ours declares, and the headers that it includes."""
        path = next((path for path in (root / name, root / "runtime/include" / name) if path.is_file()), None)
        if not path:
            return frozenset()
        text = path.read_text()
        declared = ((namespace, declared_name(line)) for namespace, line in lines_with_namespaces(text))
        return frozenset((namespace or "", name) for namespace, name in declared if name) | header_names(text)

    def header_names(text):
        return frozenset().union(*map(names_of_header, INCLUDE.findall(text)))

    sources = [Source(Path(path), header_names) for path in sys.argv[2:]]
    print(";".join(map(str, groups(sources))), end="")


if __name__ == "__main__":
    main()
