import type { FileId } from '../../protocol/card';
import type { FileTransit } from '../../protocol/file-link';

/** How this window's files get to the hub and back: over a connection, or, at the host, to its own disk. */
export interface FileRoute {
  /** Sends a file to the hub, starting at the offset that the hub asks for. One attempt. @throws {FileError} */
  put(
    file: FileId,
    open: (offset: number) => AsyncIterable<Uint8Array>,
    transit: FileTransit,
  ): Promise<void>;
  /** Reads a file from the hub, from `offset` on. One attempt. @throws {FileError} or what `write` throws */
  get(
    file: FileId & { readonly offset: number },
    write: (bytes: Uint8Array) => Promise<void>,
    transit: FileTransit,
  ): Promise<void>;
}
