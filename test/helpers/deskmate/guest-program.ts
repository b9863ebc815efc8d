/**
 * The real guest in a process of its own, to be run by Node or by Bun: does what it is told by lines
 * of JSON, and tells what happens in the same way.
 */

import { createNetwork } from '../../../src/net/network';
import type { ToMember } from '../../../src/protocol/frames';
import { defaultLimits } from '../../../src/protocol/limits';
import type { NetError } from '../../../src/protocol/net-error';
import type { MemberLink, Ticket } from '../../../src/protocol/transport';
import { systemClock } from '../../../src/util/clock';
import { hearLines, tellLine, tlsLibrary } from './program-lines';

export type GuestOrder =
  | { readonly do: 'enter'; readonly ticket: Ticket; readonly connectMs?: number }
  | { readonly do: 'say'; readonly id: string; readonly text: string }
  | { readonly do: 'leave' | 'drop' };

export type GuestNews =
  | { readonly type: 'ready'; readonly library: string }
  | { readonly type: 'entered'; readonly address: string }
  | { readonly type: 'failed'; readonly code: string }
  /** All but `epoch`, which comes where a log begins. */
  | { readonly type: 'frame'; readonly frame: ToMember }
  | { readonly type: 'ended'; readonly code: string };

const tell: (news: GuestNews) => void = tellLine;

let link: MemberLink | undefined;

async function enter(ticket: Ticket, connectMs: number): Promise<void> {
  const network = createNetwork({ clock: systemClock, limits: { ...defaultLimits, connectMs } });
  try {
    link = await network.connectByInvite(ticket, new AbortController().signal);
  } catch (error) {
    tell({ type: 'failed', code: (error as NetError).code });
    return;
  }
  tell({ type: 'entered', address: link.address });
  link.onFrame((frame) => {
    if (frame.type !== 'epoch') tell({ type: 'frame', frame });
  });
  link.onEnd((end) => {
    tell({ type: 'ended', code: end.reason === 'lost' ? end.error.code : end.reason });
  });
  link.start();
}

function obey(order: GuestOrder): void {
  switch (order.do) {
    case 'enter':
      void enter(order.ticket, order.connectMs ?? defaultLimits.connectMs);
      break;
    case 'say':
      link?.send({ type: 'say', id: order.id, text: order.text });
      break;
    case 'leave':
      void link?.leave();
      break;
    case 'drop':
      link?.drop();
  }
}

hearLines(obey);
tell({ type: 'ready', library: tlsLibrary });
