"""Writes the tables as C++: arrays of numbers and two long texts, which need no work when a program starts."""
import type_table

HEAD = "// Written by tools/catalogue/refresh.py from the models of botocore {version}. Do not edit.\n"


class Pool:
    """Sorted texts, one behind the other in one long text."""

    def __init__(self, texts):
        self.texts = sorted(set(texts))
        self.index = {text: index for index, text in enumerate(self.texts)}
        assert len(self.texts) < 1 << 16

    def chars(self):
        joined, lines = "".join(self.texts), []
        assert joined.isascii() and joined.isprintable() and '"' not in joined and "\\" not in joined
        return "\n".join(f'"{joined[at:at + 110]}"' for at in range(0, len(joined), 110)) + "\n"

    def ends(self):
        at, ends = 0, []
        for text in self.texts:
            at += len(text)
            ends.append(at)
        return ends


def numbers(values, width=118):
    lines, line = [], ""
    for value in values:
        text = f"{value},"
        if len(line) + len(text) > width:
            lines.append(line)
            line = ""
        line += text
    return "\n".join([*lines, line]) + "\n"


def bounds_row(least, most):
    return "{%s,%s}" % ("-none" if least is None else float(least), "none" if most is None else float(most))


class Tables:
    def __init__(self, optimized, sdk, rows):
        self.groups, self.rows = (optimized, sdk), rows
        operations = [each for group in self.groups for service in group for each in service.operations]
        names = [""]
        names += [text for group in self.groups for service in group 
                  for text in (service.name, service.prefix, service.permission_prefix)]
        names += [text for each in operations for text in (each.name, each.key)]
        for kind, content in rows:
            if kind == type_table.OBJECT:
                names += [name for name, _, _ in content]
            elif kind == type_table.TEXT and not isinstance(content, type_table.Bounds):
                names += content
        self.names = Pool(names)
        self.errors = Pool(error for each in operations for error in each.errors)

    def types(self):
        """The arrays of types, of members, of values and of bounds."""
        types, members, member_types, values = [], [], [], []
        places, bounds = {}, {(None, None): 0}
        for kind, content in self.rows:
            first, count = 0, 0
            if kind == type_table.OBJECT:
                first, count = len(members), len(content)
                for name, type_, mark in content:
                    members.append(self.names.index[name] << 3 | mark)
                    member_types.append(type_)
            elif isinstance(content, type_table.Bounds):
                first = bounds.setdefault(tuple(content), len(bounds))
            elif content is type_table.TIME:
                first = 1
            elif kind == type_table.TEXT and content:
                count = len(content)
                first = places.setdefault(content, len(values))
                if first == len(values):
                    values += [self.names.index[value] for value in content]
            elif kind in (type_table.LIST, type_table.MAP):
                first = content
            types.append(f"{{{first},{count},{kind}}}")
        assert len(types) < 1 << 16
        return types, members, member_types, values, [bounds_row(*row) for row in bounds]

    def operations(self):
        """The arrays of services, of operations and of lists of errors."""
        services, operations, lists, places = [], [], [], {}
        shared = {}
        for number, group in enumerate(self.groups):
            for service in group:
                key = id(service.operations[0]) if service.operations else None
                first = shared.setdefault(key, len(operations)) if key else len(operations)
                if first == len(operations):
                    for each in service.operations:
                        if each.errors not in places:
                            places[each.errors] = len(lists)
                            lists += [self.errors.index[error] for error in each.errors]
                        operations.append("{%d,%d,%d,%d,%d,%d,%d,%d,%d,%d}" % (
                            self.names.index[each.name], each.request, each.response, each.job, each.job2,
                            places[each.errors], len(each.errors), self.names.index[each.key], each.repetition,
                            each.patterns))
                names = (service.name, service.prefix, service.permission_prefix)
                services.append("{%d,%d,%d,%d,%d,%d}" % (*(self.names.index[name] for name in names), first,
                                                         len(service.operations), number))
        return services, operations, lists


def write_tables(folder, date, version, optimized, sdk, rows):
    tables = Tables(optimized, sdk, rows)
    head = HEAD.format(version=version)

    def write(name, text):
        (folder / f"{name}.inc").write_text(head + text)

    types, members, member_types, values, bounds = tables.types()
    services, operations, lists = tables.operations()
    write("date", f'"{date}"\n')
    write("names", tables.names.chars())
    write("name_ends", numbers(tables.names.ends()))
    write("errors", tables.errors.chars())
    write("error_ends", numbers(tables.errors.ends()))
    write("types", numbers(types))
    write("members", numbers(members))
    write("member_types", numbers(member_types))
    write("values", numbers(values))
    write("bounds", numbers(bounds))
    write("services", numbers(services))
    write("operations", numbers(operations))
    write("error_lists", numbers(lists))
    print(f"{len(services)} services, {len(operations)} operations, {len(types)} types, {len(members)} members, "
          f"{len(tables.names.texts)} names, {len(tables.errors.texts)} errors, {len(lists)} in lists, "
          f"{len(values)} values")
