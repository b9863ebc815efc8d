import type { SentTransit, Transit } from '../protocol/transit';
import type { MessageTransit } from '../room/log/log-entry';
import { paragraph } from '../text/paragraph';
import { nameInText } from './inline-text';
import type { Translate } from './translate';

/** From this delay on, seconds are easier to read than milliseconds. */
const longMs = 10_000;

/** What happened to a message, in a few words and in full; undefined if nothing unusual did. */
export function transitText(
  { received, sent }: MessageTransit,
  language: string,
  t: Translate,
): { readonly label: string; readonly title: string } | undefined {
  const both = [received, sent].filter((transit) => transit !== undefined);
  const most = (field: keyof Transit) => Math.max(0, ...both.map((transit) => transit[field] ?? 0));
  const label = [
    ...when(most('tries'), (count) => t('{0} tries', count)),
    ...when(most('delayMs'), (ms) => `+${duration(ms, language, t)}`),
    ...when(most('reads'), (count) => t('in {0} reads', count)),
    ...when(most('joined'), (count) => t('{0} writes combined', count)),
  ];
  if (label.length === 0) return undefined;
  const sentences = [
    ...(received ? [t('On the way here: {0}.', details(received, language, t))] : []),
    ...(sent ? [sentLabel(sent, language, t)] : []),
  ];
  return { label: listed(label, t), title: paragraph(sentences) };
}

function sentLabel(sent: Transit | SentTransit, language: string, t: Translate): string {
  const what = details(sent, language, t);
  if (!('members' in sent)) return t('On the way to the host: {0}.', what);
  const name = nameInText(sent.worst);
  return sent.members === 1
    ? t('On the way to {0}: {1}.', name, what)
    : t('On the way to {0} members, worst for {1}: {2}.', sent.members, name, what);
}

function details(transit: Transit, language: string, t: Translate): string {
  const { tries = 0, delayMs = 0, reads = 0, joined = 0 } = transit;
  return listed(
    [
      ...when(tries, (count) => t('sent {0} times until it arrived', count)),
      ...when(delayMs, (ms) => t('{0} late', duration(ms, language, t))),
      ...when(reads, (count) => t('cut into {0} reads', count)),
      ...when(joined, (count) => t('{0} writes combined into one read', count)),
    ],
    t,
  );
}

function when(number: number, text: (number: number) => string): string[] {
  return number > 0 ? [text(number)] : [];
}

function listed(items: readonly string[], t: Translate): string {
  return items.reduce((list, item) => t('{0}, {1}', list, item));
}

function duration(ms: number, language: string, t: Translate): string {
  const short = { maximumFractionDigits: 1 };
  return ms < longMs
    ? t('{0} ms', ms.toLocaleString(language))
    : t('{0} s', (ms / 1000).toLocaleString(language, short));
}
