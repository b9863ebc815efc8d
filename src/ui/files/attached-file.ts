import { cleanFileName } from '../../protocol/file-name';
import {
  isShowable,
  isThumb,
  maxThumbBytes,
  type Picture,
  pictureHeadBytes,
  readPicture,
} from '../../protocol/picture';
import type { FileSource } from '../../room/files';
import { formatSize } from '../../strings/storage-text';
import type { PanelAttachedFile, PanelThumbnail } from '../../webview/file-messages';

/** The bytes of an attached file, all of them readable. */
export interface FileBytes {
  /** @param offset where to begin, in bytes. @throws when the file can't be read */
  open(offset: number): AsyncIterable<Uint8Array>;
  /** The file is sent or removed: the bytes aren't needed any more. */
  release(): void;
  /** Where they are on this computer, for a window that is reloaded. */
  readonly place?: FilePlaceHere;
}

/** A file on this computer. */
export interface FilePlaceHere {
  readonly path: string;
  /** Whether it is Deskmate's own copy, which is removed when it isn't needed any more. */
  readonly isCopy: boolean;
}

/** What a reloaded window needs to show a file above the message box again. */
export interface RestorableFile extends FilePlaceHere {
  /** As `roomKey` names it. */
  readonly room: string;
  readonly name: string;
  readonly size: number;
  /** In Base64. */
  readonly thumb?: string;
}

/** A larger picture is sent without a thumbnail unless the page already has it, in bytes. */
const maxPictureBytes = 32 * 1024 * 1024;

/** A file that the user wants to send: above the message box, or being prepared for it. */
export class AttachedFile {
  readonly name: string;
  /** Why it can't be sent. */
  problem: string | undefined;
  /** How many of its bytes can be read. */
  read = 0;
  /** What its header says; undefined unless it is a picture that may be shown. */
  picture: Picture | undefined;
  private bytes: FileBytes | undefined;
  private thumb: { readonly data: string; readonly picture: Picture } | undefined;
  private isReleased = false;
  /** Resolves when the thumbnail is there, or there will be none. */
  readonly thumbnailed: Promise<void>;
  /** Resolves when all bytes can be read, or never will be. */
  readonly complete: Promise<void>;
  private settleThumbnail = (): void => undefined;
  private settleBytes = (): void => undefined;

  /** @param room the one that it waits for, as `roomKey` names it */
  constructor(
    readonly id: number,
    name: string,
    readonly size: number,
    readonly room: string,
  ) {
    this.name = cleanFileName(name);
    this.thumbnailed = new Promise((resolve) => {
      this.settleThumbnail = resolve;
    });
    this.complete = new Promise((resolve) => {
      this.settleBytes = resolve;
    });
  }

  get isComplete(): boolean {
    return this.bytes !== undefined;
  }

  get thumbnail(): PanelThumbnail | undefined {
    if (!this.thumb) return undefined;
    const { width, height } = this.thumb.picture;
    return { data: this.thumb.data, width, height };
  }

  /** Marks the file as one that can't be sent, for this reason. */
  fail(problem: string): void {
    this.problem = problem;
    this.release();
  }

  /** Handles that all of its bytes can be read now. Reads what its header says. @throws when it can't be read */
  async arrive(bytes: FileBytes): Promise<void> {
    if (this.isReleased) {
      bytes.release();
      return;
    }
    this.bytes = bytes;
    this.read = this.size;
    const picture = readPicture(await head(bytes, pictureHeadBytes));
    if (picture && isShowable(picture)) this.picture = picture;
    else this.noThumbnail();
    this.settleBytes();
  }

  /** The picture for a page that makes its thumbnail; undefined when it is too large for that. */
  async pictureBytes(): Promise<Uint8Array | undefined> {
    if (!this.bytes || this.size > maxPictureBytes) return undefined;
    return head(this.bytes, this.size);
  }

  /** Sets the thumbnail that a page made; without one, the file is sent without. */
  take(thumbnail: Uint8Array | undefined): void {
    const picture =
      thumbnail && thumbnail.length <= maxThumbBytes ? readPicture(thumbnail) : undefined;
    if (thumbnail && picture?.format === 'webp' && isThumb(picture)) {
      this.thumb = { data: Buffer.from(thumbnail).toString('base64'), picture };
    }
    this.settleThumbnail();
  }

  /** Stops waiting for a thumbnail. */
  noThumbnail(): void {
    this.settleThumbnail();
  }

  /** The file as the room takes it; undefined when it can't be sent. */
  get source(): FileSource | undefined {
    const { bytes, name, size, picture, thumb } = this;
    if (!bytes || this.problem !== undefined) return undefined;
    return {
      name,
      size,
      ...(picture && { mime: `image/${picture.format}` }),
      ...(thumb && { thumb: thumb.data }),
      open: (offset) => bytes.open(offset),
    };
  }

  /** What a reloaded window needs; undefined when it couldn't have the file. */
  get kept(): RestorableFile | undefined {
    const { bytes, name, size, room, thumb, problem } = this;
    if (!bytes?.place || problem !== undefined) return undefined;
    return { name, size, room, ...bytes.place, ...(thumb && { thumb: thumb.data }) };
  }

  /** As it is above the message box. @param language BCP 47 tag of the display language */
  shown(language: string): PanelAttachedFile {
    const { id, name, size, problem, read, thumbnail } = this;
    return {
      id,
      name,
      size: formatSize(size, language),
      ...(thumbnail && { thumbnail }),
      ...(problem === undefined && !this.isComplete && { read: size === 0 ? 0 : read / size }),
      ...(problem !== undefined && { problem }),
    };
  }

  /** Releases the file's resources after it was sent or removed. */
  release(): void {
    if (this.isReleased) return;
    this.isReleased = true;
    this.bytes?.release();
    // Nothing needs to wait for it any more.
    this.settleThumbnail();
    this.settleBytes();
  }
}

/** The first bytes of a file, at most this many. */
async function head(bytes: FileBytes, length: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of bytes.open(0)) {
    parts.push(part);
    size += part.length;
    if (size >= length) break;
  }
  return Buffer.concat(parts, Math.min(size, length));
}
