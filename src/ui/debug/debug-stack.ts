import { type CardOf, maxFrames } from '../../protocol/card';

export type StackFrame = NonNullable<CardOf<'error'>['frames']>[number];
export type LocalVariable = NonNullable<CardOf<'error'>['locals']>[number];

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

/** The most variables that are offered. */
const maxVariables = 200;

/** Reads a thread's stack, its top first. */
export async function readFrames(
  session: DebugRequests,
  threadId: number,
): Promise<readonly DebugFrame[]> {
  const args = { threadId, startFrame: 0, levels: maxFrames };
  const { stackFrames } = fields(await session.customRequest('stackTrace', args));
  return list(stackFrames)
    .slice(0, maxFrames)
    .map((frame) => ({
      id: numberOf(frame.id),
      name: textOf(frame.name).slice(0, maxName) || '?',
      line: numberOf(frame.line),
      column: numberOf(frame.column),
      source: typeof frame.source === 'object' ? (frame.source ?? undefined) : undefined,
    }));
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
      name: shownName.slice(0, maxVariableName),
      value: cut(shownValue, maxValue),
      ...(shownType && { type: shownType.slice(0, maxType) }),
    },
  ];
}

/** Cuts a text to `max` UTF-16 units, not within a character. */
export function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).replace(/\p{Surrogate}$/u, '')}…`;
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
