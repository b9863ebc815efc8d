import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { createAuthority, createNodeCertificate } from '../../../src/cli/wide/authority';
import type { CertificatePair } from '../../../src/net/deskmate/certificate';
import { createCertificate, pinOf } from '../../../src/net/deskmate/certificate';
import { NodeLink } from '../../../src/net/wide/node-link';
import { systemClock } from '../../../src/util/clock';
import { FakeClock } from '../../helpers/fake-clock';
import { waitFor } from '../../helpers/wait-for';

const info = 'INFO {"server_id":"N1","version":"2.10.27","max_payload":1048576}\r\n';

/** A server that does what a test says with each connection. */
class FakeNode {
  readonly sockets: Socket[] = [];
  /** What arrived in the clear after the first line. */
  readonly plain: Buffer[] = [];
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async listen(serve: (socket: Socket, node: FakeNode) => void): Promise<FakeNode> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const node = new FakeNode(server, (server.address() as { port: number }).port);
    server.on('connection', (socket) => {
      node.sockets.push(socket);
      socket.on('error', () => {});
      serve(socket, node);
    });
    return node;
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}

/** Begins TLS after the first line, as a server does. */
function startTls(socket: Socket, pair: CertificatePair, maxVersion?: 'TLSv1.2'): TLSSocket {
  socket.write(info);
  const secureContext = createSecureContext({
    cert: pair.certificate,
    key: pair.privateKey,
    ...(maxVersion && { maxVersion }),
  });
  const secured = new TLSSocket(socket, { isServer: true, secureContext });
  secured.on('error', () => {});
  return secured;
}

describe('a connection to a node', () => {
  let node: FakeNode | undefined;
  let link: NodeLink | undefined;

  afterEach(() => {
    link?.destroy();
    node?.close();
    [node, link] = [undefined, undefined];
  });

  const open = async (
    serve: (socket: Socket, node: FakeNode) => void,
    authority = 'x'.repeat(43),
    signal = new AbortController().signal,
  ) => {
    node = await FakeNode.listen(serve);
    const endpoint = { host: '127.0.0.1', port: node.port };
    link = await NodeLink.open(
      endpoint,
      { clock: systemClock, timeoutMs: 5000, authority },
      signal,
    );
    return link;
  };

  it('is made to a node whose certificate the authority has signed', async () => {
    const authority = await createAuthority();
    const pair = await createNodeCertificate(authority, ['127.0.0.1']);
    const opened = await open(
      (socket) => startTls(socket, pair).write('+OK\r\n'),
      pinOf(authority.certificate),
    );
    assert.equal(opened.address, '127.0.0.1');
    let text = '';
    for await (const chunk of opened.chunks()) {
      text += Buffer.from(chunk).toString();
      if (text.includes('+OK')) break;
    }
    assert.equal(text, `${info}+OK\r\n`);
  });

  it('is made to a node whose own certificate is the authority’s', async () => {
    const pair = await createCertificate();
    await open((socket) => startTls(socket, pair), pinOf(pair.certificate));
  });

  it('isn’t made to a node that only presents the authority’s certificate', async () => {
    const [authority, other] = [await createAuthority(), await createAuthority()];
    const { certificate, privateKey } = await createNodeCertificate(other, ['127.0.0.1']);
    const leaf = certificate.slice(0, certificate.indexOf('-----END') + 30);
    const chain = `${leaf.slice(0, leaf.lastIndexOf('-----') + 5)}\n${authority.certificate}`;
    const pair = { certificate: chain, privateKey };
    const joining = open((socket) => startTls(socket, pair), pinOf(authority.certificate));
    await assert.rejects(joining, { name: 'NetError', code: 'wrong-pin' });
  });

  it('isn’t made to a node whose certificate someone else has signed', async () => {
    const [authority, other] = [await createAuthority(), await createAuthority()];
    const pair = await createNodeCertificate(other, ['127.0.0.1']);
    const joining = open((socket) => startTls(socket, pair), pinOf(authority.certificate));
    await assert.rejects(joining, { name: 'NetError', code: 'wrong-pin' });
  });

  it('isn’t made without TLS 1.3', async () => {
    const pair = await createCertificate();
    const joining = open((socket) => startTls(socket, pair, 'TLSv1.2'), pinOf(pair.certificate));
    await assert.rejects(joining, { name: 'NetError', code: 'no-encryption' });
  });

  it('isn’t made to what isn’t a NATS server, or says more before TLS than its first line', async () => {
    const greetings = [
      'HTTP/1.1 400 Bad Request\r\n\r\n',
      'INFO {}\r\n',
      'INFO nothing\r\n',
      `${info}PING\r\n`,
      `${info}+`,
      'x'.repeat(100_000),
      '\r\n',
    ];
    for (const greeting of greetings) {
      const joining = open((socket) => socket.write(greeting));
      await assert.rejects(joining, { name: 'NetError', code: 'no-encryption' }, greeting);
      node?.close();
    }
  });

  it('reads the first line however it is cut, and sends nothing before TLS', async () => {
    const pair = await createCertificate();
    const plain: Buffer[] = [];
    const joining = open((socket) => {
      socket.setNoDelay(true);
      socket.once('data', (chunk: Buffer) => {
        plain.push(chunk);
        socket.destroy();
      });
      socket.write(info.slice(0, 5));
      setTimeout(() => socket.write(info.slice(5, 30)), 5);
      setTimeout(() => socket.write(info.slice(30)), 10);
    }, pinOf(pair.certificate));
    await assert.rejects(joining, { name: 'NetError', code: 'closed-at-once' });
    // The first bytes are those of a TLS handshake.
    assert.equal(plain[0]?.[0], 0x16);
  });

  it('fails at a node that closes, says nothing, or isn’t there', async () => {
    await assert.rejects(
      open((socket) => socket.destroy()),
      { code: 'closed-at-once' },
    );
    const { port } = node as FakeNode;
    node?.close();
    const options = { clock: systemClock, timeoutMs: 5000, authority: '' };
    const signal = new AbortController().signal;
    await assert.rejects(NodeLink.open({ host: '127.0.0.1', port }, options, signal), {
      code: 'refused',
    });
    const clock = new FakeClock();
    node = await FakeNode.listen(() => {});
    const silent = NodeLink.open(
      { host: '127.0.0.1', port: node.port },
      { ...options, clock },
      signal,
    );
    const failed = assert.rejects(silent, { code: 'timed-out' });
    await waitFor(() => node?.sockets.length === 1 && clock.pending > 0, 'a connection');
    while (clock.pending > 0) {
      await clock.advance(5000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await failed;
  });

  it('is given up when it is told to, and leaves nothing open', async () => {
    const stop = new AbortController();
    const joining = open((socket) => socket.resume(), 'x', stop.signal);
    const failed = assert.rejects(joining, { code: 'cancelled' });
    await waitFor(() => node?.sockets.length === 1, 'a connection');
    let closed = false;
    node?.sockets[0]?.on('close', () => {
      closed = true;
    });
    stop.abort();
    await failed;
    await waitFor(() => closed, 'the end of the connection');
  });
});
