"""The table of types: each type that a request or a response needs, once."""
import collections

import by_hand
import java_names

ANY, TEXT, NUMBER, BOOLEAN, LIST, MAP, OBJECT = range(7)  # catalogue::Type::Kind
MUST, MAY_LACK, REQUIRED = 1, 2, 4  # marks of members
TIME = ("time",)  # the content of an ANY that is a time
Bounds = collections.namedtuple("Bounds", "least most")  # the content of a NUMBER, or of a TEXT without values; may be ()
SIMPLE = {by_hand.ANY: (ANY, ()), by_hand.TEXT: (TEXT, ()), by_hand.NUMBER: (NUMBER, ()),
          by_hand.BOOLEAN: (BOOLEAN, ()), by_hand.TIME: (ANY, TIME)}
MARKS = {"!": MUST, "!!": MUST | REQUIRED, "?": MAY_LACK}


class TypeTable:
    def __init__(self, models):
        self.models = models
        # (kind, content): content of Text its values or Bounds, of Number Bounds, of Object its members
        self.rows = []
        self.known = {}     # row -> index
        self.open = {}      # shapes that are being read -> index, once something refers to it
        self.done = {}
        for kind in (ANY, TEXT, NUMBER, BOOLEAN):
            self.add((kind, ()))

    def add(self, row):
        if row not in self.known:
            self.known[row] = len(self.rows)
            self.rows.append(row)
        return self.known[row]

    def of_shape(self, model, name, request, sdk):
        """The type of a shape of a model; `sdk`: with the names of the SDK for Java."""
        shape, key = model.shapes[name], (model.folder, name, request, sdk)
        if key in self.done:
            return self.done[key]
        if key in self.open:
            if self.open[key] is None:
                self.open[key] = len(self.rows)
                self.rows.append(None)
            return self.open[key]
        self.open[key] = None
        row = self.row_of(model, name, shape, request, sdk)
        reserved = self.open.pop(key)
        if reserved is None:
            self.done[key] = self.add(row)
        else:
            self.rows[reserved] = row
            self.done[key] = reserved
        return self.done[key]

    def row_of(self, model, name, shape, request, sdk):
        kind = shape["type"]
        shape = {**shape, **by_hand.OLDER_BOUNDS.get((model.folder, name), {})}
        inner = lambda reference: self.of_shape(model, reference["shape"], request, sdk)
        if shape.get("document") or shape.get("eventstream") or shape.get("jsonvalue"):
            return (ANY, ())
        if kind == "structure":
            return (OBJECT, self.members(model, name, shape, request, sdk))
        if kind == "list":
            return (LIST, inner(shape["member"]))
        if kind == "map":
            return (MAP, inner(shape["value"]))
        if kind == "string" and shape.get("enum"):
            return (TEXT, tuple(shape["enum"]))
        if kind == "timestamp" and request:
            return (ANY, ())
        if kind == "timestamp":
            return (TEXT, ()) if sdk else (ANY, TIME)
        if kind == "blob" and request:
            return (ANY, ())
        if kind in ("string", "blob"):
            return (TEXT, () if request else self.bounds(shape.get("min"), None))
        if kind == "boolean":
            return (BOOLEAN, ())
        return (NUMBER, () if request else self.bounds(shape.get("min"), shape.get("max")))

    @staticmethod
    def bounds(least, most):
        """The bounds of a number, or the least length of a text."""
        return Bounds(least, most) if least or most is not None else ()

    def members(self, model, name, shape, request, sdk):
        spell = java_names.member if sdk else java_names.raise_first
        required = set(shape.get("required", ())) - set(by_hand.OPTIONAL.get((model.folder, name), ()))
        members = {}
        for member, reference in shape["members"].items():
            target = model.shape_of(reference)
            free = reference.get("idempotencyToken") or (request and reference.get("jsonvalue"))
            mark = (MUST if request else MUST | REQUIRED) if member in required and not free else 0
            if reference.get("jsonvalue"):
                index = self.add((ANY, ()))
            elif target["type"] == "blob" and request:
                index = self.add((ANY, ()))
            else:
                index = self.of_shape(model, reference["shape"], request, sdk)
            renamed = by_hand.RENAMED.get((model.folder, name), {}).get(member) if sdk else None
            members[spell(member)] = (index, 0 if renamed else mark)
            if renamed:
                members[renamed] = (index, 0)
        if sdk:
            for member in by_hand.ADDED.get((model.folder, name), ()):
                members[member] = (self.add((TEXT, ())), 0)
        return tuple(sorted((member, index, mark) for member, (index, mark) in members.items()))

    def of_hand(self, type_, request, sdk=False):
        """A type of by_hand.py."""
        if isinstance(type_, by_hand.Shape):
            return self.change(self.of_shape(self.models[type_.service], type_.name, request, sdk), type_.add,
                               type_.without, request)
        if isinstance(type_, list):
            return self.add((LIST, self.of_hand(type_[0], request)))
        if isinstance(type_, dict) and set(type_) == {"*"}:
            return self.add((MAP, self.of_hand(type_["*"], request)))
        if isinstance(type_, dict):
            return self.change(self.add((OBJECT, ())), type_, (), request)
        if type_ in SIMPLE:
            return self.add(SIMPLE[type_])
        return self.add((TEXT, tuple(type_.split("|"))))

    def change(self, index, more, without, request, always="", sometimes=""):
        """The object with members added, left out and marked."""
        members = {name: (type_, mark) for name, type_, mark in self.rows[index][1] if name not in without}
        for written, type_ in more.items():
            name = written.rstrip("!?")
            mark = MARKS.get(written[len(name):], 0)
            members[name] = (self.of_hand(type_, request), mark)
        for names, mark in ((always, MUST), (sometimes, MAY_LACK)):
            for name in names.split():
                members[name] = (members[name][0], mark | members[name][1] & REQUIRED)
        return self.add((OBJECT, tuple(sorted((name, type_, mark) for name, (type_, mark) in members.items()))))
