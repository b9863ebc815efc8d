import { host } from '../base/host';
import { maxPiecesAhead, pieceBytes, type ToPanel } from '../base/messages';

interface Offered {
  readonly file: File;
  /** How many bytes were posted, and how many of them the extension host has stored. */
  posted: number;
  stored: number;
  /** Whether pieces are being read and posted now. */
  posting: boolean;
}

/**
 * Passes the files that the person chose in the page on to the extension host, which stores them. Nothing
 * of a file is read before the host wants it, and at most {@link maxPiecesAhead} pieces are on their way.
 */
export class OfferedFiles {
  private readonly offered = new Map<number, Offered>();
  private lastKey = 0;

  offer(files: readonly File[]): void {
    for (const file of files) {
      this.lastKey += 1;
      this.offered.set(this.lastKey, { file, posted: 0, stored: 0, posting: false });
      host.post({ type: 'offerFile', key: this.lastKey, name: file.name, size: file.size });
    }
  }

  /** The file offered as `key`, until the extension host needs it no more. */
  file(key: number): File | undefined {
    return this.offered.get(key)?.file;
  }

  apply(message: ToPanel): void {
    switch (message.type) {
      case 'takeFile':
        void this.post(message.key);
        return;
      case 'tookPiece': {
        const offered = this.offered.get(message.key);
        if (!offered) return;
        offered.stored = message.end;
        void this.post(message.key);
        return;
      }
      case 'dropFile':
        this.offered.delete(message.key);
        return;
      default:
        return;
    }
  }

  /** Posts the next pieces, as many as may be on their way. */
  private async post(key: number): Promise<void> {
    const offered = this.offered.get(key);
    if (!offered || offered.posting) return;
    offered.posting = true;
    const { file } = offered;
    while (
      offered.posted < file.size &&
      offered.posted - offered.stored < maxPiecesAhead * pieceBytes
    ) {
      const start = offered.posted;
      const bytes = await piece(file, start);
      // The person may have removed the file meanwhile.
      if (this.offered.get(key) !== offered) return;
      if (!bytes) {
        this.offered.delete(key);
        host.post({ type: 'fileFailed', key });
        return;
      }
      offered.posted += bytes.length;
      host.post({ type: 'filePiece', key, start, bytes });
    }
    offered.posting = false;
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
