import type { ConnectionOptions, Transport } from '@nats-io/transport-node';
import { NetError } from '../../protocol/net-error';
import type { NodeLink } from './node-link';

/** What the client passes on to the transport: our link among it. */
export interface LinkedOptions extends ConnectionOptions {
  readonly link: NodeLink;
}

/** Stands for the link until the client passes on its options, with the link in them. */
export class LinkTransport implements Transport {
  readonly lang = 'nats.js';
  readonly version = '3.4.0';
  private link: NodeLink | undefined;
  private resolveClosed: (error: Error | undefined) => void = () => {};
  private readonly whenClosed = new Promise<Error | undefined>((resolve) => {
    this.resolveClosed = resolve;
  });

  get isClosed(): boolean {
    return this.link?.isClosed ?? false;
  }

  get closeError(): Error {
    // The client's type doesn't say that it may be absent.
    return this.link?.closeError as Error;
  }

  async connect(_: unknown, options: ConnectionOptions): Promise<void> {
    const { link } = options as LinkedOptions;
    this.link = link;
    void link.closed().then(this.resolveClosed);
    if (link.isClosed) throw link.closeError ?? new NetError('connection-lost', 'closed at once');
  }

  isEncrypted(): boolean {
    return true;
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Uint8Array> {
    return (this.link as NodeLink).chunks();
  }

  send(frame: Uint8Array): void {
    this.link?.send(frame);
  }

  async close(error?: Error): Promise<void> {
    this.link?.close(error);
  }

  disconnect(): void {
    this.link?.destroy();
  }

  closed(): Promise<Error | undefined> {
    return this.whenClosed;
  }

  discard(): void {
    this.link?.destroy();
  }
}
