import { defaultLimits } from '../../src/protocol/limits';
import { type HostOptions, Session } from '../../src/room/session/session';
import { silentLogger } from '../../src/util/logger';
import { FakeClock } from './fake-clock';
import { FakeNetwork, type FakeServer } from './fake-network';
import { line } from './member-scene';
import { MemoryArchive } from './memory-archive';

export const group: HostOptions = {
  kind: 'group',
  name: 'Lab',
  address: '::',
  port: 5000,
  maxClients: 2,
  person: 'Zoe',
};

/** A session with a fake network, disk and clock, and the parts that a test inspects. */
export function idleSession(archive = new MemoryArchive(), clock = new FakeClock()) {
  const network = new FakeNetwork();
  const parts = { network, limits: defaultLimits, clock, logger: silentLogger, archive };
  const session = new Session(parts);
  const lines = () => session.entries.map(line);
  const names = () => session.state.members.map(({ name }) => name);
  const server = () => network.servers.at(-1) as FakeServer;
  return { archive, clock, network, session, lines, names, server };
}

/** A session like it that hosts a room. */
export async function hostSession(options: Partial<HostOptions> = {}) {
  const all = idleSession();
  await all.session.host({ ...group, ...options });
  return { ...all, journalId: all.session.invited?.journalId ?? '' };
}
