import type { PanelMessage } from '../../src/webview/messages';
import { seededRandom } from '../../test/helpers/seeded-random';

const words =
  'the server closes its socket before mine has read everything and then recv gives me nothing at all 缓冲区 里 还有 数据'.split(
    ' ',
  );
const second = 1000;

/**
 * What two students could have said to each other: mostly a line or two, now and then a list, some
 * code, or a long explanation. The same for the same number.
 */
export function talk(count: number): PanelMessage[] {
  const random = seededRandom(count);
  const pick = (below: number) => Math.floor(random() * below);
  const some = (max: number) =>
    Array.from({ length: 1 + pick(max) }, () => words[pick(words.length)]).join(' ');
  const start = new Date(2025, 2, 4, 12).getTime();
  return Array.from({ length: count }, (_, i): PanelMessage => {
    const common = { id: `e${i + 1}`, time: start + i * 40 * second };
    if (pick(40) === 0) {
      return { ...common, kind: 'system', text: 'Ben joined', tone: 'quiet' };
    }
    const own = pick(2) === 0;
    return {
      ...common,
      kind: 'message',
      author: own ? 'm0' : 'm1',
      authorName: own ? 'Cai' : 'Ann',
      own,
      hue: own ? 0 : 1,
      text: textOf(pick(20), some),
    };
  });
}

function textOf(kind: number, some: (max: number) => string): string {
  switch (kind) {
    case 0:
      return `${some(6)}:\n\n\`\`\`c\nint n = recv(fd, buffer, sizeof buffer, 0);\nif (n <= 0) break;\n\`\`\``;
    case 1:
      return `- ${some(8)}\n- **${some(3)}** ${some(5)}\n- \`recv\` ${some(4)}`;
    case 2:
      return `${some(60)}\n\n${some(40)}`;
    default:
      return some(16);
  }
}
