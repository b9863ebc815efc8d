import type { HostKnocks, KnockResult, OpenKnock } from '../../room/knocks';
import type { Session } from '../../room/session/session';
import {
  codeBoxText,
  knockResultText,
  mutedText,
  requestOverText,
  requestText,
  wrongCodeText,
} from '../../strings/knock-text';
import type { Translate } from '../../strings/translate';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { Logger } from '../../util/logger';
import { type CodeBox, clearMessageOnInput } from './code-box';

export interface KnockAnswersDeps {
  readonly session: Pick<Session, 'invited' | 'onDidChangeState'>;
  readonly logger: Logger;
  readonly t: Translate;
  /** Shows a notification; resolves with the button pressed. */
  notify(message: string, ...buttons: string[]): PromiseLike<string | undefined>;
  createBox(): CodeBox;
  /** Lets the host choose one of several requests. */
  choose(knocks: readonly OpenKnock[]): PromiseLike<OpenKnock | undefined>;
}

/**
 * Asks the host of a room about people on the network who want to join: a notification for each, the box for the
 * code, and a sentence when a request ends. Nothing but the right code lets someone in.
 */
export class KnockAnswers implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<void>());
  /** Fires when {@link open} or {@link muted} change. */
  readonly onDidChange = this.changes.event;
  private current: HostKnocks | undefined;
  private listening = new DisposableStore();
  /** The box that is open, and the request that it is for. */
  private box: { readonly knock: OpenKnock; close(): void } | undefined;
  /** Set while all open requests are denied at once, which one sentence says. */
  private isMuting = false;

  constructor(private readonly deps: KnockAnswersDeps) {
    this.store.add(deps.session.onDidChangeState(() => this.follow()));
    this.follow();
  }

  /** The requests to answer, the oldest first. */
  get open(): readonly OpenKnock[] {
    return this.current?.open ?? [];
  }

  /** Whether requests are denied without asking; undefined outside a room that could take any. */
  get muted(): boolean | undefined {
    return this.current?.muted;
  }

  /**
   * Lets the host type the code of a request; of several, lets the host choose one.
   * @param id of the request; absent: any
   */
  async answer(id?: number): Promise<void> {
    const { choose, t } = this.deps;
    const open = this.open.filter((knock) => id === undefined || knock.id === id);
    const [first, ...more] = open;
    if (!first) {
      this.tell(t('No one is asking to join now.'));
      return;
    }
    const knock = more.length > 0 ? await choose(open) : first;
    if (knock && !this.open.includes(knock)) this.tell(requestOverText(knock, t));
    else if (knock) this.askCode(knock);
  }

  /** Denies a request, if it is still open. */
  deny(id: number): void {
    this.open.find((knock) => knock.id === id)?.deny();
  }

  /** Denies all requests, now and later, without asking; or asks about them again. */
  mute(on: boolean): void {
    const { current, deps } = this;
    if (!current || current.muted === on) return;
    this.isMuting = true;
    current.mute(on);
    this.isMuting = false;
    const words = mutedText(on, deps.t);
    if (!on) {
      this.tell(words);
      return;
    }
    const unmute = deps.t('Unmute');
    this.show(words, [unmute], (chosen) => {
      if (chosen === unmute && this.current === current) this.mute(false);
    });
  }

  dispose(): void {
    this.box?.close();
    this.listening.dispose();
    this.store.dispose();
  }

  private follow(): void {
    const knocks = this.deps.session.invited?.hostActions?.knocks;
    if (knocks === this.current) return;
    // The session leaves a room before the room has refused them.
    for (const knock of this.open) this.ended(knock, 'room-closed');
    this.listening.dispose();
    this.listening = new DisposableStore();
    this.current = knocks;
    if (knocks) {
      const { listening } = this;
      listening.add(knocks.onDidChange(() => this.changes.fire()));
      listening.add(knocks.onKnock((knock) => this.offer(knock, knocks)));
      listening.add(knocks.onDidEnd(({ knock, result }) => this.ended(knock, result)));
    }
    this.changes.fire();
  }

  /** Shows a request. The notification stays until the host closes it, even after the request has ended. */
  private offer(knock: OpenKnock, of: HostKnocks): void {
    const { t } = this.deps;
    const [enter, deny, mute] = [t('Enter Code'), t('Deny'), t('Mute')];
    this.show(requestText(knock, t), [enter, deny, mute], (chosen) => {
      if (chosen === mute && this.current === of) this.mute(true);
      else if (!this.open.includes(knock)) this.tell(requestOverText(knock, t));
      else if (chosen === deny) knock.deny();
      else this.askCode(knock);
    });
  }

  /** Opens the box for the code. It stays open while the host looks elsewhere, and closes when the request ends. */
  private askCode(knock: OpenKnock): void {
    const { createBox, t } = this.deps;
    this.box?.close();
    const store = new DisposableStore();
    const box = store.add(createBox());
    const shown = { knock, close: () => store.dispose() };
    this.box = shown;
    store.add({
      dispose: () => {
        if (this.box === shown) this.box = undefined;
      },
    });
    const { title, prompt, placeholder } = codeBoxText(knock, t);
    box.title = title;
    box.prompt = prompt;
    box.placeholder = placeholder;
    box.ignoreFocusOut = true;
    store.add(clearMessageOnInput(box));
    store.add(
      box.onDidAccept(() => {
        const answer = knock.answer(box.value);
        if (answer === 'malformed' || answer === 'wrong') {
          if (answer === 'wrong') box.value = '';
          box.validationMessage = wrongCodeText(answer, knock.triesLeft, t);
        } else {
          store.dispose();
          if (answer === 'gone') this.tell(requestOverText(knock, t));
        }
      }),
    );
    store.add(box.onDidHide(() => store.dispose()));
    box.show();
  }

  private ended(knock: OpenKnock, result: KnockResult): void {
    if (this.box?.knock === knock) this.box.close();
    if (this.isMuting) return;
    this.tell(knockResultText(result, knock, this.deps.t));
  }

  private tell(message: string): void {
    this.show(message, [], () => {});
  }

  /** Shows a notification. @param act called with the button pressed, if any */
  private show(message: string, buttons: readonly string[], act: (chosen: string) => void): void {
    const { notify, logger } = this.deps;
    notify(message, ...buttons).then(
      (chosen) => {
        if (chosen !== undefined) act(chosen);
      },
      (error: unknown) => logger.error(`a notification failed: ${error}`),
    );
  }
}
