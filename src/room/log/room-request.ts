import type { GuestRequest } from '../../protocol/transport';

/** A request that changes the log: it is kept until the hub has numbered or refused it. */
export type RoomRequest = Extract<
  GuestRequest,
  { readonly type: 'say' | 'edit' | 'delete' | 'react' | 'rename' }
> & { readonly id: string };

/** A request whose id is made when it is sent. */
export type NewRequest = RoomRequest extends infer R
  ? R extends RoomRequest
    ? Omit<R, 'id'>
    : never
  : never;
