import type { FileLink } from '../../../src/protocol/file-link';
import type { Network } from '../../../src/protocol/network';
import type { RoomEntry } from '../../../src/protocol/room-entry';
import type { RoomServer } from '../../../src/protocol/room-server';
import { feedOf } from './line-feed';

/** The smallest possible room on the real hub: admits everyone, numbers their messages and keeps their files. */
export async function openSmallRoom(network: Network): Promise<RoomServer> {
  const server = await network.listen({ kind: 'group', address: '127.0.0.1', port: 0 });
  const entries: RoomEntry[] = [];
  const names = new Map<string, string>();
  const feed = feedOf(
    () => entries,
    () => entries.length,
  );
  server.onGuest((guest) => {
    const id = guest.member ?? `m${names.size + 1}`;
    const name = names.get(id) ?? guest.name;
    names.set(id, name);
    const room = { name: 'Small', kind: 'group', most: 17 } as const;
    guest.onRequest((request) => {
      if (request.type !== 'say' || request.id === undefined) return;
      const { id: requestId, text } = request;
      const seq = entries.length + 1;
      const time = Date.now();
      const entry = { type: 'message', seq, time, author: id, name, id: requestId, text } as const;
      entries.push(entry);
      server.publish(entry, guest);
    });
    guest.admit({ id, name, room, members: [], feed, store: () => true });
    guest.listen();
  });
  const files = new Map<string, Buffer>();
  server.files?.onFile((link) => void serve(link, files).catch(() => link.close()));
  return server;
}

async function serve(link: FileLink, files: Map<string, Buffer>): Promise<void> {
  const { type, hash, offset } = link.request;
  const chunks: Buffer[] = [];
  if (type === 'put') {
    await link.receive(0, async (bytes) => void chunks.push(Buffer.from(bytes)));
    files.set(hash, Buffer.concat(chunks));
  } else {
    const bytes = files.get(hash) ?? Buffer.alloc(0);
    await link.send(
      (async function* () {
        yield bytes.subarray(offset);
      })(),
    );
  }
  link.done();
}
