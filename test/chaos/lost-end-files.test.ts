import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createNetwork } from '../../src/net/network';
import { defaultLimits } from '../../src/protocol/limits';
import type { LogEntry } from '../../src/room/log/log-entry';
import { Session } from '../../src/room/session/session';
import { RoomArchive } from '../../src/store/room-archive';
import { systemClock as clock } from '../../src/util/clock';
import { silentLogger } from '../../src/util/logger';
import { seededRandom } from '../../src/util/seeded-random';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

const limits = { ...defaultLimits, newConnectionsPerMinute: 1000 };

describe('a host whose file lost its end', () => {
  const folder = temporaryFolder();

  /** A window that stores its rooms in its own folder. */
  function newWindow(name: string) {
    const path = join(folder(), name);
    const fail = (error: Error) => {
      throw error;
    };
    const archive = new RoomArchive({ folder: path, clock, onFailure: fail });
    const network = createNetwork({ clock, limits });
    return {
      path,
      session: new Session({ network, limits, clock, logger: silentLogger, archive }),
    };
  }

  const shown = ({ session }: { readonly session: Session }) =>
    session.entries.flatMap((entry: LogEntry) =>
      entry.kind === 'message' && entry.seq !== undefined
        ? [[entry.seq, entry.author, entry.text, entry.deleted, entry.reactions]]
        : [],
    );

  for (const seed of [1, 2]) {
    it(`shows the same room as its guests again (${seed})`, async () => {
      const random = seededRandom(seed);
      let host = newWindow(`host ${seed}`);
      await host.session.host({
        ...{ kind: 'group', name: 'Lab', address: '127.0.0.1', port: 0 },
        ...{ maxClients: 4, person: 'Ann' },
      });
      const { invited } = host.session;
      assert.ok(invited?.hostActions);
      const { journalId } = invited;
      const guests = ['Bo', 'Cy'].map((name) => ({ name, ...newWindow(`${name} ${seed}`) }));
      const invite = { ...invited.hostActions.invite, addresses: ['127.0.0.1'] };
      for (const { name, session } of guests) await session.joinByInvite(invite, name);
      const agree = async (why: string) => {
        for (const guest of guests) {
          await waitFor(
            () => JSON.stringify(shown(guest)) === JSON.stringify(shown(host)),
            () => `${why}: ${JSON.stringify(shown(guest))} is ${JSON.stringify(shown(host))}`,
          );
        }
      };
      const said: string[] = [];
      for (let round = 1; round <= 2; round += 1) {
        for (const { name, session } of guests) {
          for (const word of ['one', 'two']) {
            session.messages.say(`${name} ${round} ${word}`);
            said.push(`${name} ${round} ${word}`);
          }
        }
        const everything = () => said.every((text) => shown(host).some((line) => line[2] === text));
        await waitFor(everything, () => `all is said: ${JSON.stringify(shown(host))}`);
        await agree(`round ${round}`);
        await host.session.suspend();
        const file = join(host.path, `${journalId}.ndjson`);
        const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
        const lost = Math.floor(random() * 6);
        const ends = lines.flatMap((line, index) => (line.includes('"seq":') ? index : []));
        const kept = lines.slice(0, lost === 0 ? undefined : ends.at(-lost));
        writeFileSync(file, kept.map((line) => `${line}\n`).join(''));
        host = newWindow(`host ${seed}`);
        assert.equal(await host.session.reopen(journalId), true);
        host.session.messages.say(`Ann ${round}`);
        for (const { session } of guests) session.messages.say(`after ${round}`);
        await waitFor(everything, () => `all is said again: ${JSON.stringify(shown(host))}`);
        await agree(`after round ${round}`);
      }
      for (const text of said) {
        const times = shown(host).filter((line) => line[2] === text).length;
        assert.equal(times, 1, `${text} is there ${times} times`);
      }
      for (const { session } of [...guests, host]) await session.leave();
    });
  }
});
