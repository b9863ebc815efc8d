// Needs Go 1.19 or newer. Save as client.go, then run: go run client.go
// A chat client for a lab room over UDP. Enter sends a line, q leaves.
//
// UDP loses, repeats and reorders datagrams. So ours have numbers and are sent again until the room
// acknowledges them; the room's are acknowledged and put in order.

package main

import (
	"bufio"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"time"
	"unicode/utf8"
)

const (
	host = "127.0.0.1" // the room's address
	port = "9000"      // the room's port
)

const (
	typeHello = iota + 1
	typeCookie
	typeWelcome
	typeSay
	typeAck
	typePing
	typeBye
	typeRefused
)

const (
	flagMore    = 1
	flagBare    = 2
	flagWaiting = 4
)

const (
	headerBytes = 16   // "D1", type, flags, session, number
	maxBody     = 1184 // a datagram then fits the packets of any network
	giveUp      = 45 * time.Second
)

type datagram struct {
	kind, flags byte
	number      uint32
	body        []byte
}

// A room is a connection to the room.
type room struct {
	conn    net.Conn
	session [8]byte
}

func (r *room) send(d datagram) {
	bytes := append([]byte{'D', '1', d.kind, d.flags}, r.session[:]...)
	bytes = binary.BigEndian.AppendUint32(bytes, d.number)
	// What can't be sent is lost, as on any network.
	r.conn.Write(append(bytes, d.body...))
}

// receive passes on the room's datagrams until there is no sign of the room. It runs in its own goroutine.
func (r *room) receive(received chan<- datagram) {
	defer close(received)
	r.conn.SetReadDeadline(time.Now().Add(giveUp))
	for {
		bytes := make([]byte, 2048)
		length, err := r.conn.Read(bytes)
		if err != nil {
			fmt.Println(err)
			return
		}
		if length < headerBytes || string(bytes[:2]) != "D1" || string(bytes[4:12]) != string(r.session[:]) {
			continue
		}
		r.conn.SetReadDeadline(time.Now().Add(giveUp))
		number := binary.BigEndian.Uint32(bytes[12:])
		received <- datagram{bytes[2], bytes[3], number, bytes[headerBytes:length]}
	}
}

// enter says HELLO until the room lets us in. It returns whether the room is bare.
func (r *room) enter(received <-chan datagram) (bool, error) {
	hello := make([]byte, 80) // the cookie, then zeros
	place := -1
	next, wait := time.Now(), time.Second
	for {
		select {
		case <-time.After(time.Until(next)):
			r.send(datagram{kind: typeHello, body: hello})
			next = time.Now().Add(wait)
			wait = 2 * time.Second
		case got, ok := <-received:
			switch {
			case !ok:
				return false, errors.New("no reply")
			case got.kind == typeCookie:
				copy(hello, got.body) // sending it back proves that this is our address
				next = time.Now()
			case got.kind == typeWelcome && got.flags&flagWaiting == 0:
				return got.flags&flagBare != 0, nil
			case got.kind == typeWelcome:
				if int(got.number) != place {
					fmt.Println("The room is full. Place in line:", got.number)
				}
				place = int(got.number)
			case got.kind == typeRefused || got.kind == typeBye:
				return false, errors.New(string(got.body))
			}
		}
	}
}

// An inbox puts what the room says in order.
type inbox struct {
	expected uint32
	early    map[uint32]datagram // what has come before its turn, by number
	text     []byte              // a long message, as far as it has come
}

func (in *inbox) add(say datagram) {
	if say.number-in.expected < 64 { // otherwise a repeat, or too early
		in.early[say.number] = say
	}
	for {
		next, ok := in.early[in.expected]
		if !ok {
			return
		}
		delete(in.early, in.expected)
		in.expected++
		in.text = append(in.text, next.body...)
		if next.flags&flagMore == 0 {
			fmt.Println(string(in.text))
			in.text = nil
		}
	}
}

// acknowledgement says that all before expected have come. Bit k: number expected + k has come, too.
func (in *inbox) acknowledgement() datagram {
	var bits uint32
	for number := range in.early {
		if k := number - in.expected; k < 32 {
			bits |= 1 << k
		}
	}
	return datagram{typeAck, 0, in.expected - 1, binary.BigEndian.AppendUint32(nil, bits)}
}

// talk sends what is typed and shows what the room says, until one of them leaves.
func (r *room) talk(bare bool, received, typed <-chan datagram) error {
	in := inbox{expected: 1, early: map[uint32]datagram{}}
	var part datagram // what we say; while tries isn't 0, it is on its way
	var sent time.Time
	tries, timeout, wait := 0, time.Second, time.Second
	for {
		var keyboard <-chan datagram // nil: nothing comes from it
		var again <-chan time.Time
		if tries == 0 {
			keyboard = typed // one at a time
		} else {
			again = time.After(time.Until(sent.Add(wait)))
		}
		isDue := false
		select {
		case next, ok := <-keyboard:
			if !ok {
				return nil
			}
			next.number = part.number + 1
			part, wait, isDue = next, timeout, true
		case <-again:
			wait, isDue = bounded(2*wait), true // the network may be full
		case got, ok := <-received:
			switch {
			case !ok:
				return errors.New("no sign of the room")
			case got.kind == typeAck && tries > 0 && got.number == part.number:
				if tries == 1 { // of several tries, nobody knows which one arrived
					timeout = bounded(2 * time.Since(sent))
				}
				tries = 0
			case got.kind == typeSay && bare:
				fmt.Println(string(got.body))
			case got.kind == typeSay:
				in.add(got)
			case got.kind == typeBye:
				return fmt.Errorf("the room says goodbye. %s", got.body)
			}
			if got.kind == typePing || got.kind == typeSay && !bare {
				r.send(in.acknowledgement())
			}
		}
		if isDue {
			r.send(part)
			sent = time.Now()
			if !bare { // nothing is acknowledged there
				tries++
			}
		}
	}
}

// bounded is a timeout of at least 200 ms and at most 2 s.
func bounded(timeout time.Duration) time.Duration {
	if timeout < 200*time.Millisecond {
		return 200 * time.Millisecond
	}
	if timeout > 2*time.Second {
		return 2 * time.Second
	}
	return timeout
}

// readKeyboard passes on each line in parts that fit a datagram. It runs in its own goroutine.
func readKeyboard(typed chan<- datagram) {
	defer close(typed)
	keyboard := bufio.NewScanner(os.Stdin)
	for keyboard.Scan() && keyboard.Text() != "q" {
		for text := []byte(keyboard.Text()); len(text) > 0; {
			part := datagram{kind: typeSay, body: text}
			if end := maxBody; len(text) > end {
				for !utf8.RuneStart(text[end]) {
					end-- // not inside a character
				}
				part.flags, part.body = flagMore, text[:end]
			}
			text = text[len(part.body):]
			typed <- part
		}
	}
}

func main() {
	conn, err := net.Dial("udp", net.JoinHostPort(host, port))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	r := &room{conn: conn}
	rand.Read(r.session[:])
	received, typed := make(chan datagram), make(chan datagram)
	go r.receive(received)
	go readKeyboard(typed)
	bare, err := r.enter(received)
	if err == nil {
		err = r.talk(bare, received, typed)
	}
	if err != nil {
		fmt.Println("Connection lost:", err)
		return
	}
	for i := 0; i < 3; i++ { // nobody acknowledges a goodbye
		r.send(datagram{kind: typeBye})
		time.Sleep(50 * time.Millisecond)
	}
}
