import type { OpenRequest } from '../../room/classroom';

/** A row of the queue: a request, or a helper above those that it has taken. */
export type QueueNode =
  | { readonly kind: 'request'; readonly request: OpenRequest; readonly isMine: boolean }
  | {
      readonly kind: 'helper';
      readonly helper: string;
      readonly requests: readonly OpenRequest[];
      readonly isMine: boolean;
    };

/**
 * The rows: what the user has taken and has to finish, those who wait in order, the paused among them, then whom others help.
 * @param selfId the user's member id
 */
export function queueTree(
  queue: readonly OpenRequest[],
  selfId: string | undefined,
): readonly QueueNode[] {
  const taken = new Map<string, OpenRequest[]>();
  for (const request of queue) {
    if (request.state !== 'taken') continue;
    const { helper = '' } = request;
    taken.set(helper, [...(taken.get(helper) ?? []), request]);
  }
  const helpers = [...taken].map(([helper, requests]) => {
    const isMine = helper === selfId;
    return { kind: 'helper', helper, requests, isMine } as const;
  });
  return [
    ...helpers.filter(({ isMine }) => isMine),
    ...queue
      .filter(({ state }) => state !== 'taken')
      .map((request) => ({ kind: 'request', request, isMine: false }) as const),
    ...helpers.filter(({ isMine }) => !isMine),
  ];
}

/**
 * Whether a command was run on a row that isn't there any more. With the row, the editor passes which ones are selected; for a
 * row that it has just built anew it passes nothing, as if the command had been chosen without one.
 */
export function isLostRow(args: readonly unknown[]): boolean {
  return args.length > 1 && (args[0] ?? undefined) === undefined;
}

/** How many requests wait for a helper. */
export function waitingCount(queue: readonly OpenRequest[]): number {
  return queue.filter(({ state }) => state === 'waiting').length;
}
