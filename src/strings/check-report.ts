import type { Report } from '../protocol/connection-report';
import { checkTitle, findingText, statusMarks } from './check-text';
import type { VerdictOptions } from './check-verdict';
import { verdictText } from './check-verdict-text';

/**
 * The whole result as plain text, to read in a terminal or to send to someone who helps. It has addresses and
 * names of adapters, and no token, key, pin, person, room or hardware address.
 */
export function reportText(report: Report, context: VerdictOptions, platform: string): string {
  const { findings, verdict } = report;
  const { headline, steps, line } = verdictText(verdict, context, platform);
  const { t } = context;
  return [
    `${statusMarks[verdict.status]} ${headline}`,
    ...steps.map((step) => `  → ${step}`),
    '',
    ...findings.map((finding) => {
      const title = checkTitle(finding.check, t);
      return `${statusMarks[finding.status]} ${t('{0}: {1}', title, findingText(finding, context))}`;
    }),
    ...(line === undefined ? [] : ['', t('For the other person:'), `  ${line}`]),
  ].join('\n');
}

/** The result for programs: docs/CONNECTION.md has its fields. */
export function reportJson(report: Report, context: VerdictOptions, platform: string) {
  const { findings, side, verdict } = report;
  const { action: _, ...text } = verdictText(verdict, context, platform);
  return {
    side,
    verdict: { code: verdict.code, status: verdict.status, ...text },
    checks: findings.map((finding) => ({
      check: finding.check,
      status: finding.status,
      code: finding.code,
      text: findingText(finding, context),
    })),
  };
}
