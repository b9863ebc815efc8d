/**
 * A computer of a test's own network: announces and looks for rooms with the real sockets, as the lines of JSON
 * on standard input say. Prints `{"ready":true}`, then the rooms found whenever they change; at a host, who
 * knocks; at a guest, the state of its knock, and the members of the room that it has joined.
 */

import { createInterface } from 'node:readline';
import type { Browser } from '../../src/net/nearby/browser';
import { createNearby } from '../../src/net/nearby/nearby';
import type { AnnouncedRoom } from '../../src/protocol/announcement';
import { announcedRoom } from '../../src/room/announced-room';
import { type Clock, systemClock } from '../../src/util/clock';
import { realSession } from './real-session';

/** What the test asks for. */
export interface NearbyRequest {
  /** The room to announce; null: none. */
  readonly announce?: AnnouncedRoom | null;
  /** Whether to look for rooms. */
  readonly browse?: boolean;
  /** Hosts and announces a room that takes knocks. */
  readonly host?: true;
  /** Knocks at the first room found, and joins it when the host has accepted. */
  readonly knock?: true;
  /** The code that the host types. */
  readonly answer?: string;
}

/** Its timers run this many times as fast as real ones: rounds, looks at the adapters and lifetimes alike. */
const speed = 5;

const clock: Clock = {
  now: () => systemClock.now() * speed,
  after: (ms, callback) => systemClock.after(ms / speed, callback),
};

const print = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
const complain = (message: string) => process.stderr.write(`${message}\n`);
const logger = { info() {}, warn: complain, error: complain };

const nearby = createNearby({ clock, logger, adapters: () => [] });
let browser: Browser | undefined;

/** In real time, unlike the announcements. */
const session = realSession();

async function hostRoom(): Promise<void> {
  const id = nearby.randomId();
  await session.host({
    ...{ kind: 'group', name: 'Lab 3', address: '::', port: 0, maxClients: 4, person: 'Ann' },
  });
  const { knocks } = session.invited?.hostActions ?? {};
  knocks?.announce(id);
  knocks?.onKnock(({ name, address }) => print({ asked: { name, address } }));
  nearby.responder.announce(announcedRoom(session.state, id, { knocks: true }));
}

function knockAndJoin(): void {
  const room = browser?.rooms[0];
  if (!room) return;
  const attempt = session.knock(room, 'Bo');
  attempt.onDidChange((state) => {
    print({ knock: state });
    if (state.kind === 'accepted') void session.joinByInvite(state.invite, 'Bo');
  });
  session.onDidChangeState(({ members }) => print({ members: members.map(({ name }) => name) }));
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { announce, answer, browse, host, knock } = JSON.parse(line) as NearbyRequest;
    if (announce !== undefined) nearby.responder.announce(announce ?? undefined);
    if (browse !== undefined) {
      browser?.dispose();
      browser = browse ? nearby.browse([]) : undefined;
      browser?.onDidChange(() => print({ rooms: browser?.rooms }));
    }
    if (host) void hostRoom();
    if (knock) knockAndJoin();
    if (answer !== undefined) session.invited?.hostActions?.knocks.open[0]?.answer(answer);
  })
  .on('close', () => process.exit());
print({ ready: true });
