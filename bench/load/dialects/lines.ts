import type { Dialect } from '../dialect';

/** Lines, which everyone gets. */
export const lines: Dialect = {
  echoes: true,
  resumes: false,
  session: () => ({ enter: async () => {}, say: (text) => `${text}\n` }),
};
