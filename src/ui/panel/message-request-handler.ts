import type { LogEntry, MessageEntry } from '../../room/log/log-entry';
import { MessageError } from '../../room/message-error';
import type { MessageActions } from '../../room/session/message-actions';
import type { Session } from '../../room/session/session';
import { messageErrorText } from '../../strings/input-text';
import { webLink } from '../../strings/question-text';
import { quoteText } from '../../strings/quote-text';
import type { Translate } from '../../strings/translate';
import { type LinksOf, type MessageLink, parseMessageLink } from '../../text/message-link';
import { exhaustive } from '../../util/exhaustive';
import type { Logger } from '../../util/logger';
import type { MessageRequest } from '../../webview/from-panel';
import type { Applicants } from '../class/applicants';
import type { CodeCards } from '../code/code-cards';
import type { ReceivedFiles } from '../files/received-files';
import type { Patches } from '../patch/patches';
import type { KnockAnswers } from '../rooms/knock-answers';
import { cardView } from './card-types';
import type { EditorActions } from './editor-actions';
import type { PrivateLinesModel } from './private-lines';

export interface MessageRequestHandlerDeps {
  readonly session: Pick<Session, 'entry' | 'state'> & {
    readonly messages: Pick<MessageActions, 'delete' | 'react'>;
  };
  readonly cards: Pick<CodeCards, 'open' | 'openReference'>;
  readonly patches: Pick<Patches, 'preview' | 'apply'>;
  readonly files: Pick<ReceivedFiles, 'open' | 'save' | 'act'>;
  readonly editor: Omit<EditorActions, 'dispose' | 'insertComment'>;
  readonly lines: Pick<PrivateLinesModel, 'publish' | 'find'>;
  readonly knocks: Pick<KnockAnswers, 'answer' | 'deny'>;
  readonly applicants: Pick<Applicants, 'decide'>;
  /** Goes to the message that a link leads to. */
  openMessage(link: MessageLink): Promise<void>;
  /** What links to messages lead to. */
  readonly linksOf: LinksOf;
  readonly logger: Logger;
  readonly t: Translate;
}

type Of<T extends MessageRequest['type']> = Extract<MessageRequest, { readonly type: T }>;

/** Runs what the user clicks in a message or beside a member. */
export class MessageRequestHandler {
  constructor(private readonly deps: MessageRequestHandlerDeps) {}

  /** Runs a request. Never throws: shows the user what failed. */
  handle(request: MessageRequest): void {
    this.run(request).catch((error: unknown) => this.showFailure(request, error));
  }

  private async run(request: MessageRequest): Promise<void> {
    const { session, cards, editor } = this.deps;
    switch (request.type) {
      case 'delete':
        return this.delete(request);
      case 'react':
        return session.messages.react(request.messageId, request.emoji, request.on);
      case 'openLink':
        return this.openLink(request);
      case 'openReference':
        return cards.openReference(request);
      case 'openPlace':
        return this.openPlace(request);
      case 'openCard':
        return this.openCard(request);
      case 'applyPatch':
        return this.applyPatch(request);
      case 'saveFile':
        return this.saveFile(request);
      case 'fileTransfer':
        return this.deps.files.act(request.messageId, request.action);
      case 'answerRequest':
        return this.answerRequest(request);
      case 'decide':
        return this.deps.applicants.decide(request.applicant, request.admit);
      case 'publish':
        return this.deps.lines.publish(request.student, request.privateId);
      case 'openPrivateCard':
        return this.openPrivateCard(request);
      case 'copy':
        return editor.copy(request.text);
      case 'insert':
        return this.insert(request);
      default:
        return exhaustive(request);
    }
  }

  private async delete({ messageId }: Of<'delete'>): Promise<void> {
    const { session, editor, t } = this.deps;
    const message = this.find(messageId);
    const confirm = t('Delete');
    const answer = await editor.ask({
      message: t('Delete this message?'),
      detail: `${quoteText(message, t, this.deps.linksOf)}\n\n${t('Others will see that a message was deleted, but not what it said.')}`,
      isDestructive: true,
      answers: [confirm],
    });
    if (answer === confirm) session.messages.delete(messageId);
  }

  private async openLink({ url }: Of<'openLink'>): Promise<void> {
    const { editor, openMessage, t } = this.deps;
    const target = parseMessageLink(url);
    if (target) return openMessage(target);
    const link = webLink(url, t);
    if (!link) {
      editor.tell(t('This link isn’t a web page or an email address, so it wasn’t opened.'));
      return;
    }
    const { address, message, detail } = link;
    const [open, copy] = [t('Open'), t('Copy Link')];
    const answer = await editor.ask({ message, detail, answers: [open, copy] });
    if (answer === copy) await editor.copy(address);
    // The editor may ask, too; it isn't a failure when the user cancels there.
    if (answer === open) await editor.open(address);
  }

  private async openPlace({ memberId }: Of<'openPlace'>): Promise<void> {
    const { session, cards } = this.deps;
    // It may have closed the file since the click.
    const place = session.state.members.find(({ id }) => id === memberId)?.place;
    if (place) await cards.openReference(place);
  }

  private async answerRequest({ requestId, deny }: Of<'answerRequest'>): Promise<void> {
    const { knocks } = this.deps;
    if (deny) knocks.deny(requestId);
    else await knocks.answer(requestId);
  }

  private async openCard({ messageId, file = 0 }: Of<'openCard'>): Promise<void> {
    const { card } = this.find(messageId);
    if (!card) throw new MessageError('no-such-message');
    await cardView(card).open?.(messageId, card, file, this.deps);
  }

  private async openPrivateCard({ student, author, privateId }: Of<'openPrivateCard'>) {
    const { card } = this.deps.lines.find(student, author, privateId) ?? {};
    if (!card) throw new MessageError('no-such-message');
    await cardView(card).open?.(`private ${student} ${author} ${privateId}`, card, 0, this.deps);
  }

  private async applyPatch({ messageId }: Of<'applyPatch'>): Promise<void> {
    const { card } = this.find(messageId);
    const view = card && cardView(card);
    if (!card || !view?.apply) throw new MessageError('no-such-message');
    await view.apply(messageId, card, this.deps);
  }

  private async saveFile({ messageId }: Of<'saveFile'>): Promise<void> {
    const { card } = this.find(messageId);
    const view = card && cardView(card);
    if (!card || !view?.save) throw new MessageError('no-such-message');
    await view.save(messageId, card, this.deps);
  }

  private async insert({ text }: Of<'insert'>): Promise<void> {
    const { editor, t } = this.deps;
    const insertion = await editor.insert(text);
    if (insertion === 'no-editor') {
      editor.tell(t('Open a file first, then insert again.'));
    } else if (insertion === 'refused') {
      editor.tell(t('This file can’t be changed. Open another one, then insert again.'));
    }
  }

  /** The message with this id. @throws {MessageError} when it is deleted or the log no longer has it */
  private find(messageId: string): MessageEntry {
    const entry: LogEntry | undefined = this.deps.session.entry(messageId);
    if (entry?.kind !== 'message' || entry.deleted) throw new MessageError('no-such-message');
    return entry;
  }

  private showFailure({ type }: MessageRequest, error: unknown): void {
    const { editor, logger, t } = this.deps;
    if (error instanceof MessageError) {
      editor.tell(messageErrorText(error.code, t));
      return;
    }
    logger.error(`${type}: ${error instanceof Error ? error.stack : error}`);
    editor.tell(t('That didn’t work. Use Show Log for details.'));
  }
}
