/**
 * The real hub in a process of its own, to be run by Node or by Bun. Prints one line of JSON when it
 * listens; ends when standard input does.
 */
import { createNetwork } from '../../../src/net/network';
import { systemClock } from '../../../src/util/clock';
import { tellLine, tlsLibrary } from './program-lines';
import { openSmallRoom } from './small-room';

void openSmallRoom(createNetwork({ clock: systemClock })).then((server) => {
  const { port, access } = server;
  tellLine({ library: tlsLibrary, port, pin: access?.pin, token: access?.state.token });
  process.stdin.resume();
  process.stdin.once('end', () => void server.close().then(() => process.exit(0)));
});
