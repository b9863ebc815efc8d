import assert from 'node:assert/strict';
import type { TLSSocket } from 'node:tls';
import { getFile, putFile } from '../../../src/net/deskmate/file-client';
import { FileError, type FileErrorCode } from '../../../src/protocol/file-error';
import { fileAlpn } from '../../../src/protocol/file-frames';
import { defaultLimits } from '../../../src/protocol/limits';
import type { Ticket } from '../../../src/protocol/member-link';
import { systemClock as clock } from '../../../src/util/clock';
import { createIdentity, type Identity, Listener } from '../../helpers/deskmate/tls-server';
import { waitFor } from '../../helpers/wait-for';

const bytes = Buffer.from('hello, world');
const file = { hash: 'h'.repeat(43), size: bytes.length };
const limits = { ...defaultLimits, fileStallMs: 5000 };

/** What a hub does with a connection, after its first line. */
type Talk = (socket: TLSSocket) => void;

const say = (...lines: readonly object[]) =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');

describe('a file connection to a hostile hub', () => {
  let identity: Identity;
  let server: Listener | undefined;

  before(async () => {
    identity = await createIdentity();
  });

  afterEach(() => server?.stop());

  async function hub(talk: Talk, alpns: readonly string[] = [fileAlpn]): Promise<Ticket> {
    server = await Listener.tls(identity.pair, { ALPNProtocols: [...alpns] });
    const listener = server;
    const greeted = new Set<TLSSocket>();
    const timer = setInterval(() => {
      for (const socket of listener.secure) {
        if (greeted.has(socket) || !listener.heard.includes('\n')) continue;
        greeted.add(socket);
        talk(socket);
      }
    }, 1);
    const { stop } = listener;
    listener.stop = async () => {
      clearInterval(timer);
      await stop.call(listener);
    };
    const claim = { member: 'm1', key: 'k'.repeat(43), last: 0 };
    return { addresses: ['127.0.0.1'], port: listener.port, pin: identity.pin, claim };
  }

  async function* read(offset: number) {
    yield bytes.subarray(offset, offset + 5);
    yield bytes.subarray(offset + 5);
  }

  const transit = () => ({ signal: new AbortController().signal, moved: () => {} });

  function put(ticket: Ticket, change: Partial<typeof limits> = {}, open = read): Promise<void> {
    return putFile(ticket, file, open, transit(), { clock, limits: { ...limits, ...change } });
  }

  async function get(
    ticket: Ticket,
    offset = 0,
    change: Partial<typeof limits> = {},
  ): Promise<Buffer> {
    const chunks: Buffer[] = [];
    const write = async (chunk: Buffer) => void chunks.push(chunk);
    const options = { clock, limits: { ...limits, ...change } };
    await getFile(ticket, { ...file, offset }, write, transit(), options);
    return Buffer.concat(chunks);
  }

  const fails = (code: FileErrorCode) => (error: unknown) => {
    assert.ok(error instanceof FileError, String(error));
    assert.equal(error.code, code);
    return true;
  };

  it('reads a file from an honest one, in any pieces', async () => {
    const ticket = await hub((socket) => {
      const all = Buffer.concat([
        Buffer.from(say({ type: 'ready', offset: 2, more: 1 })),
        bytes.subarray(2),
        Buffer.from(say({ type: 'done' })),
      ]);
      for (const byte of all) socket.write(Buffer.from([byte]));
    });
    assert.ok((await get(ticket, 2)).equals(bytes.subarray(2)));
  });

  it('sends what an honest one asks for, and nothing before', async () => {
    const ticket = await hub((socket) => {
      socket.write(say({ type: 'ready', offset: 7 }));
      socket.on('data', (chunk: Buffer) => {
        if (chunk.toString().endsWith('world')) socket.end(say({ type: 'done' }));
      });
    });
    await put(ticket);
    const [line = '', rest] = server?.heard.split('\n') ?? [];
    assert.deepEqual(JSON.parse(line), {
      ...{ type: 'put', member: 'm1', key: 'k'.repeat(43) },
      ...{ file: file.hash, size: file.size, offset: 0 },
    });
    assert.equal(rest, 'world');
  });

  const broken: readonly (readonly [what: string, code: FileErrorCode, talk: Talk])[] = [
    ['something else', 'protocol', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['a line without end', 'protocol', (socket) => socket.write('x'.repeat(2000))],
    ['an unknown line', 'protocol', (socket) => socket.write(say({ type: 'welcome' }))],
    ['done at once', 'protocol', (socket) => socket.write(say({ type: 'done' }))],
    [
      'an offset after the end',
      'protocol',
      (socket) => socket.write(say({ type: 'ready', offset: 13 })),
    ],
    ['a negative offset', 'protocol', (socket) => socket.write(say({ type: 'ready', offset: -1 }))],
    [
      'a refusal',
      'disk-full',
      (socket) => socket.write(say({ type: 'refused', code: 'disk-full' })),
    ],
    [
      'a new refusal',
      'protocol',
      (socket) => socket.write(say({ type: 'refused', code: 'full-moon' })),
    ],
    ['nothing, and closes', 'connection-lost', (socket) => socket.end()],
    ['a reset', 'connection-lost', (socket) => socket.destroy()],
  ];
  for (const [what, code, talk] of broken) {
    it(`fails as ${code} when it answers with ${what}`, async () => {
      const ticket = await hub(talk);
      await assert.rejects(put(ticket), fails(code));
      await assert.rejects(get(ticket), fails(code));
    });
  }

  it('takes no more bytes than the file has', async () => {
    const ticket = await hub((socket) => {
      const ready = Buffer.from(say({ type: 'ready', offset: 0 }));
      socket.write(Buffer.concat([ready, bytes, bytes, Buffer.from('\n')]));
    });
    await assert.rejects(get(ticket), fails('protocol'));
  });

  it('notices that the file ends early', async () => {
    const ticket = await hub((socket) => {
      socket.end(
        Buffer.concat([Buffer.from(say({ type: 'ready', offset: 0 })), bytes.subarray(1)]),
      );
    });
    await assert.rejects(get(ticket), fails('connection-lost'));
  });

  it('gives up when it is silent, at each step', async () => {
    const short = { fileStallMs: 50 };
    const silent = await hub(() => {});
    await assert.rejects(get(silent, 0, short), fails('timed-out'));
    await assert.rejects(put(silent, short), fails('timed-out'));
    await server?.stop();
    const stuck = await hub((socket) => socket.write(say({ type: 'ready', offset: 0 })));
    await assert.rejects(get(stuck, 0, short), fails('timed-out'));
    await assert.rejects(put(stuck, short), fails('timed-out'));
  });

  it('learns of a refusal while it sends', async () => {
    const ticket = await hub((socket) => {
      socket.write(say({ type: 'ready', offset: 0 }));
      socket.once('data', () => socket.end(say({ type: 'refused', code: 'disk-full' })));
    });
    let sent = 0;
    async function* endless() {
      for (; sent < 1000; sent += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        yield Buffer.alloc(64 * 1024);
      }
    }
    const large = { ...file, size: 1000 * 64 * 1024 };
    await assert.rejects(
      putFile(ticket, large, endless, transit(), { clock, limits }),
      fails('disk-full'),
    );
    assert.ok(sent < 1000);
  });

  it('says nothing to one that hasn’t the pinned certificate', async () => {
    const ticket = await hub(() => {});
    const other = { ...ticket, pin: 'A'.repeat(43) };
    await assert.rejects(get(other), fails('protocol'));
    await assert.rejects(put(other), fails('protocol'));
    assert.equal(server?.heard, '');
  });

  it('tells a version without files from a broken one', async () => {
    const ticket = await hub(() => {}, ['deskmate/1']);
    await assert.rejects(get(ticket), fails('old-host'));
    await assert.rejects(put(ticket), fails('old-host'));
  });

  it('tells one that can’t be reached', async () => {
    const ticket = await hub(() => {});
    await server?.stop();
    server = undefined;
    await assert.rejects(get(ticket), fails('connection-lost'));
  });

  it('closes at once when it is cancelled', async () => {
    const ticket = await hub((socket) => socket.write(say({ type: 'ready', offset: 0 })));
    const abort = new AbortController();
    const getting = getFile(
      ticket,
      { ...file, offset: 0 },
      async () => {},
      { signal: abort.signal, moved: () => {} },
      { clock, limits },
    );
    await waitFor(() => server?.heard.includes('get'), 'asked');
    abort.abort();
    await assert.rejects(getting, fails('cancelled'));
    await waitFor(() => server?.closed === 1, 'closed');
    const early = new AbortController();
    early.abort();
    await assert.rejects(
      putFile(ticket, file, read, { signal: early.signal, moved: () => {} }, { clock, limits }),
      fails('cancelled'),
    );
  });

  it('needs a key', async () => {
    const ticket = await hub(() => {});
    const newcomer = { ...ticket, claim: { token: 't'.repeat(22), name: 'Bo' } };
    await assert.rejects(get(newcomer), fails('not-a-member'));
    assert.equal(server?.heard, '');
  });
});
