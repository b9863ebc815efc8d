"""A course chat client: client.py HOST PORT [FILE [ENCODING]]

Prints every recv as one line of JSON. Sends lines of standard input unchanged; `q` leaves.
First sends the lines of FILE as fast as possible. Fragile on purpose: each read is decoded
separately, and the first error ends the program.
"""

import json
import os
import socket
import sys
import threading


encoding = sys.argv[4] if len(sys.argv) > 4 else "utf-8"


def receive(sock):
    try:
        while True:
            data = sock.recv(1024)
            if not data:
                break
            print(json.dumps(data.decode(encoding)), flush=True)
    except Exception as error:
        print(type(error).__name__, error, file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def send(sock, text):
    sock.sendall(text.encode(encoding))


def main():
    sys.stdin.reconfigure(encoding="utf-8")
    sock = socket.create_connection((sys.argv[1], int(sys.argv[2])))
    receiver = threading.Thread(target=receive, args=(sock,), daemon=True)
    receiver.start()
    if len(sys.argv) > 3 and sys.argv[3]:
        with open(sys.argv[3], encoding="utf-8") as messages:
            for line in messages.read().splitlines():
                send(sock, line)
    for line in sys.stdin:
        text = line.rstrip("\r\n")
        send(sock, text)
        if text == "q":
            sock.close()
            return
    receiver.join()


main()
