import type { Endpoint } from '../../protocol/endpoint';
import type { Invite } from '../../protocol/invite';
import { formatLabEndpoint } from '../../protocol/lab-endpoint';
import type { NetErrorCode } from '../../protocol/net-error';
import { CodeError, type CodeTarget, readDigits } from '../../protocol/room-code';
import type { Session } from '../../room/session/session';
import {
  type CodeEndText,
  type CodeRoomNames,
  codeActionLabel,
  codeEndText,
  codeEntryText,
  codeHint,
} from '../../strings/room-code-text';
import type { Translate } from '../../strings/translate';
import { DisposableStore } from '../../util/disposable';
import { exhaustive } from '../../util/exhaustive';
import type { Logger } from '../../util/logger';
import type { KeyboardHandoff } from '../window/keyboard-handoff';
import type { InputBox } from '../window/quick-input';
import { type CodeBox, clearMessageOnInput } from './code-box';

/** A room whose code the user enters. */
export interface CodeRoom extends CodeTarget {
  readonly endpoints: readonly [Endpoint, ...Endpoint[]];
  /** As its host announces it; empty if it isn't known. */
  readonly name: string;
  readonly host: string;
}

/** The box in which a guest types the code; it waits for the host's answer. */
export type CodeEntryBox = CodeBox & Pick<InputBox, 'busy' | 'enabled' | 'showWaiting' | 'hide'>;

/** Keeps the keyboard focus between an answered box and the chat. */
type Answered = Pick<KeyboardHandoff, 'begin' | 'close'>;

export interface CodeFlowDeps {
  readonly session: Pick<Session, 'enterCode'>;
  /** Node's name for the operating system. */
  readonly platform: string;
  readonly logger: Logger;
  readonly t: Translate;
  createBox(): CodeEntryBox;
  /** Shows a failure; resolves with the button pressed. */
  showFailure(message: string, ...buttons: string[]): PromiseLike<string | undefined>;
  /** Joins as with any invite. */
  join(invite: Invite): Promise<void>;
  /** Lets the user choose how to join. */
  joinAnother(): Promise<void>;
  /** Finds out why the room at this address couldn't be reached. */
  checkConnection(endpoint: Endpoint, code: NetErrorCode): Promise<void>;
  showLog(): void;
}

/** What became of the box: an invite, an error, or nothing if the user closed it. */
type Entered = { readonly invite: Invite } | { readonly error: CodeError } | undefined;

/** Joins a room by the code that its host shows. */
export class CodeFlow {
  constructor(private readonly deps: CodeFlowDeps) {}

  /**
   * Asks for the code and joins. Resolves when the room is joined, or the user has decided what to do instead.
   * @param answered holds the list that led here until the box is open, and the box until the chat is
   */
  async ask(room: CodeRoom, answered: Answered): Promise<void> {
    const { platform, t } = this.deps;
    const names = namesOf(room);
    const entered = await this.enter(room, names, answered);
    if (!entered) return;
    if ('invite' in entered) await this.deps.join(entered.invite);
    else await this.fail(codeEndText(entered.error.code, names, platform, t), room, answered);
  }

  /** Shows the box until a code leads to an invite, or to an error that another code doesn't help against. */
  private enter(room: CodeRoom, names: CodeRoomNames, answered: Answered): Promise<Entered> {
    const { createBox, t } = this.deps;
    const { title, prompt, placeholder, malformed } = codeEntryText(names, t);
    const store = new DisposableStore();
    const box = createBox();
    const abort = new AbortController();
    Object.assign(box, { title, prompt, placeholder, ignoreFocusOut: true });
    return new Promise((resolve) => {
      const settle = (entered: Entered) => {
        store.dispose();
        if (entered && 'invite' in entered) answered.begin(box);
        else box.dispose();
        resolve(entered);
      };
      const wait = (on: boolean) => {
        box.busy = on;
        box.enabled = !on;
      };
      const send = async (digits: string) => {
        wait(true);
        const entered = await this.send(room, digits, abort.signal);
        if (abort.signal.aborted) return;
        wait(false);
        if ('invite' in entered) return settle(entered);
        const { code, left } = entered.error;
        const hint = codeHint(code, left, t);
        if (hint === undefined) return settle(entered);
        // A wrong code goes; one that couldn't be tried stays.
        if (code !== 'codes-busy') box.value = '';
        box.validationMessage = hint;
      };
      store.add(clearMessageOnInput(box));
      store.add(
        box.onDidAccept(() => {
          if (box.busy) return;
          const digits = readDigits(box.value);
          if (digits === undefined) box.validationMessage = malformed;
          else void send(digits);
        }),
      );
      store.add(
        box.onDidHide(() => {
          abort.abort();
          settle(undefined);
        }),
      );
      box.show();
      answered.close();
    });
  }

  private async send(
    room: CodeRoom,
    digits: string,
    signal: AbortSignal,
  ): Promise<Exclude<Entered, undefined>> {
    try {
      return { invite: await this.deps.session.enterCode(room, digits, signal) };
    } catch (error) {
      if (!signal.aborted) this.deps.logger.warn(`a room code failed: ${error}`);
      return { error: error instanceof CodeError ? error : new CodeError('failed', `${error}`) };
    }
  }

  /** Says why the room wasn't joined, and does what the user chooses. */
  private async fail(
    { message, actions, failure = 'failed' }: CodeEndText,
    room: CodeRoom,
    answered: Answered,
  ): Promise<void> {
    const { checkConnection, joinAnother, showFailure, showLog, t } = this.deps;
    const labels = actions.map((action) => codeActionLabel(action, t));
    const chosen = await showFailure(message, ...labels);
    const action = chosen === undefined ? undefined : actions[labels.indexOf(chosen)];
    switch (action) {
      case undefined:
        return;
      case 'try-again':
        return this.ask(room, answered);
      case 'use-invite':
        return joinAnother();
      case 'check-connection':
        return checkConnection(room.endpoints[0], failure);
      case 'show-log':
        return showLog();
      default:
        return exhaustive(action);
    }
  }
}

function namesOf({ name, host, endpoints: [place] }: CodeRoom): CodeRoomNames {
  return { room: name, host, address: formatLabEndpoint(place) };
}
