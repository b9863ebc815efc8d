import { createHash } from 'node:crypto';

/** Identifies a room in links: half of a digest of its pin, so that a link doesn't help anyone find the room. */
export function roomInLinks(pin: string): string {
  const digest = createHash('sha256').update(`deskmate message link ${pin}`).digest();
  return digest.subarray(0, 16).toString('base64url');
}
