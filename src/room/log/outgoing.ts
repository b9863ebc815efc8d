import type { GuestRequest } from '../../protocol/transport';

/** A request that changes the log: it is kept until the hub has numbered or refused it. */
export type Outgoing = Extract<
  GuestRequest,
  { readonly type: 'say' | 'edit' | 'delete' | 'react' | 'rename' }
> & { readonly id: string };

/** A request whose id is made when it is sent. */
export type Unnamed = Outgoing extends infer R
  ? R extends Outgoing
    ? Omit<R, 'id'>
    : never
  : never;
