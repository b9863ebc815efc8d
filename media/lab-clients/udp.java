// Needs Java 11 or newer. Save as Client.java, then run: java Client.java
// A chat client for a lab room over UDP. Enter sends a line, q leaves.
//
// UDP loses, repeats and reorders datagrams. So ours have numbers and are sent again until the room
// acknowledges them; the room's are acknowledged and put in order.

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;

class Client {
    static final String HOST = "127.0.0.1"; // the room's address
    static final int PORT = 9000; // the room's port

    static final int HELLO = 1, COOKIE = 2, WELCOME = 3, SAY = 4, ACK = 5, PING = 6, BYE = 7, REFUSED = 8;
    static final int MORE = 1, BARE = 2, WAITING = 4; // flags
    static final int HEADER = 16; // bytes: "D1", type, flags, session, number
    static final int MAX_BODY = 1184; // bytes; a datagram then fits the packets of any network
    static final long GIVE_UP = 45_000; // ms without a sign of the room

    /** A datagram; its type is 0 if none has come. */
    static class Datagram {
        int type, flags, number;
        byte[] body = {};

        static Datagram of(int type, int flags, int number, byte[] body) {
            Datagram made = new Datagram();
            made.type = type;
            made.flags = flags;
            made.number = number;
            made.body = body;
            return made;
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    final DatagramSocket socket = new DatagramSocket();
    final byte[] session = new byte[8];
    long heard = now();

    Client() throws IOException {
        new SecureRandom().nextBytes(session);
        // Now only datagrams from there arrive.
        socket.connect(new InetSocketAddress(HOST, PORT));
    }

    static long now() {
        return System.nanoTime() / 1_000_000;
    }

    void send(Datagram datagram) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + datagram.body.length); // big-endian
        bytes.put((byte) 'D').put((byte) '1').put((byte) datagram.type).put((byte) datagram.flags);
        bytes.put(session).putInt(datagram.number).put(datagram.body);
        socket.send(new DatagramPacket(bytes.array(), bytes.capacity()));
    }

    /** Waits for the next datagram. */
    Datagram receive(int ms) throws IOException {
        if (now() - heard > GIVE_UP) throw new IOException("no sign of the room");
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        socket.setSoTimeout(ms);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException nothing) {
            return new Datagram();
        }
        ByteBuffer bytes = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
        byte[] theirs = new byte[8];
        if (bytes.remaining() < HEADER || bytes.getShort() != 0x4431) return new Datagram(); // "D1"
        Datagram got = Datagram.of(bytes.get(), bytes.get(), 0, new byte[bytes.remaining() - 12]);
        bytes.get(theirs);
        if (!Arrays.equals(theirs, session)) return new Datagram();
        got.number = bytes.getInt();
        bytes.get(got.body);
        heard = now();
        return got;
    }

    /** Says HELLO until the room lets us in. Returns whether the room is bare. */
    boolean enter() throws Exception {
        byte[] cookie = {};
        int place = -1;
        for (int wait = 1000;; wait = 2000) {
            send(Datagram.of(HELLO, 0, 0, Arrays.copyOf(cookie, 80))); // padded with zeros
            Datagram got = receive(wait);
            if (got.type == COOKIE) {
                cookie = got.body; // sending it back proves that this is our address
            } else if (got.type == WELCOME && (got.flags & WAITING) == 0) {
                return (got.flags & BARE) != 0;
            } else if (got.type == WELCOME) {
                if (got.number != place) System.out.println("The room is full. Place in line: " + got.number);
                place = got.number;
                Thread.sleep(2000);
            } else if (got.type == REFUSED || got.type == BYE) {
                throw new IOException(got.text());
            }
        }
    }

    /** Puts what the room says in order. */
    static class Inbox {
        int expected = 1;
        final Map<Integer, Datagram> early = new HashMap<>(); // what has come before its turn
        final ByteArrayOutputStream text = new ByteArrayOutputStream(); // a message, as far as it has come

        void add(Datagram say) {
            int ahead = say.number - expected;
            if (ahead >= 0 && ahead < 64) early.put(say.number, say); // otherwise a repeat, or too early
            while (early.containsKey(expected)) {
                Datagram next = early.remove(expected++);
                text.writeBytes(next.body);
                if ((next.flags & MORE) != 0) continue;
                System.out.println(new String(text.toByteArray(), StandardCharsets.UTF_8));
                text.reset();
            }
        }

        /** All before `expected` have come. Bit k: number `expected` + k has come, too. */
        Datagram acknowledgement() {
            int bits = 0;
            for (int k = 0; k < 32; k++) if (early.containsKey(expected + k)) bits |= 1 << k;
            return Datagram.of(ACK, 0, expected - 1, ByteBuffer.allocate(4).putInt(bits).array());
        }
    }

    /** Sends what is typed and shows what the room says, until one of them leaves. */
    void talk(boolean bare, LinkedBlockingQueue<Datagram> typed) throws Exception {
        Inbox inbox = new Inbox();
        Datagram part = null;
        int number = 0, tries = 0;
        long sent = 0, timeout = 1000, wait = 1000;
        while (true) {
            if (part == null && !typed.isEmpty()) { // one at a time
                part = typed.take();
                if (part.type == BYE) break;
                part.number = ++number;
                tries = 0;
            }
            if (part != null && (tries == 0 || now() > sent + wait)) {
                wait = tries == 0 ? timeout : Math.min(2000, 2 * wait); // the network may be full
                send(part);
                tries++;
                sent = now();
                if (bare) part = null; // nothing is acknowledged
            }
            // A short wait, so that the keyboard and the timeout get their turn.
            Datagram got = receive(50);
            if (got.type == ACK && part != null && got.number == number) {
                // Of several tries, nobody knows which one arrived.
                if (tries == 1) timeout = Math.min(2000, Math.max(200, 2 * (now() - sent)));
                part = null;
            } else if (got.type == SAY && bare) {
                System.out.println(got.text());
            } else if (got.type == SAY) {
                inbox.add(got);
            } else if (got.type == BYE) {
                throw new IOException("the room says goodbye. " + got.text());
            }
            if (got.type == PING || (got.type == SAY && !bare)) send(inbox.acknowledgement());
        }
        for (int i = 0; i < 3; i++) { // nobody acknowledges a goodbye
            send(Datagram.of(BYE, 0, 0, new byte[0]));
            Thread.sleep(50);
        }
    }

    /** Queues each line in parts that fit a datagram, and a BYE for leaving. Runs in its own thread. */
    static void readKeyboard(LinkedBlockingQueue<Datagram> typed) {
        // Windows consoles rarely use UTF-8: the console knows its own encoding.
        BufferedReader keyboard = new BufferedReader(
            System.console() != null ? System.console().reader() : new InputStreamReader(System.in));
        try {
            String line;
            while ((line = keyboard.readLine()) != null && !line.equals("q")) {
                byte[] text = line.getBytes(StandardCharsets.UTF_8);
                for (int from = 0, to; from < text.length; from = to) {
                    to = Math.min(from + MAX_BODY, text.length);
                    while (to < text.length && (text[to] & 0xC0) == 0x80) to--; // not inside a character
                    int flags = to < text.length ? MORE : 0;
                    typed.add(Datagram.of(SAY, flags, 0, Arrays.copyOfRange(text, from, to)));
                }
            }
        } catch (IOException error) {
            System.out.println(error.getMessage());
        }
        typed.add(Datagram.of(BYE, 0, 0, new byte[0]));
    }

    public static void main(String[] args) throws Exception {
        LinkedBlockingQueue<Datagram> typed = new LinkedBlockingQueue<>();
        new Thread(() -> readKeyboard(typed)).start();
        try {
            Client client = new Client();
            client.talk(client.enter(), typed);
        } catch (IOException error) {
            System.out.println("Connection lost: " + error.getMessage());
        }
        // The other thread is waiting for the keyboard, which nothing else can interrupt.
        System.exit(0);
    }
}
