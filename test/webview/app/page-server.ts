import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PageFile {
  readonly type: 'text/html' | 'text/css' | 'text/javascript';
  readonly body: string;
}

/**
 * Serves a page to the browsers of this computer. They keep everything but the HTML, so loading the page again
 * neither sends nor compiles a script again: that would be half of the processor time of a short test.
 */
export class PageServer {
  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  /** @param fileAt the file at a path; a path with the same query is the same file for as long as the server runs */
  static async start(fileAt: (url: URL) => PageFile): Promise<PageServer> {
    const server = createServer(({ url = '' }, response) => {
      const { type, body } = fileAt(new URL(url, 'http://127.0.0.1'));
      const kept = type === 'text/html' ? 'no-store' : 'max-age=3600';
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': kept });
      response.end(body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new PageServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
