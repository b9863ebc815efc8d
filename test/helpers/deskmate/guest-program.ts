/**
 * The real guest in its own process, run by Node or Bun: follows commands on standard input, one JSON
 * object per line, and reports events on standard output the same way.
 */

import { createNetwork } from '../../../src/net/network';
import type { ToMember } from '../../../src/protocol/frames';
import { defaultLimits } from '../../../src/protocol/limits';
import type { NetError } from '../../../src/protocol/net-error';
import type { MemberLink, Ticket } from '../../../src/protocol/transport';
import { systemClock } from '../../../src/util/clock';
import { printLine, readLines, tlsLibrary } from './program-lines';

export type GuestCommand =
  | { readonly do: 'enter'; readonly ticket: Ticket; readonly connectMs?: number }
  | { readonly do: 'say'; readonly id: string; readonly text: string }
  | { readonly do: 'leave' | 'drop' };

export type GuestEvent =
  | { readonly type: 'ready'; readonly library: string }
  | { readonly type: 'entered'; readonly address: string }
  | { readonly type: 'failed'; readonly code: string }
  /** All frames except `epoch`, which comes at the start of a log. */
  | { readonly type: 'frame'; readonly frame: ToMember }
  | { readonly type: 'ended'; readonly code: string };

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

function run(command: GuestCommand): void {
  switch (command.do) {
    case 'enter':
      void enter(command.ticket, command.connectMs ?? defaultLimits.connectMs);
      break;
    case 'say':
      link?.send({ type: 'say', id: command.id, text: command.text });
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
