"""Prints the states of an SVG graph, in their order, and the kinds of its edges; fails where it is not well-formed XML.

usage: svg_states.py FILE|-
"""
import sys
import xml.etree.ElementTree as ElementTree

root = ElementTree.parse(sys.stdin if sys.argv[1] == "-" else sys.argv[1]).getroot()
edges = []
for element in root.iter():
    words = element.get("class", "").split()
    if words[:1] == ["state"]:
        print(" ".join([words[1], element.get("data-state", "")]).strip())
    if words[:1] == ["edge"]:
        edges.append(words[1])
    if element.tag.rsplit("}", 1)[-1] == "script":
        sys.exit("a script in the picture")
print("edges:", *sorted(edges))
