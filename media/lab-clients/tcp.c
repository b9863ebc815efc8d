// For Linux, macOS and WSL. Save as client.c, then run: cc client.c -o client && ./client
// A chat client for a lab room over TCP. Enter sends a line, q leaves.

#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HOST "127.0.0.1" // the room's address
#define PORT "9000"      // the room's port

// How many bytes of the last character are still to come. TCP carries bytes, not messages:
// a read can end in the middle of a character.
static int missing(const unsigned char *bytes, ssize_t length, int before) {
    for (ssize_t i = 0; i < length; i++) {
        if ((bytes[i] & 0xC0) == 0x80) before -= before > 0; // a later byte of a character
        else before = bytes[i] >= 0xF0 ? 3 : bytes[i] >= 0xE0 ? 2 : bytes[i] >= 0xC0;
    }
    return before;
}

static int connect_to_room(void) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
    int error = getaddrinfo(HOST, PORT, &hints, &found);
    if (error) {
        fprintf(stderr, "%s: %s\n", HOST, gai_strerror(error));
        return -1;
    }
    // A name can have several addresses, and the room may listen on just one of them.
    int sock = -1;
    for (struct addrinfo *each = found; each && sock < 0; each = each->ai_next) {
        sock = socket(each->ai_family, SOCK_STREAM, 0);
        if (connect(sock, each->ai_addr, each->ai_addrlen) < 0) {
            perror("connect");
            close(sock);
            sock = -1;
        }
    }
    freeaddrinfo(found);
    return sock;
}

int main(void) {
    unsigned char buffer[1024];
    char line[1024];
    int lacking = 0, typing = 1;
    int sock = connect_to_room();
    if (sock < 0) return 1;
    setvbuf(stdin, NULL, _IONBF, 0); // poll can't see what stdio has read ahead
    // One thread is enough: poll waits for the room and the keyboard at the same time.
    struct pollfd ready[2] = {{.fd = sock, .events = POLLIN}, {.fd = 0, .events = POLLIN}};
    while (poll(ready, typing ? 2 : 1, -1) >= 0) {
        if (ready[0].revents) {
            ssize_t length = recv(sock, buffer, sizeof buffer, 0);
            if (length < 0) perror("Connection lost");
            if (length <= 0) break;
            fwrite(buffer, 1, (size_t)length, stdout);
            lacking = missing(buffer, length, lacking);
            if (lacking == 0) putchar('\n'); // otherwise the terminal waits for the rest
            fflush(stdout);
        }
        if (typing && ready[1].revents) {
            if (!fgets(line, sizeof line, stdin)) strcpy(line, "q"); // Ctrl+D
            line[strcspn(line, "\n")] = '\0';
            // The text without its final NUL: the room counts every byte.
            if (send(sock, line, strlen(line), 0) < 0) perror("send");
            if (strcmp(line, "q") == 0) {
                // Nothing more to say. The room now closes its end, which ends the loop.
                shutdown(sock, SHUT_WR);
                typing = 0;
            }
        }
    }
    close(sock);
    return 0;
}
