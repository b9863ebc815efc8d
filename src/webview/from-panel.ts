import type { FromPanel, PanelCommand } from './messages';

const commands: Record<PanelCommand, true> = {
  host: true,
  join: true,
  leave: true,
  copyAddress: true,
  copyInvite: true,
  showLog: true,
  rejoin: true,
};

/**
 * Checks what arrived from a page. Returns a message made of nothing but the catalogue's fields, or
 * undefined for anything else: a page is not trusted to be the one that was shipped.
 */
export function parseFromPanel(value: unknown): FromPanel | undefined {
  if (!isRecord(value)) return undefined;
  switch (value.type) {
    case 'ready':
      return { type: 'ready' };
    case 'typing':
      return { type: 'typing' };
    case 'send':
      return Number.isSafeInteger(value.id) && typeof value.text === 'string'
        ? { type: 'send', id: value.id as number, text: value.text }
        : undefined;
    case 'draft':
      return typeof value.draft === 'string' ? { type: 'draft', draft: value.draft } : undefined;
    case 'command':
      return isCommand(value.command) ? { type: 'command', command: value.command } : undefined;
    case 'seen':
      return typeof value.messageId === 'string'
        ? { type: 'seen', messageId: value.messageId }
        : undefined;
    default:
      return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isCommand(value: unknown): value is PanelCommand {
  return typeof value === 'string' && Object.hasOwn(commands, value);
}
