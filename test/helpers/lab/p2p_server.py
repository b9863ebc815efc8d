"""A course p2p server: p2p_server.py PORT

Prints its port as its first line, then every recv of its one client as one line of JSON. Lines of
standard input go out as `Server : text`, `q` ends the room. Fragile on purpose: each read is
decoded separately, and the first error ends the program.
"""

import json
import os
import socket
import sys
import threading


def receive(conn):
    try:
        while True:
            text = conn.recv(1024).decode("utf-8")
            if text in ("", "q"):
                break
            print(json.dumps(text), flush=True)
    except Exception as error:
        print(type(error).__name__, error, file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def main():
    sys.stdin.reconfigure(encoding="utf-8")
    server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
    print(server.getsockname()[1], flush=True)
    conn, _ = server.accept()
    threading.Thread(target=receive, args=(conn,), daemon=True).start()
    for line in sys.stdin:
        text = line.rstrip("\r\n")
        if text == "q":
            conn.close()
            return
        conn.sendall(f"Server : {text}".encode("utf-8"))


main()
