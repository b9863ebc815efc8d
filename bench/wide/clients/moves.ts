import { monitorEventLoopDelay } from 'node:perf_hooks';
import { natsConnector } from '../../../src/net/wide/nats-engine';
import { createWideNetwork } from '../../../src/net/wide/wide';
import { defaultLimits as limits } from '../../../src/protocol/limits';
import type { StreamEntry, WideServerAccess } from '../../../src/protocol/wide';
import { memberLength, readAct } from '../../../src/protocol/wide-acts';
import { EpochStreams } from '../../../src/room/wide/epoch-streams';
import { WideGuest } from '../../../src/room/wide/wide-guest';
import { systemClock as clock } from '../../../src/util/clock';
import { waitFor } from '../../../test/helpers/wait-for';
import { addCrowd, type CrowdMember } from '../../../test/helpers/wide-crowd';
import type { ClientCommands, SealedRoom } from './client-commands';

const network = createWideNetwork({ clock, limits });
const wide = async () => network;
/** Each its own, because those who use it listen to it. */
const never = () => new AbortController().signal;
const number = 1;

let owner: WideGuest | undefined;
let joined = 0;

/** Opens a room, and joins it as its owner, with all that the extension does but the panel. */
export async function found(access: WideServerAccess): Promise<SealedRoom> {
  const { account, authority, memberKey: signingKey, nodes, ownerKey, replicas } = access;
  const server = { account, authority, memberKey: signingKey, nodes };
  const { key, pin, token } = network.newRoom();
  const epoch = { number, token };
  const creation = { ownerKey, replicas };
  await network.create({ server, pin, epoch, key, ...creation, first: 1 }, never());
  let ids = 0;
  const randomId = () => {
    ids += 1;
    return `own${ids}`;
  };
  const route = { server, epoch, creation, memberKey: key };
  const founding = { name: 'Bench', most: 500 };
  owner = new WideGuest({ network: { wide, randomId }, clock, pin }, route, founding);
  const claim = { token, name: 'Owner' };
  const link = await owner.connect({ addresses: [], port: 0, pin, wide: route, claim }, never());
  link.onFrame(({ type }) => {
    if (type === 'joined') joined += 1;
  });
  link.start();
  return { server, pin, token };
}

/** Resets the invite of a room with so many members. */
export async function move(members: number) {
  const control = owner?.control;
  if (!control) throw new Error('Nobody owns the room.');
  await waitFor(() => joined >= members, `${members} members`);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const cpu = process.cpuUsage();
  const at = clock.now();
  if (!(await control.resetInvite())) throw new Error('The room hasn’t moved.');
  const ms = clock.now() - at;
  const { user, system } = process.cpuUsage(cpu);
  delay.disable();
  return { at, ms, blocked: delay.max / 1e6, cpuMs: (user + system) / 1000 };
}

const following: Promise<number>[] = [];

/** Adds so many members, some of whom are connected and follow the room when it moves. */
export async function attend({
  room,
  count,
  connected,
}: Parameters<ClientCommands['attend']>[0]): Promise<void> {
  const { pin, server, token } = room;
  const ticket = { server, pin, epoch: { number, token } };
  const crowd = await addCrowd(natsConnector({ clock, limits }), ticket, count);
  for (const member of crowd.slice(0, connected))
    following.push((await attendOne(room, member)).over);
}

/** When each of them was in the next epoch, in ms since the Unix epoch. */
export function followed(): Promise<number[]> {
  return Promise.all(following);
}

/** Resolves when it listens; `over` when it is in the next epoch. */
async function attendOne(
  { pin, server, token }: SealedRoom,
  { key }: CrowdMember,
): Promise<{ readonly over: Promise<number> }> {
  const streams = new EpochStreams({ clock, pin, server, network: wide }, key, undefined);
  const stream = await streams.open({ number, token }, never());
  const over = new Promise<number>((resolve, reject) => {
    const take = async (entries: readonly StreamEntry[]) => {
      for (const entry of entries) {
        const act = 'act' in entry ? readAct(entry.act) : undefined;
        if (act?.type !== 'rekey') continue;
        const sealed = act.keys.find((each) => each.startsWith(stream.member));
        const next = stream.openToken(act.epoch, sealed?.slice(memberLength) ?? '');
        if (!next) throw new Error('A member was left behind.');
        const epoch = { number: act.epoch, token: next };
        await streams.follow(epoch, entry.seq + 1, stream.chain, never());
        stream.drop();
        resolve(clock.now());
      }
    };
    stream.onEntries((entries) => void take(entries).catch(reject));
  });
  stream.start(stream.last);
  // What fails shows when someone asks.
  over.catch(() => {});
  return { over };
}
