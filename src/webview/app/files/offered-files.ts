import { host } from '../base/host';
import { maxPiecesAhead, pieceBytes, type ToPanel } from '../base/messages';
import { makeThumbnail } from './make-thumbnail';

interface Offered {
  readonly file: File;
  /** Whether the extension host wants its pieces. */
  isWanted: boolean;
  /** How many bytes were posted, and how many of them the extension host has stored. */
  posted: number;
  stored: number;
}

/**
 * Passes the files that the user chose in the page on to the extension host, which stores them. Nothing
 * of a file is read before the host wants it. The files go one after another, and at most
 * {@link maxPiecesAhead} pieces are on their way.
 */
export class OfferedFiles {
  private readonly offered = new Map<number, Offered>();
  private lastKey = 0;
  /** Whether pieces are being read and posted now. */
  private posting = false;

  offer(files: readonly File[]): void {
    for (const file of files) {
      this.lastKey += 1;
      this.offered.set(this.lastKey, { file, isWanted: false, posted: 0, stored: 0 });
      host.post({ type: 'offerFile', key: this.lastKey, name: file.name, size: file.size });
    }
  }

  apply(message: ToPanel): void {
    switch (message.type) {
      case 'takeFile':
        this.change(message.key, { isWanted: true });
        return;
      case 'tookPiece':
        this.change(message.key, { stored: message.end });
        return;
      case 'dropFile':
        this.offered.delete(message.key);
        void this.post();
        return;
      case 'makeThumbnail':
        void this.draw(message);
        return;
      default:
        return;
    }
  }

  private change(key: number, change: Partial<Offered>): void {
    Object.assign(this.offered.get(key) ?? {}, change);
    void this.post();
  }

  /** Makes a thumbnail of an offered picture, or of one that the extension host has read. */
  private async draw({
    id,
    key = 0,
    picture,
  }: Extract<ToPanel, { type: 'makeThumbnail' }>): Promise<void> {
    const blob = picture
      ? new Blob([picture.bytes as Uint8Array<ArrayBuffer>], { type: picture.mime })
      : this.offered.get(key)?.file;
    const bytes = blob && (await makeThumbnail(blob));
    host.post({ type: 'thumbnail', id, ...(bytes && { bytes }) });
  }

  /** Posts the next pieces, as many as may be on their way. */
  private async post(): Promise<void> {
    if (this.posting) return;
    this.posting = true;
    for (let next = this.next(); next; next = this.next()) {
      const [key, offered] = next;
      const start = offered.posted;
      const bytes = await piece(offered.file, start);
      // The user may have removed the file meanwhile.
      if (this.offered.get(key) !== offered) continue;
      if (bytes) {
        offered.posted += bytes.length;
        host.post({ type: 'filePiece', key, start, bytes });
      } else {
        this.offered.delete(key);
        host.post({ type: 'fileFailed', key });
      }
    }
    this.posting = false;
  }

  /** The first file with pieces to post, unless enough of them are on their way. */
  private next(): [key: number, offered: Offered] | undefined {
    const all = [...this.offered];
    const ahead = all.reduce((sum, [, { posted, stored }]) => sum + posted - stored, 0);
    if (ahead >= maxPiecesAhead * pieceBytes) return undefined;
    return all.find(([, { file, isWanted, posted }]) => isWanted && posted < file.size);
  }
}

/** Reads a piece; undefined when the file has changed or is gone since it was offered. */
async function piece(file: File, start: number): Promise<Uint8Array | undefined> {
  const end = Math.min(start + pieceBytes, file.size);
  try {
    const bytes = new Uint8Array(await file.slice(start, end).arrayBuffer());
    return bytes.length === end - start ? bytes : undefined;
  } catch {
    return undefined;
  }
}
