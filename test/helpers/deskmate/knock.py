"""Knocks at a room, in plain Python, written from docs/PROTOCOL.md alone.

    python3 knock.py ADDRESS PORT ROOM_ID NAME

Prints the six digits, then what the host answers and the pin to join with, one line of JSON each.
"""

import base64
import hashlib
import json
import os
import socket
import ssl
import struct
import sys


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def lp(*parts):
    """The parts one after another, each after its length."""
    whole = b""
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        whole += struct.pack(">I", len(data)) + data
    return whole


def commitment(name, g):
    return hashlib.sha256(lp("deskmate-knock/1 commit", name, g)).digest()


def code(pin, room_id, room, host, name, commit, h, g):
    parts = lp("deskmate-knock/1 code", pin, room_id, room, host, name, commit, h, g)
    (number,) = struct.unpack(">I", hashlib.sha256(parts).digest()[:4])
    return f"{number % 1_000_000:06}"


def main(address, port, room_id, name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.set_alpn_protocols(["deskmate-knock/1"])
    with context.wrap_socket(socket.create_connection((address, int(port)), 10)) as connection:
        connection.settimeout(70)
        pin = hashlib.sha256(connection.getpeercert(True)).digest()
        lines = connection.makefile("r", encoding="utf-8", newline="\n")

        def send(**frame):
            connection.sendall(json.dumps(frame).encode() + b"\n")

        g = os.urandom(32)
        commit = commitment(name, g)
        send(type="knock", version=1, name=name, commit=encode(commit))
        nonce = json.loads(lines.readline())
        if nonce["type"] == "nonce" and nonce["roomId"] == room_id:
            send(type="open", g=encode(g))
            names = (nonce["room"], nonce["host"])
            print(json.dumps(code(pin, room_id, *names, name, commit, decode(nonce["h"]), g)))
            nonce = json.loads(lines.readline())
        print(json.dumps({**nonce, "pin": encode(pin)}))


main(*sys.argv[1:])
