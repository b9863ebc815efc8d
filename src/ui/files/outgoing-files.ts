import { FileError, type FileErrorCode } from '../../protocol/file-error';
import { type FileMessage, isRunning, type RoomFiles } from '../../room/files';
import type { Session } from '../../room/session/session';
import { fileErrorText } from '../../strings/file-text';
import { nameInText } from '../../strings/inline-text';
import { formatSize } from '../../strings/storage-text';
import { noFilesText } from '../../strings/transfer-text';
import type { Translate } from '../../strings/translate';
import { type Clock, delay } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type {
  PanelOutgoingFiles,
  PanelSentFile,
  PanelTransfer,
  PanelTransferAction,
} from '../../webview/file-messages';
import type { FileRequest } from '../../webview/from-panel';
import type { ToPanel } from '../../webview/messages';
import type { FilesModel, UploadPage } from '../../webview/panel-model';
import { roomKey, shownRoomKey } from '../rooms/room-key';
import type { AttachedFile, RestorableFile } from './attached-file';
import { AttachedFiles, type ChosenFile } from './attached-files';
import type { PageUpload } from './page-upload';
import { panelTransfer, type RoomTransfer, transferOf } from './panel-transfer';
import type { TemporaryFiles } from './temporary-files';

/** How long a file waits for its thumbnail before it is sent without one, in ms. */
const thumbnailMs = 3000;

export interface OutgoingFilesDeps {
  readonly session: Pick<Session, 'state' | 'firstPin' | 'onDidChangeState'> & {
    readonly invited?: { readonly files: RoomFiles } | undefined;
  };
  readonly temporary: Pick<TemporaryFiles, 'clear' | 'create' | 'find' | 'retain'>;
  readonly clock: Clock;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
  /** Attaches files that were dragged from the editor's own lists, by their addresses. */
  chooseAddresses(addresses: readonly string[]): Promise<void>;
  /** Tells the user in a notification. */
  tell(message: string): void;
}

/** A file that is being prepared or sent. */
interface OutgoingFile extends RoomTransfer {
  readonly file: AttachedFile;
  /** What its message contains besides the file. */
  readonly message: FileMessage;
  /** Called once it is a message, or isn't going to be one. */
  readonly ended?: (problem: FileErrorCode | undefined) => void;
  transfer?: string;
  /** Why the room didn't accept it. */
  problem?: string;
}

/** The user's own files that aren't messages yet: above the message box, and on their way. */
export class OutgoingFiles implements FilesModel, Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<void>());
  readonly onDidChange = this.changes.event;
  private readonly waiting: AttachedFiles;
  private sending: readonly OutgoingFile[] = [];
  /** Prepares files one after another, so that they are sent in order. */
  private queue: Promise<void> = Promise.resolve();
  private room: RoomFiles | undefined;
  private roomEvents: Disposable | undefined;

  constructor(private readonly deps: OutgoingFilesDeps) {
    const { session } = deps;
    this.waiting = this.store.add(
      new AttachedFiles({ ...deps, refusal: () => this.refusal, room: () => this.room }),
    );
    this.store.add(this.waiting.onDidChange(() => this.changes.fire()));
    this.store.add(session.onDidChangeState(() => this.follow()));
    // As its draft, the files for a chat that a reload has kept.
    this.waiting.enter(shownRoomKey(session));
    this.follow();
  }

  /** Why no files can be sent now, and what to do; undefined when they can. */
  get refusal(): string | undefined {
    return noFilesText(this.deps.session.state, this.room?.isOld === true, this.deps.t);
  }

  get shown(): PanelOutgoingFiles {
    const { language } = this.deps;
    return {
      waiting: this.waiting.list.map((file) => file.shown(language)),
      sending: this.sending.map((each) => this.shownSending(each)),
    };
  }

  /** The number of files that leaving the room would stop, those that are received among them. */
  get running(): number {
    const preparing = this.sending.filter(({ transfer, problem }) => !transfer && !problem);
    return preparing.length + (this.room?.transfers.filter(isRunning).length ?? 0);
  }

  /** Puts a file above the message box. Returns why not; undefined when it is there. */
  attach(file: ChosenFile): string | undefined {
    return this.waiting.add(file);
  }

  /**
   * What a reloaded window needs to have these files above the message box again. They include the files being
   * sent: the room stops their transfers, and resumes with the bytes that it has when they are sent again.
   */
  get kept(): readonly RestorableFile[] {
    return [...this.sending.flatMap(({ file }) => file.kept ?? []), ...this.waiting.kept];
  }

  /** Shows the {@link kept} files of before a reload. */
  restore(kept: readonly RestorableFile[]): void {
    this.waiting.restore(kept);
  }

  /** Forgets the files for rooms that are no longer stored, except the room that this window is in. */
  forgetRooms(isGone: (room: string) => boolean): void {
    this.waiting.removeOf(isGone, roomKey(this.deps.session));
  }

  /** Removes the copies of {@link kept} files, because nothing may stay on this computer. */
  async discard(files: readonly RestorableFile[]): Promise<void> {
    const { temporary } = this.deps;
    const copies = files.filter(({ isCopy }) => isCopy);
    await Promise.all(copies.map(({ path }) => temporary.find(path)?.remove()));
  }

  /** Says whether the copies of what isn't sent may stay on this computer when the window is killed. */
  retainCopies(isRetained: boolean): Promise<void> {
    return this.deps.temporary.retain(isRetained);
  }

  /** Removes the copies of what isn't sent. Resolves when they are gone. */
  async clear(): Promise<void> {
    this.waiting.clear();
    await this.deps.temporary.clear();
  }

  connect(post: (message: ToPanel) => void): UploadPage {
    const page = this.waiting.connect(post);
    return {
      handle: (request) => this.handle(request, page, post),
      dispose: () => page.dispose(),
    };
  }

  /**
   * Sends files that wait, one message each, in this order.
   * @param reply number of the message that the first one replies to
   * @returns why not; undefined when they are on their way
   */
  send(ids: readonly number[], reply?: number): string | undefined {
    const { refusal, room } = this;
    if (refusal !== undefined || !room) return refusal;
    for (const [index, file] of this.waiting.take(ids).entries()) {
      const message = index === 0 && reply !== undefined ? { reply } : {};
      this.add({ file, room, message });
    }
    return undefined;
  }

  /** Sends a file at once. @throws {FileError} when the room doesn't take it, or it isn't sent completely */
  async sendNow(chosen: ChosenFile, text: string): Promise<void> {
    const { room } = this;
    if (!room) throw new FileError('no-room', 'not in a room with files');
    const file = this.waiting.prepare(chosen);
    const problem = await new Promise<FileErrorCode | undefined>((ended) => {
      this.add({ file, room, message: text === '' ? {} : { text }, ended });
    });
    if (problem !== undefined) throw new FileError(problem, `the file wasn't sent: ${problem}`);
  }

  dispose(): void {
    this.roomEvents?.dispose();
    this.store.dispose();
  }

  private handle(request: FileRequest, page: PageUpload, post: (message: ToPanel) => void): void {
    switch (request.type) {
      case 'dropAddresses':
        this.deps.chooseAddresses(request.addresses).catch((error: unknown) => {
          post({
            type: 'fileRefusal',
            reason: error instanceof Error ? error.message : `${error}`,
          });
        });
        return;
      case 'removeFile':
        this.waiting.remove(request.id);
        return;
      case 'sending':
        this.act(request.id, request.action);
        return;
      default:
        page.handle(request);
    }
  }

  private add(sending: OutgoingFile): void {
    this.sending = [...this.sending, sending];
    this.queue = this.queue.then(() => this.start(sending));
    this.changes.fire();
  }

  /** Hands a file to the room once it can be read completely and has its thumbnail. */
  private async start(sending: OutgoingFile): Promise<void> {
    const { file, room, message } = sending;
    const { clock, language, t } = this.deps;
    await file.complete;
    const late = new AbortController();
    await Promise.race([file.thumbnailed, delay(clock, thumbnailMs, late.signal)]);
    late.abort();
    if (!this.sending.includes(sending)) return;
    const { source } = file;
    try {
      if (!source) throw new FileError('file-unreadable', 'not all of it could be read');
      sending.transfer = room.send(source, message);
    } catch (error) {
      const code = error instanceof FileError ? error.code : 'no-room';
      const failed = {
        direction: 'send',
        name: file.name,
        language,
        limit: room.limits?.fileBytes,
      } as const;
      sending.problem = file.problem ?? fileErrorText(code, failed, t);
      sending.ended?.(code);
    }
    this.update();
  }

  /** Follows the room that this window is in. */
  private follow(): void {
    const { session } = this.deps;
    this.waiting.enter(roomKey(session));
    const room = session.invited?.files;
    if (room === this.room) return;
    this.roomEvents?.dispose();
    const former = this.room;
    this.room = room;
    this.roomEvents = room?.onDidChange(() => this.update());
    if (former) this.giveUp(former);
    this.changes.fire();
  }

  /** The room ended, so files that were on their way to it were not sent: they wait above its message box. */
  private giveUp(room: RoomFiles): void {
    const { tell, t } = this.deps;
    const lost = this.sending.filter((each) => each.room === room);
    if (lost.length === 0) return;
    this.sending = this.sending.filter((each) => each.room !== room);
    for (const { ended } of lost) ended?.('no-room');
    this.waiting.putBack(lost.map(({ file }) => file));
    const [first] = lost;
    tell(
      lost.length === 1 && first
        ? t(
            'The room closed before “{0}” was sent. It’s back above the message box.',
            nameInText(first.file.name),
          )
        : t(
            'The room closed before {0} files were sent. They’re back above the message box.',
            lost.length,
          ),
    );
  }

  /** Removes files that have become messages. */
  private update(): void {
    for (const each of this.sending) {
      const transfer = transferOf(each);
      if (transfer?.state === 'done') this.forget(each);
      else if (transfer?.state === 'failed') each.ended?.(transfer.error ?? 'protocol');
    }
    this.changes.fire();
  }

  private act(id: number, action: PanelTransferAction): void {
    const sending = this.sending.find(({ file }) => file.id === id);
    if (!sending) return;
    const { room, transfer } = sending;
    if (action === 'retry') {
      if (transfer !== undefined) room.retry(transfer);
      return;
    }
    if (action === 'cancel' && transfer !== undefined) room.cancel(transfer);
    this.forget(sending);
    this.changes.fire();
  }

  private forget(sending: OutgoingFile): void {
    const { room, transfer, file, ended } = sending;
    this.sending = this.sending.filter((each) => each !== sending);
    const { state } = transferOf(sending) ?? {};
    if (transfer !== undefined) room.dismiss(transfer);
    this.waiting.forget(file);
    ended?.(state === 'done' ? undefined : 'cancelled');
  }

  private shownSending(sending: OutgoingFile): PanelSentFile {
    const { language } = this.deps;
    const { file } = sending;
    const { thumbnail } = file;
    return {
      id: file.id,
      name: file.name,
      size: formatSize(file.size, language),
      ...(thumbnail && { thumbnail }),
      transfer: this.panelTransfer(sending),
    };
  }

  private panelTransfer(sending: OutgoingFile): PanelTransfer {
    const { session, language, t } = this.deps;
    const { problem, file } = sending;
    if (problem !== undefined) return { text: problem, stopped: true, actions: ['remove'] };
    const transfer = transferOf(sending);
    if (transfer) return panelTransfer(transfer, sending.room, session.state, language, t);
    return {
      ...(!file.isComplete && file.size > 0 && { part: file.read / file.size }),
      text: t('Preparing…'),
      actions: ['cancel'],
    };
  }
}
