import { MemoryWide } from '../../helpers/wide-memory';
import { wideStreamContract } from './stream-contract';

describe('a stream of a wide room, in memory', () => {
  wideStreamContract(() => {
    const network = new MemoryWide();
    return { network, server: network.server };
  });
});
