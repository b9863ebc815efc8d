import type { Dialect } from '../dialect';

/** The client protocol of nats-server: everyone subscribes to one subject. */
function client(echoes: boolean): Dialect {
  const connect = JSON.stringify({ verbose: false, pedantic: false, echo: echoes });
  return {
    echoes,
    resumes: false,
    greetsInPlain: true,
    session: () => ({
      async enter({ send, until }) {
        send(`CONNECT ${connect}\r\nSUB room 1\r\nPING\r\n`);
        await until(/PONG\r\n/);
      },
      say: (text) => `PUB room ${text.length}\r\n${text}\r\n`,
    }),
  };
}

/** As in a lab room, a speaker doesn't get its own messages. */
export const nats = client(false);
/** As in an invite room, it does. */
export const echoingNats = client(true);
