/**
 * The real hub in its own process, run by Node or Bun. Prints one line of JSON when it
 * listens, with its room code, and the digits of each knock, which it accepts; exits when standard input ends.
 */
import { createNetwork } from '../../../src/net/network';
import { systemClock } from '../../../src/util/clock';
import { printLine, tlsLibrary } from './program-lines';
import { knockId } from './raw-knock';
import { openSmallRoom } from './small-room';

void openSmallRoom(createNetwork({ clock: systemClock })).then(async (server) => {
  const { port, access } = server;
  server.knocks?.take(() => ({ roomId: knockId, room: 'Small', host: 'Ann' }));
  server.knocks?.onKnock((link) => {
    printLine({ code: link.code });
    link.accept();
  });
  await server.codes?.open(() => ({ roomId: knockId, room: 'Small', host: 'Ann' }));
  const code = server.codes?.state?.code;
  printLine({ library: tlsLibrary, port, pin: access?.pin, token: access?.state.token, code });
  process.stdin.resume();
  process.stdin.once('end', () => void server.close().then(() => process.exit(0)));
});
