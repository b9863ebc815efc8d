import type { Conversation, Dialect } from '../dialect';

/** Text frames of RFC 6455, whose masking key 0 leaves the text as it is. */
export function textFrame(text: string): string {
  const { length } = text;
  const size =
    length < 126
      ? String.fromCharCode(0x80 | length)
      : String.fromCharCode(0x80 | 126, length >> 8, length & 0xff);
  return `\x81${size}\0\0\0\0${text}`;
}

/** Upgrades the connection to WebSocket. */
export async function upgrade({ send, until }: Conversation, path: string): Promise<void> {
  send(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  await until(/ 101 .*?\r\n\r\n/s);
}

export const webSocket: Dialect = {
  echoes: true,
  resumes: false,
  session: () => ({ enter: (talk) => upgrade(talk, '/'), say: textFrame }),
};
