import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { jetstream } from '@nats-io/jetstream';
import { createUser } from '@nats-io/nkeys';
import { cliLanguage } from '../../../src/cli/language';
import { Unavailable } from '../../../src/net/wide/engine';
import { toRequestError } from '../../../src/net/wide/nats-errors';
import type { WideServerAccess } from '../../../src/protocol/wide';
import { readServerFile } from '../../../src/protocol/wide-server-file';
import { connectClient } from '../nats/client';
import { freePort } from '../nats/free-port';
import { createStream } from '../nats/streams';
import { waitFor } from '../wait-for';
import { runCli } from './cli-run';

/** Runs `deskmate wide` to its end. @param folder gives the one that it runs in */
export function wideIn(folder: () => string) {
  return (args: readonly string[], LANG = 'C') =>
    runCli(['wide', ...args], { cwd: folder(), ...cliLanguage({ LANG }) });
}

/** Ports for three nodes: of clients, routes and monitoring. */
export const firstPort = () => freePort([1, 2, 2000, 2001, 2002, 4000, 4001, 4002]);

/** The server in a file for those who may open rooms on it. */
export function serverIn(path: string): WideServerAccess {
  const parsed = readServerFile(readFileSync(path, 'utf8'));
  assert.ok(parsed.ok);
  return parsed.server;
}

/** The certificate of the authority in a file with a server's keys. */
export function authorityIn(file: string): string {
  return JSON.parse(readFileSync(file, 'utf8')).authority.certificate;
}

/** Adds a message to a room, which is made first when it is missing. @returns the message's number */
export async function addMessage(server: WideServerAccess, authority: string): Promise<number> {
  const user = createUser();
  const options = { stream: 'room', user, isOwner: true };
  const client = await connectClient({ access: server, authority }, options);
  try {
    // As a client does, tries again what the server can't do now: a node may not know yet that another one is back.
    const created = () =>
      createStream(client, 'room', server.replicas).then(
        () => true,
        (error) => {
          if (toRequestError(error) instanceof Unavailable) return false;
          throw error;
        },
      );
    await waitFor(created, 'the stream is there');
    const subject = `dm.room.log.${user.getPublicKey()}`;
    return (await jetstream(client).publish(subject, 'x', { retries: 10 })).seq;
  } finally {
    await client.close();
  }
}
