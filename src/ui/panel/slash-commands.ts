import type { Member } from '../../room/room';
import { noticeText } from '../../strings/inline-text';
import type { Translate } from '../../strings/translate';
import { actionPrefix } from '../../text/action';
import { fold } from '../../text/fold';
import { paragraph } from '../../text/paragraph';
import type { SendResult } from '../../webview/panel-model';
import type { PanelSlashCommand } from '../../webview/status-messages';
import { type CommandId, type CommandRow, commands } from '../commands';

/** A command in the message box. */
interface SlashRow {
  /** The editor command that it runs. */
  readonly command: CommandId;
  /** The when clause that enables it; without one, that of the editor command. */
  readonly when?: string;
  /** What may be written after it. */
  readonly takes?: 'member' | 'text';
  label(t: Translate): string;
}

/** The commands in the message box, by name, the most likely first. `/me` is a message, not one of these. */
const rows: Readonly<Record<string, SlashRow>> = {
  code: {
    command: 'deskmate.sendSelection',
    when: 'deskmate.invited',
    label: (t) => t('Send Selection'),
  },
  patch: { command: 'deskmate.sendPatch', when: 'deskmate.invited', label: (t) => t('Send Patch') },
  error: {
    command: 'deskmate.postError',
    when: 'deskmate.invited',
    label: (t) => t('Send the error at the cursor'),
  },
  terminal: {
    command: 'deskmate.sendTerminalOutput',
    when: 'deskmate.invited',
    label: (t) => t('Send Terminal Output'),
  },
  stack: {
    command: 'deskmate.sendStack',
    when: 'deskmate.invited',
    label: (t) => t('Send Stack to Chat'),
  },
  file: {
    command: 'deskmate.sendFile',
    when: 'deskmate.takesFiles',
    label: (t) => t('Attach Files'),
  },
  stuck: { command: 'deskmate.imStuck', label: (t) => t('Ask the helpers for help') },
  announce: { command: 'deskmate.announce', takes: 'text', label: (t) => t('Announce') },
  invite: { command: 'deskmate.copyInvite', label: (t) => t('Copy Invite') },
  qr: { command: 'deskmate.showInviteQr', label: (t) => t('Show Invite as QR Code') },
  address: { command: 'deskmate.copyAddress', label: (t) => t('Copy Address') },
  lock: { command: 'deskmate.lockRoom', label: (t) => t('Lock Room') },
  unlock: { command: 'deskmate.unlockRoom', label: (t) => t('Unlock Room') },
  nudge: {
    command: 'deskmate.nudgeMember',
    when: 'deskmate.invited',
    takes: 'member',
    label: (t) => t('Ask for a member’s attention'),
  },
  nick: { command: 'deskmate.setNickname', label: (t) => t('Give an address a nickname') },
  mute: { command: 'deskmate.muteRoom', label: (t) => t('Mute Room') },
  unmute: { command: 'deskmate.unmuteRoom', label: (t) => t('Unmute Room') },
  follow: {
    command: 'deskmate.followMember',
    takes: 'member',
    label: (t) => t('Follow a member’s location'),
  },
  unfollow: { command: 'deskmate.stopFollowing', label: (t) => t('Stop following') },
  goto: {
    command: 'deskmate.openPlace',
    takes: 'member',
    label: (t) => t('Go to a member’s location'),
  },
  find: { command: 'deskmate.find', label: (t) => t('Find in Chat') },
  name: {
    command: 'deskmate.changeName',
    when: 'deskmate.invited',
    takes: 'text',
    label: (t) => t('Change your name'),
  },
  group: { command: 'deskmate.makeGroup', label: (t) => t('Convert to Group') },
  remove: {
    command: 'deskmate.removeMember',
    takes: 'member',
    label: (t) => t('Remove a member'),
  },
  weather: { command: 'deskmate.setWeather', label: (t) => t('Network Weather') },
  encoding: { command: 'deskmate.changeEncoding', label: (t) => t('Change Encoding…') },
  wire: { command: 'deskmate.showWire', label: (t) => t('Show Wire') },
  export: { command: 'deskmate.exportChat', label: (t) => t('Export Chat') },
  history: { command: 'deskmate.openHistory', label: (t) => t('Open History…') },
  leave: {
    // Asks first when leaving closes a room that others are in.
    command: 'deskmate.closeRoom',
    when: 'deskmate.connected',
    label: (t) => t('Leave Room'),
  },
};

export interface SlashCommandDeps {
  /** The people in the room. */
  members(): readonly Pick<Member, 'id' | 'name' | 'self'>[];
  /** The editor's context keys that when clauses ask for. */
  context(): Readonly<Record<string, boolean>>;
  /** Runs an editor command, and shows the user what fails. */
  execute(command: CommandId, ...args: unknown[]): void;
  readonly t: Translate;
}

/** A text to send, or what became of a command. */
export type SlashOutcome = { readonly text: string } | SendResult;

/** The commands that people type in the message box: `/lock`, `/me waves`. */
export class SlashCommands {
  constructor(private readonly deps: SlashCommandDeps) {}

  /** The commands that work now. */
  available(): readonly PanelSlashCommand[] {
    const { t } = this.deps;
    const me = { name: 'me', argument: t('action'), label: t('Say what you’re doing') };
    const context = this.deps.context();
    const others = Object.entries(rows).filter(([, row]) => works(row, context));
    return [
      me,
      ...others.map(([name, { takes, label }]) => ({
        name,
        ...(takes === 'member' && { argument: t('@name') }),
        ...(takes === 'text' && { argument: t('new name') }),
        label: label(t),
      })),
    ];
  }

  /**
   * Runs a text if it is a command. A refused text goes out as a message when it is sent once more.
   * @returns the text to send if it is none; a second slash at the start is taken away
   */
  run(text: string): SlashOutcome {
    const { t } = this.deps;
    const typed = parseSlash(text);
    if (!typed) return { text };
    const { escaped, sign, name, argument } = typed;
    // With one slash, `/me` would still say what its author does.
    if (escaped) return { text: name === 'me' ? text : text.slice(1) };
    if (name === 'me') {
      return argument === ''
        ? { ok: false, reason: t('Add what you’re doing, for example: /me is back') }
        : { text: `${actionPrefix}${argument}` };
    }
    const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
    // A comma of Chinese lists, and a word in capitals, is only meant as a command if it is one.
    if (!row && (sign === '、' || !/^[a-z]/.test(typed.written))) return { text };
    const again = t('To send it as a message, press Enter again.');
    const refuse = (reason: string) =>
      ({ ok: false, again: true, reason: paragraph([reason, again]) }) as const;
    if (!row) return refuse(t('There’s no command “/{0}”.', name));
    if (!works(row, this.deps.context())) {
      return refuse(t('“/{0}” isn’t available in this room right now.', name));
    }
    if (argument === '') return this.execute(row);
    if (row.takes === undefined) return refuse(t('“/{0}” doesn’t take an argument.', name));
    if (row.takes === 'text') return this.execute(row, argument);
    const member = this.memberCalled(argument);
    if (!member) return refuse(t('No one else here is called “{0}”.', noticeText(argument)));
    return this.execute(row, { memberId: member.id });
  }

  private execute({ command }: SlashRow, ...args: unknown[]): SendResult {
    this.deps.execute(command, ...args);
    return { ok: true, ran: true };
  }

  private memberCalled(argument: string) {
    const wanted = fold(argument.replace(/^[@＠]/, '').trim());
    return this.deps.members().find(({ self, name }) => !self && fold(name) === wanted);
  }
}

function works({ command, when }: SlashRow, context: Readonly<Record<string, boolean>>): boolean {
  const { enablement, palette }: CommandRow = commands[command];
  const clauses = when === undefined ? [enablement, palette] : [when];
  return clauses.every((clause) => clause === undefined || evaluateWhenClause(clause, context));
}

/** A text that looks like a command. */
interface TypedCommand {
  /** The text starts with two slashes, to be sent with one. */
  readonly escaped: boolean;
  readonly sign: string;
  readonly name: string;
  /** The name as it was typed. */
  readonly written: string;
  /** Empty if there is none. */
  readonly argument: string;
}

/**
 * Reads a command: one line that starts with a slash and a word. A path (`/usr/bin`), a comment
 * (`// see below`) and several lines are none. Chinese input methods type other characters with that key.
 */
export function parseSlash(text: string): TypedCommand | undefined {
  const found = /^(\/?)([/／、])([a-z][a-z-]*)(?:[ \t\u3000]([^\n]*))?$/i.exec(text.trimEnd());
  if (!found) return undefined;
  const [, second = '', sign = '', written = '', argument = ''] = found;
  // Comments are typed in any case; what escapes a command is as lower-case as the commands.
  if (second !== '' && (sign !== '/' || !/^[a-z]/.test(written))) return undefined;
  return {
    escaped: second !== '',
    sign,
    name: written.toLowerCase(),
    written,
    argument: argument.trim(),
  };
}

/** Whether a when clause of package.json holds: names of keys with `!`, `&&` and `||`. */
export function evaluateWhenClause(
  clause: string,
  context: Readonly<Record<string, boolean>>,
): boolean {
  const isTrue = (term: string) =>
    term.startsWith('!') ? context[term.slice(1)] !== true : context[term] === true;
  return clause.split('||').some((part) => part.split('&&').every((term) => isTrue(term.trim())));
}
