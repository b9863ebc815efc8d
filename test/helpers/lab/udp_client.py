"""A client for lab rooms over UDP, written from docs/LAB-UDP.md: python3 udp_client.py HOST PORT."""
import os, queue, socket, struct, sys, threading, time

HELLO, COOKIE, WELCOME, SAY, ACK, PING, BYE, REFUSED = range(1, 9)
MORE, BARE, WAITING = 1, 2, 4
family, kind, proto, _, address = socket.getaddrinfo(sys.argv[1], int(sys.argv[2]), type=socket.SOCK_DGRAM)[0]
sock = socket.socket(family, kind, proto)
sock.connect(address)
sock.settimeout(0.02)
session, cookie = os.urandom(8), bytes(16)
for stream in sys.stdin, sys.stdout: stream.reconfigure(encoding='utf-8')

lines = queue.Queue()  # what is typed; None at its end
def read():
    for line in sys.stdin: lines.put(line.rstrip('\n'))
    lines.put(None)
threading.Thread(target=read, daemon=True).start()

def send(type, number=0, body=b'', flags=0):
    try: sock.send(struct.pack('>2sBB8sI', b'D1', type, flags, session, number) + body)
    except OSError: pass  # as good as lost

def cut(text):  # into bodies of whole characters
    bodies = [b'']
    for character in text:
        if len(bodies[-1] + character.encode()) > 1088: bodies.append(b'')
        bodies[-1] += character.encode()
    return bodies
def acknowledge():
    bits = sum(1 << (number - expected) for number in early if number - expected < 32)
    send(ACK, expected - 1, struct.pack('>I', bits))

state, bare, leaving = 'greeting', False, False
waiting, flight, next_number = [], {}, 1  # to send: (flags, body); sent: number -> [flags, body, tries, due]
expected, early, message = 1, {}, b''     # next to deliver, what came before its turn, parts of a message
heard, hello, ping = time.monotonic(), 0.0, 0.0  # when something came, when to send the next ones
while state != 'closed':
    now = time.monotonic()
    if state != 'in' and now >= hello:
        hello = now + (2 if hello else 1)
        send(HELLO, body=cookie.ljust(80, b'\0'))
    while state != 'greeting' and not leaving and not lines.empty():
        line = lines.get()
        leaving = line is None
        bodies = cut(line) if line else []
        waiting += [(MORE if not bare and body is not bodies[-1] else 0, body) for body in bodies]
    while waiting and (not flight or next_number - min(flight) < 16):
        flight[next_number] = [*waiting.pop(0), 0, now]
        next_number += 1
    for number, datagram in list(flight.items()):
        flags, body, tries, due = datagram
        if now < due: continue  # wait for its ACK
        send(SAY, number, body, flags)
        datagram[2:] = tries + 1, now + min(0.5 * 2 ** tries, 2)
        if bare: del flight[number]
    if leaving and not waiting and not flight: break  # everything has arrived
    if state != 'greeting' and now - heard >= 15 and now >= ping: ping = now + 1; send(PING)
    if now - heard >= 45: sys.exit('no sign of life for 45 s')
    try: data = sock.recv(2048)
    except OSError: continue  # nothing has come
    if len(data) < 16 or data[:2] != b'D1' or data[4:12] != session: continue
    type, flags, number, body = data[2], data[3], *struct.unpack('>I', data[12:16]), data[16:]
    heard = now
    if type == COOKIE: cookie, hello = body, min(hello, now if not any(cookie) else hello)
    elif type == WELCOME: state, bare = 'line' if flags & WAITING else 'in', bool(flags & BARE)
    elif type == REFUSED or type == BYE: print(f'closed: {body.decode()}'); state = 'closed'
    elif state == 'greeting': continue
    elif type == PING: acknowledge()
    elif type == ACK and len(body) == 4:
        bits, = struct.unpack('>I', body)
        flight = {n: d for n, d in flight.items() if n > number and not bits >> max(0, n - number - 1) & 1}
    elif type == SAY and bare: print(body.decode(errors='replace'))
    elif type == SAY and number < expected + 64:
        if number >= expected: early[number] = flags, body
        while expected in early:
            more, message = early[expected][0] & MORE, message + early.pop(expected)[1]
            expected += 1
            if not more: print(message.decode(errors='replace')); message = b''
        acknowledge()
for _ in range(3): send(BYE); time.sleep(0.05)
