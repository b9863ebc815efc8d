import type { FileCard } from '../../protocol/card';
import { FileError } from '../../protocol/file-error';
import { cleanFileName } from '../../protocol/file-name';
import type { PictureFormat } from '../../protocol/picture';
import { type FileAvailability, type FileSink, isRunning, type RoomFiles } from '../../room/files';
import { logLimit } from '../../room/log/room-log';
import type { Session } from '../../room/session/session';
import { fileErrorText } from '../../strings/file-text';
import { nameInText } from '../../strings/inline-text';
import type { Translate } from '../../strings/translate';
import { BoundedMap } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { Logger } from '../../util/logger';
import type { PanelTransfer, PanelTransferAction } from '../../webview/file-messages';
import { decodeText, maxTextBytes, opensAs } from './file-preview';
import { panelTransfer, type RoomTransfer, transferOf } from './panel-transfer';

/** Where the user saves a file. */
export interface Destination {
  /** The file's name there. */
  readonly name: string;
  /** Begins to write it there. */
  open(): Promise<FileSink>;
}

/** What the editor does with files from others. */
export interface FileDialogs {
  /** Lets the user choose where to save a file; undefined when they cancel. */
  askDestination(name: string): Promise<Destination | undefined>;
  /** Opens a picture, whose header was checked, in an editor tab. @param path of its bytes */
  openPicture(path: string, name: string): Promise<void>;
}

export interface ReceivedFilesDeps {
  readonly session: Pick<Session, 'state' | 'onDidChangeState'> & {
    readonly invited?: { readonly files: RoomFiles } | undefined;
  };
  readonly editor: FileDialogs;
  readonly clock: Clock;
  readonly logger: Logger;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
  tell(message: string): void;
  /** Opens a text from someone else in an editor tab, read-only. @param name its file's */
  showText(name: string, text: string): Promise<void>;
}

/** How long a file may take to open before its card says that it's opening, in ms. */
const slowMs = 500;

/** What this window shows on a file's card, besides the card itself. */
export interface FileCardState {
  /** Whether the file can still be downloaded. */
  readonly isKept: boolean;
  readonly transfer?: PanelTransfer;
  readonly note?: string;
}

/** A file that is being saved. */
interface Saving extends RoomTransfer {
  readonly transfer: string;
  readonly destination: Destination;
}

/** Opens and saves the files in messages. */
export class ReceivedFiles implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<string>());
  /** Fires with the id of a message whose card looks different now. */
  readonly onDidChange = this.changes.event;
  private readonly savings = new Map<string, Saving>();
  /** Messages whose file is being opened, and whether that has taken long enough to say so. */
  private readonly opening = new Map<string, boolean>();
  private readonly saved = new Map<string, string>();
  /** What the cards looked like when they were asked for last, by message. */
  private readonly shown = new BoundedMap<string, { card: FileCard; look: string }>(logLimit);
  private room: RoomFiles | undefined;
  private roomEvents: Disposable | undefined;

  constructor(private readonly deps: ReceivedFilesDeps) {
    this.store.add(deps.session.onDidChangeState(() => this.follow()));
    this.follow();
  }

  /** What to show on the card of a message. */
  stateOf(messageId: string, card: FileCard): FileCardState {
    const state = this.stateNow(messageId, card);
    this.shown.set(messageId, { card, look: JSON.stringify(state) });
    return state;
  }

  private stateNow(messageId: string, card: FileCard): FileCardState {
    const { room, savings, opening, saved } = this;
    const { session, language, t } = this.deps;
    const saving = savings.get(messageId);
    const transfer = saving && transferOf(saving);
    // Outside the room, only its host or a kept copy could have it, and neither can be asked.
    const place = room?.availabilityOf(card);
    const isKept = place !== undefined && place !== 'gone';
    const note = noteText(place, saved.get(messageId), t);
    return {
      isKept,
      ...(saving &&
        transfer && {
          transfer: panelTransfer(transfer, saving.room, session.state, language, t),
        }),
      ...(opening.get(messageId) && { transfer: { text: t('Opening…'), actions: [] } }),
      ...(note !== undefined && !transfer && { note }),
    };
  }

  /** Opens a picture, or else a text, in an editor tab. Tells the user when that fails. */
  async open(messageId: string, card: FileCard): Promise<void> {
    const { editor, t } = this.deps;
    const { room, opening } = this;
    if (!room) return this.fail('no-room', card);
    if (opening.has(messageId)) return;
    opening.set(messageId, false);
    const slow = this.deps.clock.after(slowMs, () => {
      opening.set(messageId, true);
      this.changes.fire(messageId);
    });
    try {
      if (opensAs(card) === 'picture') {
        const { path, picture } = await room.picture(card);
        await editor.openPicture(path, pictureName(card.name, picture.format));
      } else await this.deps.showText(cleanFileName(card.name), await readText(card, room));
    } catch (error) {
      if (error instanceof FileError) this.fail(error.code, card);
      else {
        this.deps.logger.error(`opening a file failed: ${error}`);
        this.deps.tell(t('The file can’t be shown. Save it, and open it with another program.'));
      }
    } finally {
      slow.dispose();
      const wasShown = opening.get(messageId);
      opening.delete(messageId);
      if (wasShown) this.changes.fire(messageId);
    }
  }

  /** Saves a file where the user chooses. */
  async save(messageId: string, card: FileCard): Promise<void> {
    if (!this.room) return this.fail('no-room', card);
    if (this.isSaving(messageId)) return;
    const destination = await this.deps.editor.askDestination(card.name);
    // The dialog may have been open for long.
    const { room } = this;
    if (!destination || this.isSaving(messageId)) return;
    if (!room) return this.fail('no-room', card);
    this.dismiss(messageId);
    this.saved.delete(messageId);
    const transfer = room.fetch(card, destination.open);
    this.savings.set(messageId, { room, transfer, destination });
    this.changes.fire(messageId);
    // What failed stays in the message, with its reason.
    await room.finished(transfer).catch(() => undefined);
    this.settle(messageId);
  }

  /** Stops, repeats or forgets the saving of a message's file. */
  act(messageId: string, action: PanelTransferAction): void {
    const saving = this.savings.get(messageId);
    if (!saving) return;
    const { room, transfer } = saving;
    if (action === 'retry') {
      room.retry(transfer);
      void room
        .finished(transfer)
        .catch(() => undefined)
        .then(() => this.settle(messageId));
      return;
    }
    if (action === 'cancel') room.cancel(transfer);
    this.dismiss(messageId);
    this.changes.fire(messageId);
  }

  dispose(): void {
    this.roomEvents?.dispose();
    this.store.dispose();
  }

  private follow(): void {
    const room = this.deps.session.invited?.files;
    if (room === this.room) return;
    this.roomEvents?.dispose();
    this.room = room;
    this.savings.clear();
    this.opening.clear();
    this.roomEvents = room?.onDidChange(() => this.compare());
    this.compare();
  }

  /** Reports the cards that look different now; progress changes one of many, ten times a second. */
  private compare(): void {
    for (const [messageId, { card, look }] of [...this.shown]) {
      if (JSON.stringify(this.stateNow(messageId, card)) !== look) this.changes.fire(messageId);
    }
  }

  private isSaving(messageId: string): boolean {
    const saving = this.savings.get(messageId);
    const transfer = saving && transferOf(saving);
    return transfer !== undefined && isRunning(transfer);
  }

  /** A transfer has ended. */
  private settle(messageId: string): void {
    const saving = this.savings.get(messageId);
    if (saving && transferOf(saving)?.state === 'done') {
      this.saved.set(messageId, saving.destination.name);
      this.dismiss(messageId);
    }
    this.changes.fire(messageId);
  }

  private dismiss(messageId: string): void {
    const saving = this.savings.get(messageId);
    this.savings.delete(messageId);
    saving?.room.dismiss(saving.transfer);
  }

  private fail(code: FileError['code'], { name }: FileCard): void {
    const { t, tell } = this.deps;
    tell(fileErrorText(code, { direction: 'fetch', name }, t));
  }
}

/** The text of a file. @throws {FileError} also `not-text`, `text-too-large` */
async function readText(card: FileCard, room: RoomFiles): Promise<string> {
  if (card.size > maxTextBytes) throw new FileError('text-too-large', `${card.size} bytes`);
  const text = await decodeText(await room.bytes(card));
  if (text === undefined) throw new FileError('not-text', `${card.name} isn't text`);
  return text;
}

/** The note on a file, besides its transfer. @param savedAs its name where the user saved it */
function noteText(
  place: FileAvailability | undefined,
  savedAs: string | undefined,
  t: Translate,
): string | undefined {
  if (place === 'gone') return t('No longer kept in the room');
  if (savedAs !== undefined) return t('Saved as {0}', nameInText(savedAs));
  return place === undefined ? t('Available only while you’re in the room') : undefined;
}

/** The extensions of each format; the first one is added to a name that has none of them. */
const extensions: Readonly<Record<PictureFormat, readonly [string, ...string[]]>> = {
  png: ['.png'],
  jpeg: ['.jpg', '.jpeg'],
  webp: ['.webp'],
  gif: ['.gif'],
};

/** Characters that the editor's lists could take for more than text. */
const unusual = /[^\p{L}\p{N}\p{M} ._()+-]/gu;

/**
 * A picture's name for an editor tab, with the extension that matches its header: the editor decides by the name how to
 * show a file.
 */
export function pictureName(name: string, format: PictureFormat): string {
  const plain = cleanFileName(name).replace(unusual, '_');
  const lower = plain.toLowerCase();
  const known = extensions[format];
  return known.some((extension) => lower.endsWith(extension)) ? plain : `${plain}${known[0]}`;
}
