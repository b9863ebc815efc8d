import assert from 'node:assert/strict';
import { runChecks } from '../../../src/net/check/run-checks';
import { widePlan } from '../../../src/net/check/wide-check';
import type { AdapterAddress } from '../../../src/net/socket/adapters';
import { NetError, type NetErrorCode } from '../../../src/protocol/net-error';
import { FakeClock } from '../../helpers/fake-clock';
import { campusServer } from '../../helpers/wide-servers';

const here: AdapterAddress = {
  ...{ name: 'wlan0', address: '192.168.1.7', cidr: '192.168.1.7/24' },
  ...{ family: 'IPv4', internal: false },
};

type Outcome = 'ok' | NetErrorCode;

interface Scene {
  /** What each of the three nodes does. */
  readonly nodes?: readonly Outcome[];
  /** What the server says of the room; `silent`: nothing. */
  readonly room?: Outcome | 'silent';
  readonly adapters?: readonly AdapterAddress[];
}

async function checked({ nodes = ['ok', 'ok', 'ok'], room = 'ok', adapters = [here] }: Scene) {
  const clock = new FakeClock();
  const { signal } = new AbortController();
  const settle = async (outcome: Outcome) => {
    if (outcome !== 'ok') throw new NetError(outcome, outcome);
  };
  const asked: string[] = [];
  const target = { server: campusServer, pin: 'p'.repeat(43), epoch: { number: 1, token: 't' } };
  const plan = widePlan({
    ...{ target, clock, signal, adapters, remote: undefined },
    dials: {
      node: ({ host }) => {
        asked.push(host);
        return settle(nodes[campusServer.nodes.findIndex((node) => node.host === host)] ?? 'ok');
      },
      room: (stop) =>
        room === 'silent'
          ? new Promise((_, reject) => {
              stop.addEventListener('abort', () => reject(new NetError('cancelled', 'stopped')));
            })
          : settle(room),
    },
  });
  const running = runChecks(plan, { clock, signal });
  await clock.advance(9000);
  const { findings, verdict } = await running;
  const codes = findings.map(({ code }) => code).filter((code) => code !== 'adapters-physical');
  return { codes, verdict, asked, findings };
}

const down = ['timed-out', 'timed-out', 'refused'] as const;

describe('the check of a wide room', () => {
  it('asks every node, and finds that all is well', async () => {
    const { codes, verdict, asked } = await checked({});
    assert.deepEqual(
      asked,
      campusServer.nodes.map(({ host }) => host),
    );
    assert.deepEqual(codes, ['nodes-all', 'authority-proven', 'storage-answers', 'round-trip']);
    assert.deepEqual(verdict, { code: 'wide-ready', status: 'ok' });
  });

  it('names the nodes that don’t respond, which is no problem as long as the room is there', async () => {
    const { findings, verdict } = await checked({ nodes: ['ok', 'timed-out', 'ok'] });
    const found = findings.find(({ code }) => code === 'nodes-some');
    assert.deepEqual(found?.values, [3, 'nats2.example.edu:4222']);
    assert.equal(verdict.code, 'wide-ready');
  });

  const rows: readonly (readonly [scene: Scene, verdict: string, ...codes: string[]])[] = [
    [{ room: 'room-closed' }, 'wide-no-room', 'storage-no-room'],
    [{ room: 'not-permitted' }, 'wide-refused', 'storage-refuses'],
    [{ room: 'no-jetstream' }, 'wide-off', 'storage-off'],
    [{ room: 'no-quorum' }, 'wide-not-now', 'storage-not-now'],
    [{ room: 'silent' }, 'wide-not-now', 'storage-not-now'],
    [{ nodes: down, room: 'timed-out' }, 'wide-unreachable', 'nodes-none'],
    [{ nodes: down, room: 'timed-out', adapters: [] }, 'no-network', 'nodes-none'],
    [
      { nodes: ['wrong-pin', 'timed-out', 'refused'], room: 'wrong-pin' },
      'wide-other-server',
      'authority-other',
    ],
    [
      { nodes: ['no-encryption', 'no-encryption', 'no-encryption'], room: 'no-encryption' },
      'wide-other-server',
      'authority-none',
    ],
  ];
  for (const [scene, wanted, ...wantedCodes] of rows) {
    it(`says ${wanted}: ${JSON.stringify(scene)}`, async () => {
      const { codes, verdict } = await checked(scene);
      assert.equal(verdict.code, wanted);
      for (const code of wantedCodes) assert.ok(codes.includes(code as never), `${codes}`);
    });
  }
});
