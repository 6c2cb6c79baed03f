"""Shows values of a machine as JSON in gdb: `source asl_printers.py`, or -x asl_printers.py.

The layouts are those of asl/abi/abi.h. asl_add_machine writes a file next to a program that loads this one.
"""
import json
import struct

import gdb
import gdb.printing

# asl_tag
UNDEFINED, NULL, FALSE, TRUE, INTEGER, DOUBLE, DECIMAL, STRING, ARRAY, OBJECT, FUNCTION, ERROR = range(12)
VALUE_BYTES = 16
MOST_ITEMS = 200
MOST_DEPTH = 20
MOST_TEXT = 4096


def memory(address, size):
    return bytes(gdb.selected_inferior().read_memory(address, size))


def number(address, form):
    return struct.unpack("<" + form, memory(address, struct.calcsize(form)))[0]


def text(address):
    """The bytes of an asl_string."""
    length = number(address, "I")
    shown = memory(address + 12, min(length, MOST_TEXT)).decode("utf-8", "replace")
    return shown + ("..." if length > MOST_TEXT else "")


def value_at(address, depth):
    return rendered(number(address + 4, "B"), number(address + 8, "Q"), depth)


def joined(count, item):
    shown = [item(index) for index in range(min(count, MOST_ITEMS))]
    return ", ".join(shown + (["..."] if count > MOST_ITEMS else []))


def rendered(tag, bits, depth=0):
    if depth > MOST_DEPTH:
        return "..."
    constants = {UNDEFINED: "undefined", NULL: "null", FALSE: "false", TRUE: "true", FUNCTION: "a function"}
    if tag in constants:
        return constants[tag]
    if tag == INTEGER:
        return str(struct.unpack("<q", struct.pack("<Q", bits))[0])
    if tag == DOUBLE:
        return repr(struct.unpack("<d", struct.pack("<Q", bits))[0])
    if tag == DECIMAL:
        return text(bits)
    if tag == STRING:
        return json.dumps(text(bits), ensure_ascii=False)
    if tag == ARRAY:
        items = bits + 8
        return "[" + joined(number(bits, "I"), lambda i: value_at(items + i * VALUE_BYTES, depth + 1)) + "]"
    if tag == OBJECT:
        keys, values = number(bits + 8, "Q"), bits + 16

        def member(i):
            key = json.dumps(text(number(keys + i * 8, "Q")), ensure_ascii=False)
            return key + ": " + value_at(values + i * VALUE_BYTES, depth + 1)
        return "{" + joined(number(bits, "I"), member) + "}"
    if tag == ERROR:
        return f"error {value_at(bits, depth + 1)}: {value_at(bits + VALUE_BYTES, depth + 1)}"
    return f"a value of tag {tag}"


class ValuePrinter:
    """An asl_value as JSON text."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        try:
            return rendered(int(self.value["tag"]), int(self.value["bits"]))
        except gdb.MemoryError:
            return "a value that cannot be read"


printers = gdb.printing.RegexpCollectionPrettyPrinter("asl")
printers.add_printer("asl_value", "^asl_value$", ValuePrinter)
gdb.printing.register_pretty_printer(gdb.current_objfile(), printers, replace=True)
