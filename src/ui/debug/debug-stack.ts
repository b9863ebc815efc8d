import { maxFrames } from '../../protocol/card';
import { secretLines } from '../../text/secrets';
import type { ErrorCard } from '../code/error-card';
import { fieldText } from '../code/own-folders';

export type StackFrame = NonNullable<ErrorCard['frames']>[number];
export type LocalVariable = NonNullable<ErrorCard['locals']>[number];

/** The limits of a card's fields, in UTF-16 units. */
const maxName = 200;
const maxVariableName = 100;
const maxType = 100;
/** Longer values lose their end. */
export const maxValue = 200;

/** Part of a request to a debug adapter, and of its response (Debug Adapter Protocol 1.70). */
export interface DebugRequests {
  customRequest(command: string, args?: unknown): Thenable<unknown>;
}

/** A frame as the debug adapter describes it. */
export interface DebugFrame {
  readonly id: number;
  readonly name: string;
  /** Counts from 1; 0 when there is no source. */
  readonly line: number;
  readonly column: number;
  /** The adapter's own description, passed on to the editor. */
  readonly source: object | undefined;
}

/** Maximum number of variables that are offered. */
const maxVariables = 200;

/** A thread, or one of its frames, of a program that is paused in the debugger. */
export interface PausedThread<S> {
  readonly session: S;
  readonly threadId: number;
  /** The adapter's id of the frame. */
  readonly frameId?: number;
  /** The frame's index in the thread's stack, from 0. */
  readonly frameIndex?: number;
}

/**
 * The thread or frame that was clicked in the Call Stack view, or else the one selected there. Undefined when there is
 * none, or when the clicked one is of an unknown session.
 *
 * The view's menu (VS Code 1.139, `debug/callstack/context`) passes the ids of the editor's own tree:
 * `thread:SESSION:THREAD` and `stackframe:thread:SESSION:THREAD:INDEX:SOURCE`.
 */
export function pausedThread<S>(
  args: readonly unknown[],
  sessionOf: (id: string) => S | undefined,
  selected: PausedThread<S> | undefined,
): PausedThread<S> | undefined {
  for (const { sessionId, threadId, frameId } of args.map(fields)) {
    const thread = /^thread:.*:(-?\d+)$/s.exec(textOf(threadId))?.[1];
    if (typeof sessionId !== 'string' || thread === undefined) continue;
    const session = sessionOf(sessionId);
    const frame = textOf(frameId).slice(`stackframe:${threadId}:`.length);
    const index = /^\d+/.exec(frame)?.[0];
    return (
      session && {
        session,
        threadId: Number(thread),
        ...(index !== undefined && { frameIndex: Number(index) }),
      }
    );
  }
  return selected;
}

/**
 * Reads a thread's stack, its top first.
 * @param frameIndex a frame that must be there; if it is further down, it takes the last place
 */
export async function readFrames(
  session: DebugRequests,
  threadId: number,
  frameIndex = 0,
): Promise<readonly DebugFrame[]> {
  const read = async (startFrame: number, levels: number) => {
    const args = { threadId, startFrame, levels };
    const { stackFrames } = fields(await session.customRequest('stackTrace', args));
    return list(stackFrames).slice(0, levels).map(frameOf);
  };
  const frames = await read(0, maxFrames);
  if (frameIndex < maxFrames) return frames;
  return [...frames.slice(0, maxFrames - 1), ...(await read(frameIndex, 1))];
}

function frameOf({ id, name, line, column, source }: Record<string, unknown>): DebugFrame {
  return {
    id: numberOf(id),
    name: fieldText(textOf(name), maxName) || '?',
    line: numberOf(line),
    column: numberOf(column),
    source: typeof source === 'object' ? (source ?? undefined) : undefined,
  };
}

/** What an exception is; undefined when the thread didn't stop because of one, or the adapter can't tell. */
export async function readException(
  session: DebugRequests,
  threadId: number,
): Promise<string | undefined> {
  let info: Record<string, unknown>;
  try {
    info = fields(await session.customRequest('exceptionInfo', { threadId }));
  } catch {
    return undefined;
  }
  const details = fields(info.details);
  const type = textOf(details.typeName) || textOf(details.fullTypeName) || textOf(info.exceptionId);
  const message = textOf(details.message) || textOf(info.description);
  if (type === '' || message.startsWith(type)) return message || undefined;
  return message === '' ? type : `${type}: ${message}`;
}

/** The local variables and arguments of a frame, in the adapter's order. */
export async function readLocals(
  session: DebugRequests,
  frameId: number,
): Promise<readonly LocalVariable[]> {
  const { scopes } = fields(await session.customRequest('scopes', { frameId }));
  const all = list(scopes).filter(({ expensive }) => expensive !== true);
  const local = all.filter(
    ({ name, presentationHint }) =>
      /^(?:locals|arguments)$/.test(textOf(presentationHint)) ||
      /local|argument/i.test(textOf(name)),
  );
  const variables: LocalVariable[] = [];
  for (const { variablesReference } of local.length > 0 ? local : all.slice(0, 1)) {
    const read = fields(await session.customRequest('variables', { variablesReference }));
    variables.push(...list(read.variables).flatMap(variableOf));
  }
  return variables.slice(0, maxVariables);
}

/** Groups of variables that an adapter adds, such as `special variables`, have no value. */
function variableOf({ name, value, type }: Record<string, unknown>): LocalVariable[] {
  const [shownName, shownValue, shownType] = [name, value, type].map(textOf);
  if (!shownName || shownValue === undefined || shownValue === '') return [];
  return [
    {
      name: fieldText(shownName, maxVariableName),
      value: fieldText(shownValue, maxValue),
      ...(shownType && { type: fieldText(shownType, maxType) }),
    },
  ];
}

/**
 * The lines of a card about an error or a failure that look like they contain a secret. Its variables aren't checked:
 * the user selected each of them.
 */
export function suspiciousLines({
  message,
  source = '',
  frames = [],
}: Pick<ErrorCard, 'message' | 'source' | 'frames'>): readonly string[] {
  const lines = [...message.split('\n'), source, ...frames.map(({ name }) => name)];
  return [...secretLines(lines)].map((index) => lines[index] ?? '');
}

function fields(value: unknown): Record<string, unknown> {
  return Object(value) as Record<string, unknown>;
}

function list(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : 0;
}
