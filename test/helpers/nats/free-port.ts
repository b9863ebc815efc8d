import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range from which systems take the ports of outgoing connections. */
const first = 20_000;
const count = 8_000;
const maxTries = 100;

/**
 * A port on 127.0.0.1 that nobody uses now, and that no outgoing connection gets.
 * @param beside distances of further ports that nobody uses either
 */
export async function freePort(beside: readonly number[] = []): Promise<number> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const port = first + Math.floor(Math.random() * count);
    const all = await Promise.all([0, ...beside].map((each) => isFree(port + each)));
    if (all.every(Boolean)) return port;
  }
  throw new Error(`no free port in ${maxTries} tries`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  await new Promise((resolve) => server.close(resolve));
  return true;
}
