import { TLSSocket } from 'node:tls';

/** Runs `work`, and calls `onWrite` for every write to a TLS connection of this process meanwhile. */
export async function watchWrites(
  onWrite: (bytes: unknown) => void,
  work: () => Promise<void>,
): Promise<void> {
  const { write } = TLSSocket.prototype;
  TLSSocket.prototype.write = function (this: TLSSocket, ...args: Parameters<typeof write>) {
    onWrite(args[0]);
    return write.apply(this, args);
  } as typeof write;
  try {
    await work();
  } finally {
    TLSSocket.prototype.write = write;
  }
}
