import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Limits } from '../../../src/protocol/limits';
import type { Session } from '../../../src/room/session/session';
import { diskSession, hashOf, inviteOf } from '../file-scene';
import { temporaryFolder } from '../temporary-folder';
import { RawFile } from './raw-file';
import { type Membership, RawMember } from './raw-member';

/** A room on disk, and file connections of its member Mallory that send whatever a test says. For a `describe`. */
export function rawFileScene() {
  afterEach(async () => {
    for (const one of open.splice(0)) one.destroy();
    await host.leave();
  });

  // After that, because hooks run in this order.
  const folder = temporaryFolder();
  let host: Session;
  let port: number;
  let mallory: RawMember & Membership;
  const open: { destroy(): void }[] = [];

  async function hostRoom(limits: Partial<Limits> = {}, maxClients = 4) {
    host = diskSession(join(folder(), 'host'), limits);
    const kind = 'group' as const;
    const address = '127.0.0.1';
    await host.host({ kind, name: 'Lab 3', address, port: 0, maxClients, person: 'Ann' });
    port = inviteOf(host).port;
    mallory = await member('Mallory');
    return { host, mallory };
  }

  /** The host's window is reloaded. */
  async function reopen(): Promise<Session> {
    const journal = host.invited?.journalId ?? '';
    await host.suspend();
    host = diskSession(join(folder(), 'host'));
    assert.ok(await host.reopen(journal));
    return host;
  }

  /** Comes back as a member with its key. */
  async function back({ id, key }: Membership): Promise<RawMember & Membership> {
    const raw = await stranger();
    raw.send({ type: 'resume', version: 1, member: id, key, last: 0 });
    await raw.receives('welcome');
    return Object.assign(raw, { id, key });
  }

  async function stranger(): Promise<RawMember> {
    const raw = await RawMember.connect(port);
    open.push(raw);
    return raw;
  }

  async function member(name: string): Promise<RawMember & Membership> {
    const raw = await stranger();
    raw.send({ type: 'join', version: 1, token: inviteOf(host).token, name });
    const { you } = await raw.receives('welcome');
    return Object.assign(raw, { id: you.id, key: you.key ?? '' });
  }

  async function connection(): Promise<RawFile> {
    const file = await RawFile.connect(port);
    open.push(file);
    return file;
  }

  function request(type: 'put' | 'get', bytes: Uint8Array, change: object = {}) {
    const { id, key } = mallory;
    return {
      ...{ type, member: id, key, file: hashOf(bytes), size: bytes.length, offset: 0 },
      ...change,
    };
  }

  async function refusal(frame: object | string): Promise<unknown> {
    const file = await connection();
    if (typeof frame === 'string') file.write(frame);
    else file.send(frame);
    const line = await file.line();
    assert.equal(line.type, 'refused', JSON.stringify(line));
    await file.gone();
    assert.equal(file.bytes.length, 0, 'nothing else');
    return line.code;
  }

  /** Puts bytes and returns the hub's last line. */
  async function put(bytes: Uint8Array, change: object = {}): Promise<unknown> {
    const file = await connection();
    file.send(request('put', bytes, change));
    const ready = await file.line();
    assert.equal(ready.type, 'ready', JSON.stringify(ready));
    file.write(bytes.subarray(ready.offset as number));
    return (await file.line()).type;
  }

  async function say(from: RawMember & Membership, bytes: Uint8Array, name: string): Promise<void> {
    const card = { type: 'file', name, size: bytes.length, hash: hashOf(bytes) };
    from.send({ type: 'say', id: hashOf(Buffer.from(name)), text: name, card });
  }

  return {
    ...{ back, connection, folder, hostRoom, member },
    ...{ put, refusal, reopen, request, say, stranger },
  };
}
