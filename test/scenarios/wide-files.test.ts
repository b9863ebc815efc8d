import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createNetwork } from '../../src/net/network';
import { defaultLimits } from '../../src/protocol/limits';
import type { WideServerAccess } from '../../src/protocol/wide';
import type { Session } from '../../src/room/session/session';
import { systemClock } from '../../src/util/clock';
import { onePixel } from '../helpers/cards';
import {
  cardNamed,
  diskSession,
  fetched,
  fileMessages,
  filesOf,
  MemorySink,
  sourceOf,
} from '../helpers/file-scene';
import type { NatsNode } from '../helpers/nats/node';
import { natsSuite } from '../helpers/nats/suite';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';
import { MemoryWide } from '../helpers/wide-memory';

const MiB = 1024 * 1024;
const limits = { ...defaultLimits, retryMinMs: 1, retryMaxMs: 20 };

/** A server, and how its connections break. */
interface Server {
  readonly access: WideServerAccess;
  readonly network: ReturnType<typeof createNetwork>;
  /** Ends all connections; resolves when there can be new ones. */
  cut(): Promise<void>;
}

function filesOn(setup: () => Server): void {
  const sessions: Session[] = [];

  afterEach(async () => {
    for (const session of sessions.splice(0).reverse()) await session.leave();
  });
  // After that, because hooks run in this order.
  const folder = temporaryFolder();

  const window = (name: string) => {
    const session = diskSession(join(folder(), name), limits, { network: setup().network });
    sessions.push(session);
    return session;
  };

  const open = async () => {
    const ann = window('ann');
    await ann.openWideRoom({ name: 'Lab 3', person: 'Ann', access: setup().access, most: 500 });
    return { ann, bo: await joinRoom(ann, 'Bo') };
  };

  const joinRoom = async (by: Session, person: string) => {
    const session = window(person);
    const invite = by.invited?.inviteActions?.invite;
    assert.ok(invite);
    await session.joinByInvite(invite, person);
    return session;
  };

  const send = async (by: Session, name: string, bytes: Uint8Array, more = {}) => {
    const files = filesOf(by);
    const id = files.send(sourceOf(name, bytes, more));
    await files.finished(id);
    return cardNamed(by, name);
  };

  it('carries 8 MiB between two members, although the connections break on the way', async () => {
    const { ann, bo } = await open();
    assert.deepEqual(filesOf(bo).limits, { fileBytes: 25 * MiB, roomBytes: 256 * MiB });
    const bytes = randomBytes(8 * MiB);
    let cuts = 0;
    const offsets: number[] = [];
    const source = sourceOf('core.bin', bytes);
    const files = filesOf(ann);
    const sending = files.send({
      ...source,
      async *open(offset) {
        offsets.push(offset);
        let at = offset;
        for await (const chunk of source.open(offset)) {
          yield chunk;
          at += chunk.length;
          // The first time it is read for its hash.
          if (offsets.length < 2 || at < 4 * MiB || cuts > 0) continue;
          cuts += 1;
          await setup().cut();
        }
      },
    });
    await files.finished(sending);
    assert.equal(cuts, 1);
    assert.ok((offsets.at(-1) ?? 0) > 2 * MiB, `${offsets}`);
    const card = await cardNamed(bo, 'core.bin');
    assert.equal(filesOf(bo).availabilityOf(card), 'hub');
    const sink = new MemorySink();
    let got = 0;
    const write = sink.write.bind(sink);
    sink.write = async (part) => {
      await write(part);
      const before = got;
      got += part.length;
      if (before < 5 * MiB && got >= 5 * MiB) await setup().cut();
    };
    const own = filesOf(bo);
    await own.finished(own.fetch(card, async () => sink));
    assert.ok(sink.bytes.equals(bytes));
    assert.equal(got, bytes.length, 'no byte came twice');
  });

  it('carries a picture with its thumbnail, and shows it', async () => {
    const { ann, bo } = await open();
    const png = Buffer.from(onePixel.replace(/^data:[^,]*,/, ''), 'base64');
    await send(ann, 'graph.png', png, { mime: 'image/png', thumb: onePixel });
    const card = await cardNamed(bo, 'graph.png');
    assert.equal(card.thumb, onePixel);
    assert.deepEqual(await filesOf(bo).bytes(card), png);
    assert.equal(filesOf(bo).availabilityOf(card), 'here');
  });

  it('goes on in the next epoch, with the files of the one before', async () => {
    const { ann, bo } = await open();
    const cy = await joinRoom(ann, 'Cy');
    const [first, second] = [randomBytes(200_000), randomBytes(200_000)];
    await send(bo, 'first.bin', first);
    const control = ann.invited?.wideControl;
    const out = ann.state.members.find(({ name }) => name === 'Cy')?.id ?? '';
    assert.equal(await control?.remove(out, ''), true);
    await waitFor(() => control?.epoch.number === 2, 'the next epoch');
    await send(bo, 'second.bin', second);
    const di = await joinRoom(ann, 'Di');
    for (const reader of [ann, di]) {
      assert.deepEqual(await fetched(reader, await cardNamed(reader, 'first.bin')), first);
      assert.deepEqual(await fetched(reader, await cardNamed(reader, 'second.bin')), second);
    }
    assert.equal(fileMessages(cy).length, 1);
  });
}

describe('files of a wide room, on a server in memory', () => {
  let memory: MemoryWide;
  let server: Server;

  beforeEach(() => {
    memory = new MemoryWide();
    server = {
      access: memory.server,
      network: { ...createNetwork({ clock: systemClock, limits }), wide: async () => memory },
      cut: async () => memory.crash(),
    };
  });

  filesOn(() => server);
});

describe('files of a wide room, on a JetStream server', () => {
  const cluster = natsSuite();
  const network = createNetwork({ clock: systemClock, limits });

  filesOn(() => ({
    ...{ access: cluster().access, network },
    cut: async () => {
      const node = cluster().nodes[0] as NatsNode;
      await cluster().kill(node);
      await cluster().restart(node);
    },
  }));
});
