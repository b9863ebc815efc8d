import assert from 'node:assert/strict';
import { createNetwork } from '../../src/net/network';
import { defaultLimits } from '../../src/protocol/limits';
import { Session } from '../../src/room/session/session';
import { systemClock } from '../../src/util/clock';
import { silentLogger } from '../../src/util/logger';
import { RawMember } from '../helpers/deskmate/raw-member';
import { MemoryArchive } from '../helpers/memory-archive';
import { waitFor } from '../helpers/wait-for';

describe('a newcomer whose connection breaks', () => {
  let host: Session;
  const people: RawMember[] = [];

  beforeEach(async () => {
    const archive = new MemoryArchive(() => systemClock.now());
    const network = createNetwork({ clock: systemClock });
    const parts = { network, limits: defaultLimits, clock: systemClock, archive };
    host = new Session({ ...parts, logger: silentLogger });
    const options = { name: 'Pair', address: '127.0.0.1', port: 0, maxClients: 1, person: 'Ann' };
    await host.host({ kind: 'pair', ...options });
  });

  afterEach(async () => {
    for (const one of people.splice(0)) one.destroy();
    await host.leave();
  });

  async function connect(frame?: object): Promise<RawMember> {
    const { port = 0, token = '' } = host.invited?.hostActions?.invite ?? {};
    const one = await RawMember.connect(port);
    people.push(one);
    one.send(frame ?? { type: 'join', version: 1, token, name: 'Bo' });
    return one;
  }

  const members = () => host.state.members.map(({ id, presence }) => `${id} ${presence}`).join();

  it('keeps no seat if it may not have received its key, and can come back if it has', async () => {
    const first = await connect();
    const { you } = await first.receives('welcome');
    first.destroy();
    await waitFor(() => host.state.members.length === 1, members);
    const second = await connect();
    assert.equal((await second.receives('welcome')).you.id, 'm2');
    second.send({ type: 'leave' });
    await second.gone();
    const back = await connect({
      type: 'resume',
      version: 1,
      member: you.id,
      key: you.key,
      last: 1,
    });
    assert.equal((await back.receives('welcome')).you.id, 'm1');
  });

  it('keeps its seat once it has confirmed what it received', async () => {
    const first = await connect();
    await first.receives('joined');
    first.send({ type: 'received', seq: 1 }, { type: 'typing' });
    await waitFor(() => host.state.members[1]?.typing, 'the host sees it typing');
    first.destroy();
    await waitFor(() => members() === 'm0 here,m1 away', members);
  });
});
