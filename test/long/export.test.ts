import fc from 'fast-check';
import { assertAlike } from '../helpers/alike';
import { chatTexts, markTexts } from '../helpers/chat-texts';

const numRuns = Number(process.env.DESKMATE_RUNS ?? 50_000);

describe('an exported text, for long', () => {
  for (const [what, texts] of Object.entries({ words: chatTexts, marks: markTexts })) {
    it(`reads in the preview as in the panel, made of ${what}`, () => {
      fc.assert(fc.property(texts, fc.boolean(), assertAlike), { numRuns });
    });
  }
});
