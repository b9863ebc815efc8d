// For Linux, macOS and WSL. Save as client.c, then run: cc client.c -o client && ./client
// A chat client for a lab room over UDP. Enter sends a line, q leaves.
//
// UDP loses, repeats and reorders datagrams. So ours have numbers and are sent again until the room
// acknowledges them; the room's are acknowledged and put in order.

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HOST "127.0.0.1" // the room's address
#define PORT "9000"      // the room's port

enum { HELLO = 1, COOKIE, WELCOME, SAY, ACK, PING, BYE, REFUSED }; // types
enum { MORE = 1, BARE = 2, WAITING = 4 };                         // flags
enum { HEADER = 16, MAX_BODY = 1184 }; // bytes; a datagram then fits the packets of any network
enum { WINDOW = 64 };                  // datagrams that may come before their turn
enum { GIVE_UP = 45 };                 // seconds without a sign of the room

struct datagram {
    uint8_t type, flags;
    uint32_t number;
    size_t length;
    unsigned char body[MAX_BODY + 1];
};

static int sock;
static unsigned char session[8];
static double heard; // when the room last sent anything

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void leave_with(const char *problem, const char *detail) {
    printf("Connection lost: %s %s\n", problem, detail);
    exit(1);
}

static void send_datagram(int type, int flags, uint32_t number, const void *body, size_t length) {
    unsigned char bytes[HEADER + MAX_BODY] = {'D', '1', (unsigned char)type, (unsigned char)flags};
    uint32_t big_endian = htonl(number);
    memcpy(bytes + 4, session, sizeof session);
    memcpy(bytes + 12, &big_endian, sizeof big_endian);
    memcpy(bytes + HEADER, body, length);
    if (send(sock, bytes, HEADER + length, 0) < 0) leave_with("can't send to", HOST);
}

// Waits for the next datagram; its type is 0 if none comes in time.
static struct datagram receive(int ms) {
    unsigned char bytes[HEADER + MAX_BODY];
    struct datagram got = {0};
    struct pollfd ready = {.fd = sock, .events = POLLIN};
    if (now() - heard > GIVE_UP) leave_with("no sign of", HOST);
    if (poll(&ready, 1, ms) <= 0) return got;
    ssize_t length = recv(sock, bytes, sizeof bytes, 0);
    if (length < 0) leave_with("nothing listens at", HOST);
    if (length < HEADER || memcmp(bytes, "D1", 2) || memcmp(bytes + 4, session, 8)) return got;
    heard = now();
    got.type = bytes[2];
    got.flags = bytes[3];
    memcpy(&got.number, bytes + 12, sizeof got.number);
    got.number = ntohl(got.number);
    got.length = (size_t)length - HEADER;
    memcpy(got.body, bytes + HEADER, got.length); // and a NUL stays after it
    return got;
}

// Says HELLO until the room lets us in. Returns whether the room is bare.
static int enter(void) {
    unsigned char cookie[80] = {0}; // the rest is padding
    uint32_t place = UINT32_MAX;
    for (int wait = 1000;; wait = 2000) {
        send_datagram(HELLO, 0, 0, cookie, sizeof cookie);
        struct datagram got = receive(wait);
        if (got.type == COOKIE) {
            memcpy(cookie, got.body, 16); // sending it back proves that this is our address
        } else if (got.type == WELCOME && !(got.flags & WAITING)) {
            return got.flags & BARE;
        } else if (got.type == WELCOME) {
            if (got.number != place) printf("The room is full. Place in line: %u\n", got.number);
            fflush(stdout);
            place = got.number;
            sleep(2);
        } else if (got.type == REFUSED || got.type == BYE) {
            leave_with("refused,", (char *)got.body);
        }
    }
}

static uint32_t expected = 1;          // the number of the room's next datagram
static struct datagram early[WINDOW]; // what has come before its turn, by number % WINDOW

static void acknowledge(void) {
    uint32_t bits = 0; // all before `expected` have come; bit k: number `expected` + k has come, too
    for (uint32_t k = 0; k < 32; k++) {
        if (early[(expected + k) % WINDOW].type == SAY) bits |= UINT32_C(1) << k;
    }
    bits = htonl(bits);
    send_datagram(ACK, 0, expected - 1, &bits, sizeof bits);
}

static void show(const struct datagram *say) {
    fwrite(say->body, 1, say->length, stdout);
    if (!(say->flags & MORE)) putchar('\n');
    fflush(stdout);
}

// Shows what is next in order, and keeps what isn't.
static void take(const struct datagram *say) {
    if (say->number - expected < WINDOW) early[say->number % WINDOW] = *say; // otherwise a repeat
    for (struct datagram *next; (next = &early[expected % WINDOW])->type == SAY; expected++) {
        show(next);
        next->type = 0;
    }
}

// Whether there is a line to read.
static int is_typed(void) {
    struct pollfd keyboard = {.fd = 0, .events = POLLIN};
    return poll(&keyboard, 1, 0) > 0;
}

enum keyed { LEAVE, NOTHING, PART };

// Reads a line, or a part of a long one that fits a datagram and doesn't end inside a character.
static enum keyed read_keyboard(struct datagram *part) {
    static char rest[MAX_BODY + 1]; // the beginning of a character that didn't fit
    int goes_on = part->flags & MORE; // the part before belongs to the same line
    char *body = (char *)part->body;
    size_t kept = strlen(rest);
    strcpy(body, rest);
    rest[0] = '\0';
    if (!fgets(body + kept, (int)(MAX_BODY + 1 - kept), stdin)) return LEAVE; // Ctrl+D
    part->length = strcspn(body, "\n");
    part->flags = body[part->length] == '\n' ? 0 : MORE;
    if (part->flags & MORE) {
        size_t end = part->length;
        do end--;
        while (end > 0 && (body[end] & 0xC0) == 0x80); // the last character begins there
        strcpy(rest, body + end);
        part->length = end;
    }
    if (goes_on) return PART;
    if (part->length == 1 && body[0] == 'q') return LEAVE;
    return part->length > 0 ? PART : NOTHING;
}

// Sends what is typed and shows what the room says, until one of them leaves.
static void talk(int bare) {
    struct datagram part = {0};
    uint32_t number = 0;
    int tries = 0; // 0: nothing is on its way
    double sent = 0, timeout = 1, wait = 1;
    for (;;) {
        int is_due = tries > 0 && now() > sent + wait;
        if (tries == 0 && is_typed()) { // one at a time
            enum keyed keyed = read_keyboard(&part);
            if (keyed == LEAVE) return;
            if (keyed == PART) number++, is_due = 1;
        }
        if (is_due) {
            wait = tries == 0 ? timeout : wait < 1 ? 2 * wait : 2; // the network may be full
            send_datagram(SAY, part.flags, number, part.body, part.length);
            sent = now();
            tries = bare ? 0 : tries + 1; // in a bare room nothing is acknowledged
        }
        // A short wait, so that the keyboard and the timeout get their turn.
        struct datagram got = receive(50);
        if (got.type == ACK && tries > 0 && got.number == number) {
            double trip = now() - sent;
            // Of several tries, nobody knows which one arrived.
            if (tries == 1) timeout = trip < 0.1 ? 0.2 : trip < 1 ? 2 * trip : 2;
            tries = 0;
        } else if (got.type == SAY && bare) {
            show(&got);
        } else if (got.type == SAY) {
            take(&got);
        } else if (got.type == BYE) {
            leave_with("the room says goodbye", (char *)got.body);
        }
        if (got.type == PING || (got.type == SAY && !bare)) acknowledge();
    }
}

static void open_socket(void) {
    struct addrinfo hints = {.ai_socktype = SOCK_DGRAM}, *found;
    int error = getaddrinfo(HOST, PORT, &hints, &found);
    if (error) leave_with(HOST, gai_strerror(error));
    sock = socket(found->ai_family, SOCK_DGRAM, 0);
    // Now only datagrams from there arrive.
    if (connect(sock, found->ai_addr, found->ai_addrlen) < 0) leave_with("no way to", HOST);
    freeaddrinfo(found);
    FILE *random = fopen("/dev/urandom", "rb");
    if (!random || fread(session, sizeof session, 1, random) != 1) leave_with("no", "random");
    fclose(random);
    heard = now();
}

int main(void) {
    setvbuf(stdin, NULL, _IONBF, 0); // poll can't see what stdio has read ahead
    open_socket();
    talk(enter());
    for (int i = 0; i < 3; i++) { // nobody acknowledges a goodbye
        send_datagram(BYE, 0, 0, "", 0);
        usleep(50000);
    }
    return 0;
}
