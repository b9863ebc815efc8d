import { randomBytes } from 'node:crypto';
import { type Credentials, signCredentials } from '../../../src/net/wide/credentials';
import { nkeyOf } from '../../../src/net/wide/nkey';
import type { Conversation, Dialect, Session } from '../dialect';

/** What lets a member of a wide room in; as JSON, it is the room's token. */
export interface RoomAccess {
  readonly stream: string;
  /** Public NKey of the account. */
  readonly account: string;
  /** Seed of one of its signing keys. */
  readonly signingKey: string;
}

/** A user of its own for the stream. */
export function newCredentials({ account, signingKey, stream }: RoomAccess): Credentials {
  const user = nkeyOf('user', randomBytes(32));
  return signCredentials({ user, stream, account, signingKey, now: Date.now() });
}

/** A member of a wide room as the server sees it, whose entries aren't sealed. */
class WideSession implements Session {
  private readonly access: RoomAccess;
  private readonly credentials: Credentials;
  private said = 0;
  private mustPong = false;

  constructor(token: string) {
    this.access = JSON.parse(token) as RoomAccess;
    this.credentials = newCredentials(this.access);
  }

  async enter({ send, until }: Conversation): Promise<void> {
    const [, info = ''] = await until(/INFO (.*)\r\n/);
    const { nonce } = JSON.parse(info) as { readonly nonce: string };
    const { jwt, sign, user } = this.credentials;
    const { stream } = this.access;
    const options = {
      ...{ verbose: false, pedantic: false, headers: true, no_responders: true, protocol: 1 },
      ...{ lang: 'bench', version: '1', jwt, sig: sign(nonce) },
    };
    const subjects = [
      `dm.${stream}.out.>`,
      `dm.${stream}.now.*.all`,
      `dm.${stream}.now.*.to.${user}`,
      `_INBOX.${user}.>`,
    ];
    const subscribe = subjects.map((subject, at) => `SUB ${subject} ${at + 1}\r\n`).join('');
    send(`CONNECT ${JSON.stringify(options)}\r\n${subscribe}PING\r\n`);
    const [reply] = await until(/PONG\r\n|-ERR.*\r\n/);
    if (reply.startsWith('-ERR')) throw new Error(`The server refuses a member: ${reply.trim()}.`);
  }

  say(text: string): string {
    this.said += 1;
    const { user } = this.credentials;
    const header = `NATS/1.0\r\nNats-Msg-Id: ${user}.m${this.said}\r\n\r\n`;
    const subject = `dm.${this.access.stream}.log.${user}`;
    const sizes = `${header.length} ${header.length + text.length}`;
    return `HPUB ${subject} _INBOX.${user}.a ${sizes}\r\n${header}${text}\r\n`;
  }

  note(chunk: Buffer): void {
    if (chunk.includes('PING\r\n')) this.mustPong = true;
  }

  acknowledge(): string | undefined {
    const { mustPong } = this;
    this.mustPong = false;
    return mustPong ? 'PONG\r\n' : undefined;
  }
}

/** Nonce, tag, signature, key, and the last entry that its author had read. */
export const sealingBytes = 250;

export const wide: Dialect = {
  overhead: sealingBytes,
  echoes: true,
  resumes: false,
  greetsInPlain: true,
  session: ({ token }) => new WideSession(token),
};
