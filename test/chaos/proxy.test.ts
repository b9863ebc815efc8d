import assert from 'node:assert/strict';
import { defaultLimits } from '../../src/protocol/limits';
import type { Session } from '../../src/room/session/session';
import { codeCard } from '../helpers/cards';
import { ChaosProxy, type Mischief } from '../helpers/chaos-proxy';
import { realSession } from '../helpers/real-session';
import { seededRandom } from '../helpers/seeded-random';
import { waitFor } from '../helpers/wait-for';

const members = 5;
const messagesEach = 400;
/** A test that fails is run again with the seed that its title tells. */
const seed = Number(process.env.DESKMATE_SEED ?? 20_261_122);

/** As fast as a test has to be: nobody is slowed down, and whoever is cut off is soon back. */
const limits = {
  ...defaultLimits,
  messagesPerSecond: 10_000,
  messageBurst: 10_000,
  newConnectionsPerMinute: 100_000,
  connectionsPerAddress: 100,
  retryMinMs: 10,
  retryMaxMs: 200,
  stallMs: 1500,
  heartbeatMs: 300,
  deadMs: 900,
};

/** What everybody must agree on: the numbered messages, and what was done to them. */
function said(of: Session) {
  return of.entries.flatMap((entry) => {
    if (entry.kind !== 'message' || entry.seq === undefined) return [];
    const { authorName: author, card, edited, reactions, reply, seq, text } = entry;
    return [{ seq, author, text, card, edited, reactions, reply: reply?.seq }];
  });
}

/** Says something, now and then with a card, as an answer, or after doing something to what was said. */
function speak(guest: Session, text: string, number: number): void {
  const last = guest.entries.findLast(
    (entry) => entry.kind === 'message' && entry.seq !== undefined,
  );
  const own = guest.entries.findLast(
    (entry) => entry.kind === 'message' && entry.own && entry.seq !== undefined,
  );
  // Past the session, which takes none while the connection is broken: the room must not lose any.
  const { invited } = guest;
  if (number % 20 === 5 && own?.kind === 'message') {
    invited?.change({ type: 'edit', target: own.seq as number, text: `${own.text}!` });
  }
  if (number % 20 === 10 && last) {
    invited?.change({ type: 'react', target: last.seq as number, emoji: '👍', on: true });
  }
  const reply = number % 20 === 15 ? last?.seq : undefined;
  guest.messages.say(text, {
    ...(reply !== undefined && { reply }),
    ...(number % 20 === 0 && { card: codeCard }),
  });
}

describe('a room behind networks that cut, stall, half-close and slow', () => {
  it('has everything once, in everybody’s order', async function () {
    const random = seededRandom(seed);
    const host = realSession(limits);
    await host.host({
      kind: 'group',
      name: 'Chaos',
      address: '127.0.0.1',
      port: 0,
      maxClients: members,
      person: 'Host',
    });
    const invite = host.invited?.hostActions?.invite;
    assert.ok(invite);
    const proxies: ChaosProxy[] = [];
    const guests: Session[] = [];
    try {
      for (let index = 0; index < members; index += 1) {
        const proxy = await ChaosProxy.listen({
          target: invite.port,
          random,
          everyMs: 150,
          spellMs: 250,
        });
        proxies.push(proxy);
        const guest = realSession(limits);
        guests.push(guest);
        await guest.joinByInvite(
          { ...invite, addresses: ['127.0.0.1'], port: proxy.port },
          `Member ${index}`,
        );
      }
      for (const proxy of proxies) proxy.begin();

      const start = performance.now();
      for (let number = 0; number < messagesEach; number += 1) {
        for (const [index, guest] of guests.entries()) speak(guest, `${index}:${number}`, number);
        await new Promise((resolve) => setTimeout(resolve, random() * 20));
      }
      for (const proxy of proxies) proxy.calm();
      const everyone = [host, ...guests];
      const total = members * messagesEach;
      await waitFor(
        () => everyone.every((each) => said(each).length >= total),
        () => `all ${total} messages with everybody: ${everyone.map((each) => said(each).length)}`,
      );
      const seconds = (performance.now() - start) / 1000;

      const truth = said(host);
      for (const guest of guests) assert.deepEqual(said(guest), truth);
      const texts = truth.map(({ text }) => text.replaceAll('!', ''));
      assert.equal(new Set(texts).size, total, 'every message once');
      assert.equal(truth.length, total);
      for (let index = 0; index < members; index += 1) {
        const own = truth.filter(({ author }) => author === `Member ${index}`);
        assert.deepEqual(
          own.map(({ text }) => text.replaceAll('!', '')),
          Array.from({ length: messagesEach }, (_, number) => `${index}:${number}`),
          'in the author’s order',
        );
      }
      const count = (is: (one: (typeof truth)[number]) => unknown) => truth.filter(is).length;
      assert.equal(
        count(({ card }) => card),
        total / 20,
      );
      for (const some of [count(({ edited }) => edited), count(({ reactions }) => reactions)]) {
        assert.ok(some > 5, `${some} of ${total / 20}`);
      }
      assert.ok(count(({ reply }) => reply) > total / 40);
      const done = Object.entries(allDone(proxies));
      for (const [mischief, count] of done) assert.ok(count > 0, `there was some ${mischief}`);
      const acts = done.map(([mischief, count]) => `${count} × ${mischief}`).join(', ');
      const test = this.test;
      if (test) test.title += ` (seed ${seed}: ${acts}; ${seconds.toFixed(1)} s)`;
    } finally {
      for (const proxy of proxies) proxy.calm();
      await Promise.all(guests.map((guest) => guest.leave()));
      await host.leave();
      for (const proxy of proxies) proxy.dispose();
    }
  });
});

function allDone(proxies: readonly ChaosProxy[]): Record<Mischief, number> {
  const sum: Record<Mischief, number> = { cut: 0, reset: 0, 'half-close': 0, stall: 0, slow: 0 };
  for (const { done } of proxies) {
    for (const mischief of Object.keys(sum) as Mischief[]) sum[mischief] += done[mischief];
  }
  return sum;
}
