import type { Rules } from './simulated-room';
import { rules } from './simulated-room';

const nowhere = { term: 0, opening: 0, seq: 0 };

/** Versions of the code with one rule broken; the simulation must find what each of them does. */
export const mutants = {
  'forgets promises with its window': { ...rules, storesPromises: false },

  'acknowledges entries of a term below its promise': {
    ...rules,
    accepts: (state, term) => rules.accepts({ ...state, promised: { term: 0, to: '' } }, term),
  },

  'keeps its own log when others have a better one': {
    ...rules,
    advance: (state, input, now) => {
      if (input.type !== 'message' || input.message.type !== 'promised') {
        return rules.advance(state, input, now);
      }
      const message = { ...input.message, last: nowhere };
      return rules.advance(state, { ...input, message }, now);
    },
  },

  'counts openings and elections in one number': {
    ...rules,
    reopenedEpoch: ({ opened }) => ({ term: opened.term + 1, opening: 0 }),
  },

  'numbers on after a promise': {
    ...rules,
    advance: (state, input, now) => {
      const next = rules.advance(state, input, now);
      const { promised } = next.state;
      if (state.role.kind !== 'host' || promised.term === state.promised.term) return next;
      if (promised.to === state.self) return next;
      const effects = next.effects.filter(({ type }) => type !== 'stop-hosting');
      return { state: { ...next.state, role: state.role }, effects };
    },
  },

  'counts what its own disk may still lose': {
    ...rules,
    advance: (state, input, now) => {
      const { role } = state;
      if (role.kind !== 'host') return rules.advance(state, input, now);
      const synced = state.log.last.seq;
      return rules.advance({ ...state, role: { ...role, synced } }, input, now);
    },
  },

  'counts entries of earlier terms alone': {
    ...rules,
    advance: (state, input, now) => {
      const { role } = state;
      if (role.kind !== 'host') return rules.advance(state, input, now);
      return rules.advance({ ...state, role: { ...role, first: 0 } }, input, now);
    },
  },

  'changes the voters before a majority holds the last list': {
    ...rules,
    nextVoters: (state, wanted) => {
      const { role } = state;
      if (role.kind !== 'host') return undefined;
      const majorityHeld = Number.POSITIVE_INFINITY;
      const held = new Map(wanted.map((voter) => [voter, majorityHeld]));
      return rules.nextVoters({ ...state, role: { ...role, held, majorityHeld } }, wanted);
    },
  },

  'changes several voters at once': {
    ...rules,
    nextVoters: (state, wanted) => {
      const next = rules.nextVoters(state, wanted);
      return next && [...new Set([state.self, ...wanted])];
    },
  },
} satisfies Readonly<Record<string, Rules>>;

export type MutantName = keyof typeof mutants;
