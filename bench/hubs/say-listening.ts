import type { AddressInfo, Server } from 'node:net';

/**
 * Listens on a free port of this computer and prints one line of JSON with the port, as `npm run hub` does.
 * SIGTERM ends the process.
 */
export function sayListening(server: Server, more: (port: number) => object = () => ({})): void {
  process.once('SIGTERM', () => process.exit(0));
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () => {
    const { port } = server.address() as AddressInfo;
    process.stdout.write(`${JSON.stringify({ port, ...more(port) })}\n`);
  });
}
