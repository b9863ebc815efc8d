import assert from 'node:assert/strict';
import { listenLab } from '../../../src/net/lab-tcp/lab-server';
import { maxJoinMs } from '../../../src/net/lab-tcp/message-assembler';
import { AckWatch } from '../../../src/net/socket/ack-watch';
import type { Seat } from '../../../src/protocol/guest-link';
import { defaultLimits } from '../../../src/protocol/limits';
import type { RoomServer } from '../../../src/protocol/room-server';
import { noTap } from '../../../src/protocol/wire-event';
import { FakeClock } from '../../helpers/fake-clock';
import { RawClient } from '../../helpers/raw-client';
import { waitFor } from '../../helpers/wait-for';

/** How many messages each author keeps in flight, and the bytes of each: together a read of 1024 bytes. */
const inFlight = 8;
const messageBytes = 128;

describe('a lab server that nobody watches', () => {
  const clients: RawClient[] = [];
  let server: RoomServer;
  let clock: FakeClock;
  let heard: Map<string, string>;

  beforeEach(async () => {
    clock = new FakeClock();
    heard = new Map();
    const acks = new AckWatch(new FakeClock(), 10_000, async () => undefined);
    const deps = { clock, limits: defaultLimits, tap: noTap, acks };
    server = await listenLab({ kind: 'lab-hub', address: '127.0.0.1', port: 0 }, deps);
    let seq = 0;
    server.onGuest((guest) => {
      const { name } = guest;
      guest.onRequest((request) => {
        if (request.type !== 'say') return;
        const { text, continues } = request;
        heard.set(name, (heard.get(name) ?? '') + text);
        seq += 1;
        const entry = { type: 'message', seq, time: 0, author: name, name, id: '', text } as const;
        server.publish({ ...entry, ...(continues && { continues }) }, guest);
      });
      guest.admit({} as Seat);
      guest.listen();
    });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await server.close({ code: 'room-closed' });
  });

  for (const members of [2, 3, 12]) {
    it(`relays messages in flight to ${members} members: none is held, lost, doubled or late`, async () => {
      for (let index = 0; index < members; index += 1) {
        clients.push(await RawClient.connect(server.port));
      }
      const authors = clients.slice(0, Math.ceil(members / 3));
      const said = new Map<string, string>();
      const isHeard = () => authors.every(({ name }) => heard.get(name) === said.get(name));
      let heldMs = 0;
      for (let round = 0; round < 20; round += 1) {
        for (const [index, author] of authors.entries()) {
          const messages = Array.from({ length: inFlight }, (_, each) =>
            `${index} ${round * inFlight + each} `.padEnd(messageBytes, '-'),
          ).join('');
          said.set(author.name, (said.get(author.name) ?? '') + messages);
          author.write(messages);
        }
        await waitFor(async () => {
          // Only a read that is held waits for the clock.
          if (!isHeard() && clock.pending > 0) {
            await clock.advance(1);
            heldMs += 1;
          }
          return isHeard();
        }, 'it is read');
      }
      assert.ok(heldMs <= authors.length * maxJoinMs, `held for ${heldMs} ms`);
      for (const client of clients) {
        const expected = new Map([...said].filter(([name]) => name !== client.name));
        const isThere = () => sumOf(textsOf(client).values()) === sumOf(expected.values());
        await waitFor(isThere, 'all of it arrives');
        assert.deepEqual(textsOf(client), expected);
      }
    });
  }
});

function sumOf(texts: Iterable<string>): number {
  return [...texts].reduce((sum, { length }) => sum + length, 0);
}

/** What a client has received, by author; in order for each. */
function textsOf(client: RawClient): Map<string, string> {
  const [, ...parts] = client.text.split(/(\('127\.0\.0\.1', \d+\)):/);
  const texts = new Map<string, string>();
  for (let at = 0; at < parts.length; at += 2) {
    const name = parts[at] as string;
    texts.set(name, (texts.get(name) ?? '') + parts[at + 1]);
  }
  return texts;
}
