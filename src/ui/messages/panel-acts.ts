import type { LogEntry, MessageEntry } from '../../room/log/log-entry';
import { SayError } from '../../room/say-error';
import type { MessageActions } from '../../room/session/message-actions';
import type { Session } from '../../room/session/session';
import { sayProblemWords } from '../../strings/input-words';
import type { Translate } from '../../strings/translate';
import { webLink } from '../../strings/web-link-words';
import { exhaustive } from '../../util/exhaustive';
import type { Logger } from '../../util/logger';
import type { MessageRequest } from '../../webview/panel-model';
import type { CodeCards } from '../code/code-cards';
import type { Patches } from '../patch/patches';
import type { Desk } from './actions';
import { quoteWords } from './panel-reply';

/** Does what a person asks for by a click in the log. */
export interface PanelActs {
  /** Never throws: what fails is told to the person. */
  perform(act: MessageRequest): void;
}

export interface LogActsParts {
  readonly session: Pick<Session, 'entry'> & {
    readonly messages: Pick<MessageActions, 'delete' | 'react'>;
  };
  readonly cards: Pick<CodeCards, 'open' | 'openReference'>;
  readonly patches: Pick<Patches, 'preview' | 'apply'>;
  readonly desk: Desk;
  readonly logger: Logger;
  readonly t: Translate;
}

type Of<T extends MessageRequest['type']> = Extract<MessageRequest, { readonly type: T }>;

/** Leads each click to whoever does it. */
export class LogActs implements PanelActs {
  constructor(private readonly parts: LogActsParts) {}

  perform(act: MessageRequest): void {
    this.do(act).catch((error: unknown) => this.tellFailure(act, error));
  }

  private async do(act: MessageRequest): Promise<void> {
    const { session, cards, desk } = this.parts;
    switch (act.type) {
      case 'delete':
        return this.delete(act);
      case 'react':
        return session.messages.react(act.messageId, act.emoji, act.on);
      case 'openLink':
        return this.openLink(act);
      case 'openReference':
        return cards.openReference(act.path, act.line, act.column);
      case 'openCard':
        return this.openCard(act);
      case 'applyPatch':
        return this.applyPatch(act);
      case 'copy':
        return desk.copy(act.text);
      case 'insert':
        return this.insert(act);
      default:
        return exhaustive(act);
    }
  }

  private async delete({ messageId }: Of<'delete'>): Promise<void> {
    const { session, desk, t } = this.parts;
    const message = this.find(messageId);
    const goOn = t('Delete');
    const answer = await desk.ask({
      message: t('Delete this message?'),
      detail: `${quoteWords(message, t)}\n\n${t('Others will see that a message was deleted, but not what it said.')}`,
      grave: true,
      answers: [goOn],
    });
    if (answer === goOn) session.messages.delete(messageId);
  }

  private async openLink({ url }: Of<'openLink'>): Promise<void> {
    const { desk, t } = this.parts;
    const link = webLink(url, t);
    if (!link) {
      desk.tell(t('This link isn’t a web page or an email address, so it wasn’t opened.'));
      return;
    }
    const { address, message, detail } = link;
    const [open, copy] = [t('Open'), t('Copy Link')];
    const answer = await desk.ask({ message, detail, answers: [open, copy] });
    if (answer === copy) await desk.copy(address);
    // That the editor asks as well, and is told no, is no failure.
    if (answer === open) await desk.open(address);
  }

  private async openCard({ messageId, file = 0 }: Of<'openCard'>): Promise<void> {
    const { cards, patches } = this.parts;
    const { card } = this.find(messageId);
    if (!card) throw new SayError('no-such-message');
    if (card.type !== 'patch') await cards.open(messageId, card);
    else if (file < card.files.length) await patches.preview(messageId, card, file);
  }

  private async applyPatch({ messageId }: Of<'applyPatch'>): Promise<void> {
    const { card } = this.find(messageId);
    if (card?.type !== 'patch') throw new SayError('no-such-message');
    await this.parts.patches.apply(messageId, card);
  }

  private async insert({ text }: Of<'insert'>): Promise<void> {
    const { desk, t } = this.parts;
    const insertion = await desk.insert(text);
    if (insertion === 'no-editor') {
      desk.tell(t('No file is open beside the chat. Open one, then insert again.'));
    } else if (insertion === 'refused') {
      desk.tell(t('This file can’t be changed. Open another one, then insert again.'));
    }
  }

  /** @throws {SayError} when it is not here any more */
  private find(messageId: string): MessageEntry {
    const entry: LogEntry | undefined = this.parts.session.entry(messageId);
    if (entry?.kind !== 'message' || entry.deleted) throw new SayError('no-such-message');
    return entry;
  }

  private tellFailure({ type }: MessageRequest, error: unknown): void {
    const { desk, logger, t } = this.parts;
    if (error instanceof SayError) {
      desk.tell(sayProblemWords(error.code, t));
      return;
    }
    logger.error(`${type}: ${error instanceof Error ? error.stack : error}`);
    desk.tell(t('That didn’t work. Use Show Log for details.'));
  }
}
