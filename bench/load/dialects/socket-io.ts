import type { Dialect } from '../dialect';
import { textFrame, upgrade } from './web-socket';

/** Packets of Engine.IO 4 and socket.io 5: `0` opens, `40` joins the namespace, `42` is an event. */
export const socketIo: Dialect = {
  echoes: true,
  resumes: false,
  session: () => ({
    async enter(talk) {
      await upgrade(talk, '/socket.io/?EIO=4&transport=websocket');
      await talk.until(/0\{.*?\}/);
      talk.send(textFrame('40'));
      await talk.until(/40\{.*?\}/);
    },
    say: (text) => textFrame(`42["say","${text}"]`),
  }),
};
