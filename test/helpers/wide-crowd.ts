import { signCredentials } from '../../src/net/wide/credentials';
import type { ConnectEngine } from '../../src/net/wide/engine';
import { EpochSeal } from '../../src/net/wide/epoch-seal';
import { type MemberKeys, memberKeys, newKey, userKey } from '../../src/net/wide/keys';
import type { WideTicket } from '../../src/protocol/wide';

const never = new AbortController().signal;

export interface CrowdMember {
  readonly key: string;
  readonly keys: MemberKeys;
}

/**
 * Adds the joins of so many members to a room's log, whose programs don't run: over one connection, because a connection
 * for each takes longer than all the rest. An entry says by its signature whose it is, not by its subject.
 */
export async function addCrowd(
  connect: ConnectEngine,
  { epoch, pin, server }: Omit<WideTicket, 'key'>,
  count: number,
): Promise<readonly CrowdMember[]> {
  const seal = new EpochSeal(epoch, pin);
  const { stream } = seal;
  const { account, memberKey: signingKey } = server;
  const user = userKey(newKey(), stream);
  const credentials = signCredentials({ user, stream, account, signingKey, now: Date.now() });
  const listener = { onStored() {}, onTold() {}, onEnd() {} };
  const engine = await connect({ ...server, stream, credentials }, listener, never);
  const crowd = Array.from({ length: count }, () => {
    const key = newKey();
    return { key, keys: memberKeys(key) };
  });
  const join = ({ keys }: CrowdMember, at: number) => {
    const id = `crowd-${at}`;
    const act = { type: 'join', box: keys.publicBox };
    const body = { seen: { seq: 0 }, name: `Member ${at}`, do: act };
    return engine.store(id, seal.sealEntry(keys, user.public, id, body));
  };
  await Promise.all(crowd.map(join));
  engine.drop();
  return crowd;
}
