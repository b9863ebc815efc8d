/**
 * The real server of a voter in its own process, run by Node or Bun. Prints one line of JSON when it listens, and one for
 * each frame; sends what it reads on standard input, and exits when that ends.
 */

import { createNetwork } from '../../../src/net/network';
import type { Listener } from '../../../src/protocol/frames';
import type { VoterFrame } from '../../../src/protocol/voter-frames';
import { systemClock } from '../../../src/util/clock';
import { printLine, readLines, tlsLibrary } from './program-lines';

export interface VoterCommand {
  readonly to: Listener;
  readonly frame: VoterFrame;
}

const options = { kind: 'group', address: '127.0.0.1', port: 0, isOpen: () => false } as const;

void createNetwork({ clock: systemClock })
  .listen(options)
  .then(({ access, address, port, voters }) => {
    voters?.onFrame(printLine);
    readLines<VoterCommand>(({ frame, to }) => voters?.send(to, frame));
    printLine({ library: tlsLibrary, at: { pin: access?.pin, addresses: [address], port } });
  });
