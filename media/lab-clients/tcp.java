// Needs Java 11 or newer. Save as Client.java, then run: java Client.java
// A chat client for a lab room over TCP. Enter sends a line, q leaves.

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

class Client {
    static final String HOST = "127.0.0.1"; // the room's address
    static final int PORT = 9000; // the room's port

    /** Prints what arrives, until the connection ends. Runs in its own thread. */
    static void receive(SocketChannel room) {
        CharsetDecoder decoder =
            StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE);
        ByteBuffer bytes = ByteBuffer.allocate(1024);
        CharBuffer text = CharBuffer.allocate(1024);
        try {
            while (room.read(bytes) >= 0) {
                decoder.decode(bytes.flip(), text, false);
                // TCP carries bytes, not messages: a read can end in the middle of a character.
                // compact() keeps its first half until the rest arrives.
                bytes.compact();
                System.out.print(text.flip());
                if (bytes.position() == 0) System.out.println();
                text.clear();
            }
        } catch (IOException error) {
            System.out.println("Connection lost: " + error.getMessage());
        }
        // The main thread is waiting for the keyboard, which nothing else can interrupt.
        System.exit(0);
    }

    public static void main(String[] args) throws Exception {
        SocketChannel room = SocketChannel.open(new InetSocketAddress(HOST, PORT));
        // Reading from the room and from the keyboard both wait, so each needs a thread.
        Thread receiver = new Thread(() -> receive(room));
        receiver.start();
        // Windows consoles rarely use UTF-8: the console knows its own encoding.
        BufferedReader keyboard = new BufferedReader(
            System.console() != null ? System.console().reader() : new InputStreamReader(System.in));
        String line = "";
        while (!line.equals("q")) {
            line = keyboard.readLine();
            if (line == null) line = "q"; // Ctrl+D, or Ctrl+Z on Windows
            room.write(StandardCharsets.UTF_8.encode(line));
        }
        // Nothing more to say. The room now closes its end, which ends the receiver.
        room.shutdownOutput();
        receiver.join();
    }
}
