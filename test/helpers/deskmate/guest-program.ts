/**
 * The real guest in its own process, run by Node or Bun: follows commands on standard input, one JSON
 * object per line, and reports events on standard output the same way.
 */

import { createHash, randomBytes } from 'node:crypto';
import { createNetwork } from '../../../src/net/network';
import type { FileError } from '../../../src/protocol/file-error';
import type { ToMember } from '../../../src/protocol/frames';
import type { KnockError, KnockTarget } from '../../../src/protocol/knock';
import { defaultLimits } from '../../../src/protocol/limits';
import type { MemberLink, Ticket } from '../../../src/protocol/member-link';
import type { NetError } from '../../../src/protocol/net-error';
import type { CodeError, CodeTarget } from '../../../src/protocol/room-code';
import { systemClock } from '../../../src/util/clock';
import { printLine, readLines, tlsLibrary } from './program-lines';

export type GuestCommand =
  | { readonly do: 'enter'; readonly ticket: Ticket; readonly connectMs?: number }
  | { readonly do: 'knock'; readonly target: KnockTarget }
  | { readonly do: 'code'; readonly target: CodeTarget; readonly code: string }
  | { readonly do: 'say'; readonly id: string; readonly text: string }
  /** Sends a file of this many bytes, and fetches it. */
  | { readonly do: 'file'; readonly ticket: Ticket; readonly size: number }
  | { readonly do: 'leave' | 'drop' };

export type GuestEvent =
  | { readonly type: 'ready'; readonly library: string }
  | { readonly type: 'entered'; readonly address: string }
  | { readonly type: 'failed'; readonly code: string }
  /** All frames except `epoch`, which comes at the start of a log. */
  | { readonly type: 'frame'; readonly frame: ToMember }
  | { readonly type: 'ended'; readonly code: string }
  /** The host has accepted a knock, or a room code. */
  | {
      readonly type: 'accepted';
      readonly code: string;
      readonly pin: string;
      readonly token: string;
    }
  /** A file came back; `same`: with the same bytes. */
  | { readonly type: 'file'; readonly same: boolean };

const report: (event: GuestEvent) => void = printLine;

let link: MemberLink | undefined;

async function enter(ticket: Ticket, connectMs: number): Promise<void> {
  const network = createNetwork({ clock: systemClock, limits: { ...defaultLimits, connectMs } });
  try {
    link = await network.connectByInvite(ticket, new AbortController().signal);
  } catch (error) {
    report({ type: 'failed', code: (error as NetError).code });
    return;
  }
  report({ type: 'entered', address: link.address });
  link.onFrame((frame) => {
    if (frame.type !== 'epoch') report({ type: 'frame', frame });
  });
  link.onEnd((end) => {
    report({ type: 'ended', code: end.reason === 'lost' ? end.error.code : end.reason });
  });
  link.start();
}

async function knock(target: KnockTarget): Promise<void> {
  const network = createNetwork({ clock: systemClock });
  try {
    const { code, pin, token } = await network.knock(target, 'Bo', new AbortController().signal);
    report({ type: 'accepted', code, pin, token: await token });
  } catch (error) {
    report({ type: 'failed', code: (error as KnockError).code });
  }
}

async function enterCode(target: CodeTarget, digits: string): Promise<void> {
  const network = createNetwork({ clock: systemClock });
  const { signal } = new AbortController();
  try {
    const { pin, token } = await network.enterCode(target, digits, signal);
    report({ type: 'accepted', code: digits, pin, token });
  } catch (error) {
    report({ type: 'failed', code: (error as CodeError).code });
  }
}

async function moveFile(ticket: Ticket, size: number): Promise<void> {
  const network = createNetwork({ clock: systemClock });
  const bytes = randomBytes(size);
  const file = { hash: createHash('sha256').update(bytes).digest('base64url'), size };
  const transit = { signal: new AbortController().signal, moved: () => {} };
  const open = async function* (offset: number) {
    for (let at = offset; at < size; at += 100_000) yield bytes.subarray(at, at + 100_000);
  };
  const chunks: Buffer[] = [];
  const write = async (chunk: Uint8Array) => void chunks.push(Buffer.from(chunk));
  try {
    await network.putFile(ticket, file, open, transit);
    await network.getFile(ticket, { ...file, offset: 0 }, write, transit);
  } catch (error) {
    report({ type: 'failed', code: (error as FileError).code });
    return;
  }
  report({ type: 'file', same: Buffer.concat(chunks).equals(bytes) });
}

function run(command: GuestCommand): void {
  switch (command.do) {
    case 'enter':
      void enter(command.ticket, command.connectMs ?? defaultLimits.connectMs);
      break;
    case 'knock':
      void knock(command.target);
      break;
    case 'code':
      void enterCode(command.target, command.code);
      break;
    case 'say':
      link?.send({ type: 'say', id: command.id, text: command.text });
      break;
    case 'file':
      void moveFile(command.ticket, command.size);
      break;
    case 'leave':
      void link?.leave();
      break;
    case 'drop':
      link?.drop();
  }
}

readLines(run);
report({ type: 'ready', library: tlsLibrary });
