import fc from 'fast-check';
import { chatTexts, markTexts } from '../helpers/chat-texts';
import { assertSameDrawing } from '../helpers/same-drawing';

const numRuns = Number(process.env.DESKMATE_RUNS ?? 50_000);

describe('an exported text, in many runs', () => {
  for (const [what, texts] of Object.entries({ words: chatTexts, marks: markTexts })) {
    it(`looks the same in the preview and the panel, made of ${what}`, () => {
      fc.assert(fc.property(texts, fc.boolean(), assertSameDrawing), { numRuns });
    });
  }
});
