import { namedWire } from '../../protocol/lab-endpoint';
import { wireOf } from '../../protocol/room-kinds';
import { type EncodingName, encodingNames, encodingOf } from '../../protocol/text-encoding';
import type { SuspectedEncoding } from '../../room/session/room-encoding';
import type { Session } from '../../room/session/session';
import { messageErrorText } from '../../strings/input-text';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { CommandHandlers } from '../commands';
import { showWarningMessage } from '../window/messages';
import { showQuickPick } from '../window/quick-pick';
import type { PickItem } from '../window/shown-items';
import type { RecentRoomStore } from './room-store';

/** The display names of the encodings. */
export const encodingLabels: Readonly<Record<EncodingName, string>> = {
  'utf-8': 'UTF-8',
  gbk: 'GBK',
  gb18030: 'GB 18030',
  big5: 'Big5',
  latin1: 'Latin-1',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
};

export interface EncodingCommandDeps {
  readonly session: Session;
  readonly recent: RecentRoomStore;
  readonly t: Translate;
}

/** The command that changes the encoding of a lab room. */
export function encodingCommands(deps: EncodingCommandDeps) {
  return {
    'deskmate.changeEncoding': (name) =>
      name === undefined ? chooseEncoding(deps) : changeTo(name, deps),
  } satisfies Partial<CommandHandlers>;
}

/** Offers to switch to the encoding in which a peer's text is readable. The notification stays until answered. */
export async function offerEncoding(
  { peer, encoding }: SuspectedEncoding,
  deps: EncodingCommandDeps,
): Promise<void> {
  const { session, t } = deps;
  if (session.encoding.name === undefined) return;
  const present = encodingLabels[session.encoding.name];
  const use = t('Use {0}', encodingLabels[encoding]);
  const choose = t('Choose Encoding…');
  const chosen = await showWarningMessage(
    t(
      'Messages from {0} aren’t in {1}, but can be read as {2}. Use {2} in this room?',
      ...[peer, present, encodingLabels[encoding]],
    ),
    use,
    choose,
  );
  if (chosen === use) await change(encoding, deps);
  else if (chosen === choose) await chooseEncoding(deps);
}

async function chooseEncoding(deps: EncodingCommandDeps): Promise<void> {
  const { session, t } = deps;
  const present = session.encoding.name;
  if (present === undefined) {
    void showWarningMessage(t('Only lab rooms have an encoding. Host or join one first.'));
    return;
  }
  const items = encodingNames.map((name): PickItem & { readonly name: EncodingName } => ({
    label: encodingLabels[name],
    name,
    ...(name === present && { description: t('in use') }),
  }));
  const chosen = await showQuickPick(items, { title: t('Change Encoding') });
  if (chosen) await change(chosen.name, deps);
}

async function changeTo(value: unknown, deps: EncodingCommandDeps): Promise<void> {
  const { t } = deps;
  const name = encodingOf(value);
  if (!name) {
    throw new CodedError(
      'bad-argument',
      t('“encoding” must be one of {0}.', encodingNames.join(', ')),
    );
  }
  if (!(await change(name, deps))) throw new CodedError('no-room', messageErrorText('no-room', t));
}

/** Changes the encoding, and remembers it for a joined room. Returns false if no lab room is open. */
async function change(
  name: EncodingName,
  { session, recent }: EncodingCommandDeps,
): Promise<boolean> {
  const { connection, room } = session.state;
  if (!(await session.encoding.set(name))) return false;
  if (room && connection.kind !== 'hosting') {
    const endpoint = { host: room.address, port: room.port, wire: namedWire(wireOf(room.kind)) };
    await recent.keepEncoding(endpoint, name);
  }
  return true;
}
