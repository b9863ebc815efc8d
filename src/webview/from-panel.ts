import { integer, oneOf, type Reader, shape, text } from './from-panel-fields';
import type { ButtonCommand, FromPanel } from './messages';

const commands: Record<ButtonCommand, true> = {
  host: true,
  join: true,
  leave: true,
  copyAddress: true,
  copyInvite: true,
  showLog: true,
  rejoin: true,
  sendSelection: true,
  sendPatch: true,
};

/** Longest texts taken, in UTF-16 units. An id is the log's; an emoji can be many code points. */
const most = { id: 128, emoji: 32, url: 8 * 1024, path: 1024, block: 64 * 1024 };

/** What is typed is cut, not dropped: a `send` is always answered, if only with "too long". */
const maxTyped = 1024 * 1024;

const id = text(most.id, 1);
const block = text(most.block);
const position = integer(1, 10_000_000);
const flag: Reader<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);
const typed: Reader<string> = (value) =>
  typeof value === 'string' ? value.slice(0, maxTyped) : undefined;

/** What each message of the catalogue is made of. */
const shapes: { readonly [T in FromPanel['type']]: Reader<Extract<FromPanel, { type: T }>> } = {
  ready: shape('ready', {}, {}),
  typing: shape('typing', {}, {}),
  focused: shape('focused', { focused: flag }, {}),
  send: shape(
    'send',
    { id: integer(0), text: typed },
    { reply: id, edit: id, attachment: integer(1) },
  ),
  detach: shape('detach', { id: integer(1) }, {}),
  delete: shape('delete', { messageId: id }, {}),
  react: shape('react', { messageId: id, emoji: text(most.emoji, 1), on: flag }, {}),
  openLink: shape('openLink', { url: text(most.url, 1) }, {}),
  openReference: shape(
    'openReference',
    { path: text(most.path, 1), line: position },
    { column: position },
  ),
  openCard: shape('openCard', { messageId: id }, { file: integer(0, 99) }),
  applyPatch: shape('applyPatch', { messageId: id }, {}),
  copy: shape('copy', { text: block }, {}),
  insert: shape('insert', { text: block }, {}),
  draft: shape('draft', { draft: typed }, {}),
  command: shape('command', { command: oneOf(commands) }, {}),
  seen: shape('seen', { messageId: id }, {}),
};

/**
 * Checks what arrived from a page. Returns a message made of nothing but the catalogue's fields, or
 * undefined for anything else: a page is not trusted to be the one that was shipped.
 */
export function parseFromPanel(value: unknown): FromPanel | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'type'))
    return undefined;
  const { type } = value as { readonly type: unknown };
  if (typeof type !== 'string' || !Object.hasOwn(shapes, type)) return undefined;
  return shapes[type as FromPanel['type']](value);
}
