"""Prints the size of a picture in PNG, and fails when all of it has one colour. Usage: png_size.py FILE"""
import struct
import sys
import zlib

data = open(sys.argv[1], "rb").read()
width, height = struct.unpack(">II", data[16:24])
pixels, at = b"", 8
while at < len(data):
    length, kind = struct.unpack(">I4s", data[at:at + 8])
    pixels += data[at + 8:at + 8 + length] if kind == b"IDAT" else b""
    at += length + 12
print(f"{width} x {height}" if len(set(zlib.decompress(pixels))) > 16 else "all of it has one colour")
