import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../util/clock';
import { metricsType } from './metrics-text';

/** The longest headers of a request, in bytes. */
const maxHeaderBytes = 4096;

/** Maximum number of connections; one more is closed at once. */
const maxConnections = 8;

/** How long a connection may be silent, and a request may take, in ms. */
const maxSilenceMs = 5000;

/** How long responses on their way may take when the server closes, in ms. */
const lastWordMs = 1000;

/**
 * Serves `GET /metrics` to programs on this computer, and nothing else.
 *
 * 1. It MUST listen on the loopback address only: what it serves needs no password.
 * 2. It MUST NOT hold up the room, whatever its clients do: their number, headers and time are bounded.
 */
export class MetricsServer {
  private constructor(
    private readonly server: Server,
    private readonly clock: Clock,
  ) {}

  /**
   * @param port 0 for any free one
   * @param text what to respond, made for each request
   * @throws what `node:net` throws if it can't listen
   */
  static async listen(port: number, text: () => string, clock: Clock): Promise<MetricsServer> {
    const server = createServer(
      {
        maxHeaderSize: maxHeaderBytes,
        ...{ headersTimeout: maxSilenceMs, requestTimeout: maxSilenceMs },
        connectionsCheckingInterval: 1000,
      },
      (request, response) => respond(request, response, text),
    );
    server.maxConnections = maxConnections;
    server.timeout = maxSilenceMs;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => resolve());
    });
    return new MetricsServer(server, clock);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Completes responses on their way; resolves when all connections are closed. */
  async close(): Promise<void> {
    const timer = this.clock.after(lastWordMs, () => this.server.closeAllConnections());
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
    timer.dispose();
  }
}

function respond(
  { method, url }: IncomingMessage,
  response: ServerResponse,
  text: () => string,
): void {
  const isKnown = method === 'GET' && url === '/metrics';
  response.statusCode = isKnown ? 200 : 404;
  response.setHeader('Content-Type', isKnown ? metricsType : 'text/plain; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  // One request a connection, so that none is left when the server closes.
  response.setHeader('Connection', 'close');
  response.end(isKnown ? text() : 'Not found\n');
}
