import assert from 'node:assert/strict';
import { fragmentsOf } from '../../../src/net/lab-udp/fragments';
import { sendWindow } from '../../../src/net/lab-udp/send-window';
import type { UdpSession } from '../../../src/net/lab-udp/udp-session';
import type { LinkEnd } from '../../../src/protocol/net-error';
import type { WireEvent, WireMark } from '../../../src/protocol/wire-event';
import { seededRandom } from '../../../src/util/seeded-random';
import { SimulatedSession } from '../../helpers/lab-udp/simulated-network';

const network = { duplicates: 0.02, delayMs: [10, 40] } as const;
const seeds = Array.from({ length: 40 }, (_, index) => index + 1);
const messages = 200;

/** What one side says, at random times within 20 s: most texts are short, some need several datagrams. */
function talk(session: SimulatedSession, side: UdpSession, name: string, random: () => number) {
  const texts = Array.from({ length: messages }, (_, index) => {
    const length = random() < 0.05 ? Math.floor(random() * 5000) : 0;
    return `${name} ${index} ${'长'.repeat(length)}`;
  });
  const times = texts.map(() => random() * 20_000).sort((a, b) => a - b);
  for (const [index, text] of texts.entries()) {
    session.clock.after(times[index] ?? 0, () => side.say(fragmentsOf(text)));
  }
  return texts;
}

const heard = (...texts: readonly (readonly string[])[]) =>
  texts.every(({ length }) => length >= messages);

function heardBy(side: UdpSession): string[] {
  const heard: string[] = [];
  side.onText((text) => heard.push(text));
  return heard;
}

describe('a session over a network that loses, repeats and reorders datagrams', () => {
  for (const seed of seeds) {
    const loss = (seed % 6) / 10;
    it(`delivers everything once and in order at ${loss * 100} % loss (seed ${seed})`, () => {
      const random = seededRandom(seed);
      const session = new SimulatedSession({ ...network, random, loss });
      const [atHub, atClient] = [heardBy(session.hub), heardBy(session.client)];
      const byClient = talk(session, session.client, 'client', random);
      const byHub = talk(session, session.hub, 'hub', random);
      session.clock.runUntil(
        600_000,
        () => heard(atHub, atClient) && session.hub.queuedBytes + session.client.queuedBytes === 0,
      );
      // Repeats that are still under way must not be delivered.
      session.clock.runUntil(session.clock.now() + 10_000);
      assert.deepEqual(atHub, byClient);
      assert.deepEqual(atClient, byHub);
      assert.deepEqual([session.hub.queuedBytes, session.client.queuedBytes], [0, 0]);
    });
  }

  it('stays alive for hours of silence at 30 % loss', () => {
    const random = seededRandom(7);
    const session = new SimulatedSession({ ...network, random, loss: 0.3 });
    session.clock.runUntil(4 * 3_600_000);
    assert.deepEqual([session.hub.hasEnded, session.client.hasEnded], [false, false]);
  });

  it('is given up 45 s after the last sign, however often something was sent', () => {
    const session = new SimulatedSession({ ...network, random: seededRandom(1), loss: 0 });
    const ends: LinkEnd[] = [];
    session.client.onEnd((end) => ends.push(end));
    session.clock.runUntil(5000);
    session.severed = true;
    session.client.say(fragmentsOf('hello?'));
    session.clock.runUntil(44_900);
    assert.equal(ends.length, 0);
    session.clock.runUntil(50_100);
    assert.deepEqual(
      ends.map((end) => end.reason === 'lost' && end.error.code),
      ['connection-lost'],
    );
  });

  it('isn’t given up because the computer slept', () => {
    const session = new SimulatedSession({ ...network, random: seededRandom(1), loss: 0 });
    session.clock.runUntil(10_000);
    // An hour passes without timers.
    const now = session.clock.now.bind(session.clock);
    session.clock.now = () => now() + 3_600_000;
    session.clock.runUntil(30_000);
    assert.deepEqual([session.hub.hasEnded, session.client.hasEnded], [false, false]);
  });

  it('marks what its taps see', () => {
    const events: {
      readonly direction: string;
      readonly marks: readonly WireMark[];
      readonly summary: string | undefined;
    }[] = [];
    const tap = {
      enabled: true,
      record: ({ direction, marks, summary }: WireEvent) =>
        events.push({ direction, marks, summary }),
    };
    const random = seededRandom(3);
    const session = new SimulatedSession({ ...network, random, loss: 0.3, tap });
    for (let count = 0; count < 2 * sendWindow; count += 1) session.client.say(fragmentsOf('hi'));
    session.clock.runUntil(60_000);
    const marked = (direction: string, mark: WireMark) =>
      events.filter((each) => each.direction === direction && each.marks.includes(mark)).length;
    assert.ok(marked('out', 'retransmission') > 0);
    assert.ok(marked('in', 'duplicate-dropped') > 0);
    assert.ok(marked('out', 'acknowledgement') >= marked('in', 'acknowledgement'));
    assert.ok(marked('in', 'acknowledgement') > 0);
    assert.equal(marked('out', 'window-full'), 1);
    const summaries = events.map(({ summary }) => summary);
    assert.ok(summaries.includes('SAY 17'));
    assert.ok(summaries.some((each) => /^ACK \d+( \+\d+)+$/.test(each ?? '')));
  });

  it('loses and reorders in a bare room, and counts exactly that', () => {
    const random = seededRandom(5);
    const session = new SimulatedSession({ ...network, random, loss: 0.2, bare: true });
    const texts = heardBy(session.hub);
    let counted: object = {};
    session.hub.onCounts((counts) => {
      counted = counts;
    });
    for (let count = 1; count <= 500; count += 1) session.client.say(fragmentsOf(`${count}`));
    // The last one arrives: without it, nobody knows what was lost before it.
    session.clock.runUntil(1000);
    const numbers = texts.map(Number);
    const distinct = new Set(numbers).size;
    let highest = 0;
    let late = 0;
    for (const number of new Set(numbers)) {
      if (number < highest) late += 1;
      highest = Math.max(highest, number);
    }
    assert.ok(distinct < 450 && distinct > 350 && late > 100);
    assert.deepEqual(counted, {
      received: numbers.length,
      lost: highest - distinct,
      late,
      repeated: numbers.length - distinct,
    });
  });
});
