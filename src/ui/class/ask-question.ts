import { cleanCard } from '../../protocol/card-rules';
import { maxRequestBytes, maxTriedLength, type Question } from '../../protocol/class-frames';
import { normalizeMessageText, utf8Length } from '../../protocol/message-text';
import { cleanPlace } from '../../protocol/place';
import { truncate } from '../../util/truncate';
import type { QuestionHere } from './question-here';

/**
 * The question to ask, in the form that rooms carry.
 * @param topic of `cleanTopic`, not empty
 * @param tried what the student has tried; may be empty
 * @returns undefined if it is too large
 */
export function makeQuestion(
  { place, card }: QuestionHere,
  topic: string,
  tried: string,
): Question | undefined {
  const text = truncate(normalizeMessageText(tried.trim()), maxTriedLength);
  const clean = card && (cleanCard(card) as typeof card);
  const question = {
    topic,
    ...(place && { place: cleanPlace(place) }),
    ...(text !== '' && { tried: text }),
    ...(clean && { card: clean }),
  };
  // Besides these fields, a request has its id, a name and a few numbers.
  const fits = utf8Length(JSON.stringify(question)) + otherBytes <= maxRequestBytes;
  return fits ? question : undefined;
}

/** The most bytes that the other fields of a request take. */
const otherBytes = 1024;
