import { defaultLimits } from '../../../src/protocol/limits';
import type { LogEntry } from '../../../src/room/log/log-entry';
import { type HostOptions, Session } from '../../../src/room/session/session';
import { silentLogger } from '../../../src/util/logger';
import { FakeClock } from '../../helpers/fake-clock';
import { type FakeLink, FakeNetwork, type FakeServer } from '../../helpers/fake-network';
import { MemoryArchive } from '../../helpers/memory-archive';

export const hub: HostOptions = {
  kind: 'lab-hub',
  name: '',
  address: '127.0.0.1',
  port: 9000,
  maxClients: 2,
  person: 'Zoe',
};
/** The address of a hub. */
export const target = { host: '10.0.0.1', port: 9000 };

/** A session with its own fake network and clock. */
export function setUp() {
  const clock = new FakeClock();
  const network = new FakeNetwork();
  const limits = { ...defaultLimits, messageBytes: 1024, waitingLine: 2 };
  const archive = new MemoryArchive(() => clock.now());
  const session = new Session({ network, limits, clock, logger: silentLogger, archive });
  const lines = () => session.entries.map(line);
  const names = () => session.state.members.map(({ name }) => name);
  return { clock, network, session, lines, names };
}

/** An entry as a short line. */
export function line(entry: LogEntry): string {
  if (entry.kind === 'message') return `${entry.authorName}> ${entry.text}`;
  const { event } = entry;
  return 'name' in event ? `${event.name} ${event.type}` : event.type;
}

/** Such a session that hosts a lab room. */
export async function hosted(options: Partial<HostOptions> = {}) {
  const all = setUp();
  await all.session.host({ ...hub, ...options });
  return { ...all, server: all.network.servers[0] as FakeServer };
}

/** Such a session in a lab room whose hub has sent nothing. */
export async function joined() {
  const all = setUp();
  const joining = all.session.joinLab(target);
  await all.clock.advance(1000);
  await joining;
  return { ...all, link: all.network.links[0] as FakeLink };
}
