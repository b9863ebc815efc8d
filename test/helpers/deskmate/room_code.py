"""Enters a room code, in plain Python, written from docs/PROTOCOL.md, CPace's draft and RFC 9496 (ristretto255).

    python3 room_code.py ADDRESS PORT CODE

Prints the host's last frame, with the pin to join with and whether the host has proved that it knows the code.
Not for real use: its arithmetic takes more or less time for different secrets.
"""

import base64
import hashlib
import hmac
import json
import os
import socket
import ssl
import struct
import sys

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def negative(x):
    return x % P & 1


def absolute(x):
    return P - x if negative(x) else x


def sqrt_ratio(u, v):
    """Whether u/v is a square, and its root, or that of SQRT_M1 * u/v."""
    r = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    check = v * r * r % P
    if check in (-u % P, -u * SQRT_M1 % P):
        r = r * SQRT_M1 % P
    return check in (u % P, -u % P), absolute(r)


SQRT_AD_MINUS_ONE = 25063068953384623474111414158702152701244531502492656460079210482610430750235
INVSQRT_A_MINUS_D = sqrt_ratio(1, -1 - D)[1]
ONE_MINUS_D_SQ = (1 - D * D) % P
D_MINUS_ONE_SQ = (D - 1) ** 2 % P


def decode_point(data):
    """The point of an encoding; None if it is none."""
    s = int.from_bytes(data, "little")
    if len(data) != 32 or s >= P or negative(s):
        return None
    u1, u2 = (1 - s * s) % P, (1 + s * s) % P
    v = (-D * u1 * u1 - u2 * u2) % P
    square, invsqrt = sqrt_ratio(1, v * u2 * u2 % P)
    den_x = invsqrt * u2 % P
    den_y = invsqrt * den_x * v % P
    x = absolute(2 * s * den_x % P)
    y = u1 * den_y % P
    t = x * y % P
    return None if not square or negative(t) or y == 0 else (x, y, 1, t)


def encode_point(point):
    x0, y0, z0, t0 = point
    u1, u2 = (z0 + y0) * (z0 - y0) % P, x0 * y0 % P
    _, invsqrt = sqrt_ratio(1, u1 * u2 * u2 % P)
    den1, den2 = invsqrt * u1 % P, invsqrt * u2 % P
    z_inv = den1 * den2 * t0 % P
    if negative(t0 * z_inv % P):
        x, y = y0 * SQRT_M1 % P, x0 * SQRT_M1 % P
        den_inv = den1 * INVSQRT_A_MINUS_D % P
    else:
        x, y, den_inv = x0, y0, den2
    if negative(x * z_inv % P):
        y = -y % P
    return absolute(den_inv * (z0 - y) % P).to_bytes(32, "little")


def map_to_point(data):
    t = int.from_bytes(data, "little") % 2**255 % P
    r = SQRT_M1 * t * t % P
    u, v = (r + 1) * ONE_MINUS_D_SQ % P, (-1 - r * D) * (r + D) % P
    square, s = sqrt_ratio(u, v)
    c = -1
    if not square:
        s, c = -absolute(s * t % P) % P, r
    n = (c * (r - 1) * D_MINUS_ONE_SQ - v) % P
    w0, w1 = 2 * s * v % P, n * SQRT_AD_MINUS_ONE % P
    w2, w3 = (1 - s * s) % P, (1 + s * s) % P
    return w0 * w3 % P, w2 * w1 % P, w1 * w3 % P, w0 * w2 % P


def add(p, q):
    x1, y1, z1, t1 = p
    x2, y2, z2, t2 = q
    a, b = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * D * t1 * t2 % P, 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(number, point):
    result = (0, 1, 1, 0)
    for bit in bin(number)[2:]:
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    return result


def lp(*parts):
    """The parts one after another, each after its length."""
    whole = b""
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        whole += struct.pack(">I", len(data)) + data
    return whole


def lv(*parts):
    """The same, with lengths in LEB128."""
    whole = b""
    for part in parts:
        length, prefix = len(part), b""
        while length >= 128:
            prefix += bytes([length & 127 | 128])
            length >>= 7
        whole += prefix + bytes([length]) + part
    return whole


def sha512(data):
    return hashlib.sha512(data).digest()


def generator(code, context, sid):
    dsi = b"CPaceRistretto255"
    padding = bytes(max(0, 128 - 1 - len(lv(code)) - len(lv(dsi))))
    seed = sha512(lv(dsi, code, padding, context, sid))
    return add(map_to_point(seed[:32]), map_to_point(seed[32:]))


def proofs(sid, k, ya, ada, yb, adb):
    isk = sha512(lv(b"CPaceRistretto255_ISK", sid, k) + lv(ya, ada) + lv(yb, adb))
    key = sha512(b"CPaceMac" + sid + isk)
    return [hmac.digest(key, lv(y, ad), "sha512") for y, ad in ((ya, ada), (yb, adb))]


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def main(address, port, code):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.set_alpn_protocols(["deskmate-code/1"])
    with context.wrap_socket(socket.create_connection((address, int(port)), 10)) as connection:
        connection.settimeout(20)
        pin = hashlib.sha256(connection.getpeercert(True)).digest()
        lines = connection.makefile("r", encoding="utf-8", newline="\n")

        def exchange(**frame):
            connection.sendall(json.dumps(frame).encode() + b"\n")
            return json.loads(lines.readline())

        last = exchange(type="start", version=1)
        proved = False
        if last["type"] == "session":
            sid = decode(last["sid"])
            channel = lp("deskmate-code/1", pin, last["roomId"], "guest", "host")
            names = lp(last["room"], last["host"])
            secret = int.from_bytes(os.urandom(64), "big") % (ORDER - 1) + 1
            ya = encode_point(multiply(secret, generator(code.encode(), channel, sid)))
            last = exchange(type="share", y=encode(ya))
            yb = decode(last["y"])
            point = decode_point(yb)
            if point is None or yb == bytes(32):
                raise ValueError("the host's share is none")
            ta, tb = proofs(sid, encode_point(multiply(secret, point)), ya, b"", yb, names)
            last = exchange(type="proof", mac=encode(ta))
            proved = last["type"] == "accepted" and hmac.compare_digest(decode(last["mac"]), tb)
        print(json.dumps({**last, "pin": encode(pin), "proved": proved}))


main(*sys.argv[1:])
