// Needs Go 1.19 or newer. Save as client.go, then run: go run client.go
// A chat client for a lab room over TCP. Enter sends a line, q leaves.

package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"unicode/utf8"
)

const (
	host = "127.0.0.1" // the room's address
	port = "9000"      // the room's port
)

// receive prints what arrives, until the connection ends. It runs in its own goroutine.
func receive(room net.Conn, done chan<- error) {
	buffer := make([]byte, 1024)
	kept := 0 // bytes at the start of the buffer that belong to a cut character
	for {
		length, err := room.Read(buffer[kept:])
		if err != nil {
			done <- err
			return
		}
		bytes := buffer[:kept+length]
		for len(bytes) > 0 && utf8.FullRune(bytes) {
			character, size := utf8.DecodeRune(bytes)
			fmt.Print(string(character))
			bytes = bytes[size:]
		}
		// TCP carries bytes, not messages: a read can end in the middle of a character.
		// Its first half stays in the buffer until the rest arrives.
		kept = copy(buffer, bytes)
		if kept == 0 {
			fmt.Println()
		}
	}
}

// send sends each line from the keyboard as one message.
func send(room *net.TCPConn) {
	keyboard := bufio.NewScanner(os.Stdin)
	for keyboard.Scan() && keyboard.Text() != "q" {
		io.WriteString(room, keyboard.Text())
	}
	io.WriteString(room, "q")
	// Nothing more to say. The room now closes its end, which ends the receiver.
	room.CloseWrite()
}

func main() {
	room, err := net.Dial("tcp", net.JoinHostPort(host, port))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	// Reading from the room and from the keyboard both wait, so each needs a goroutine.
	done := make(chan error)
	go receive(room, done)
	go send(room.(*net.TCPConn))
	if err := <-done; err != io.EOF {
		fmt.Println("Connection lost:", err)
	}
}
