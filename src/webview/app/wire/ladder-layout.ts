import type { WireArrow, WireMarkView, WireRow } from '../base/wire-messages';
import { clockTime, deltaTime } from './format';

/** Lengths in CSS pixels. */
const timeWidth = 104;
const firstLane = timeWidth + 88;
const laneGap = 250;
const edge = 88;
const top = 56;
const step = 44;
/** From an arrow to the line of a break after it. */
const breakHeight = 26;
/** From the last arrow to the names at the bottom. */
const bottom = 44;
/** Width of a character that takes one column; Chinese characters take two. */
const columnWidth = 6.8;

/** A time without events that is drawn as a break, in ms. */
const pauseMs = 500;

/** Maximum number of lifelines of peers. */
const maxPeers = 12;

export interface Lane {
  readonly x: number;
  readonly name: string;
}

export interface LadderArrow {
  readonly y: number;
  readonly from: number;
  /** Where the arrow ends; a lost one ends before the other side. */
  readonly to: number;
  readonly style: WireArrow;
  readonly label: string;
  /** Labels of its marks. */
  readonly notes: string;
  readonly time: string;
}

/** A line across the whole diagram: a pause, or where one room ends and another begins. */
export interface LadderBreak {
  readonly y: number;
  readonly label: string;
}

export interface Ladder {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly Lane[];
  readonly arrows: readonly LadderArrow[];
  readonly breaks: readonly LadderBreak[];
  /** How many peers have no lifeline. */
  readonly others: number;
}

/** Lays out the events as a sequence diagram: this window at the left, then each peer as it appears. */
export function layOutLadder(
  rows: readonly WireRow[],
  marks: ReadonlyMap<string, Pick<WireMarkView, 'label' | 'arrow'>>,
  thisWindow: string,
): Ladder {
  const peers = new Map<number, Lane>();
  const others = new Set<number>();
  for (const row of rows) {
    if (row.type !== 'chunk' || peers.has(row.peer.id)) continue;
    const x = firstLane + (peers.size + 1) * laneGap;
    if (peers.size < maxPeers)
      peers.set(row.peer.id, { x, name: fit(row.peer.name, laneGap - 16) });
    else others.add(row.peer.id);
  }
  const lanes = [{ x: firstLane, name: thisWindow }, ...peers.values()];
  const arrows: LadderArrow[] = [];
  const breaks: LadderBreak[] = [];
  let y = top;
  let before: number | undefined;
  for (const row of rows) {
    const pause = before === undefined ? 0 : row.time - before;
    const lane = row.type === 'chunk' ? peers.get(row.peer.id) : undefined;
    if (row.type === 'chunk' && !lane) continue;
    before = row.time;
    if (pause >= pauseMs) {
      y += breakHeight;
      breaks.push({ y, label: `⋮ ${deltaTime(pause)}` });
    }
    if (row.type === 'divider') {
      y += breakHeight;
      breaks.push({ y, label: row.label });
    } else if (lane) {
      y += step;
      arrows.push(arrowOf(row, lane, y, marks));
    }
  }
  return {
    width: (lanes.at(-1)?.x ?? firstLane) + edge,
    height: y + bottom,
    ...{ lanes, arrows, breaks, others: others.size },
  };
}

/** How an event with several marks is drawn: as the first of these that one of its marks has. */
const precedence: readonly WireArrow[] = ['lost', 'repeated', 'quiet'];

function arrowOf(
  row: Extract<WireRow, { type: 'chunk' }>,
  lane: Lane,
  y: number,
  marks: ReadonlyMap<string, Pick<WireMarkView, 'label' | 'arrow'>>,
): LadderArrow {
  const found = row.marks.flatMap((name) => marks.get(name) ?? []);
  const style = precedence.find((each) => found.some(({ arrow }) => arrow === each)) ?? 'plain';
  const ends = [firstLane, lane.x] as const;
  const [from, target] = row.direction === 'out' ? ends : [ends[1], ends[0]];
  const to = style === 'lost' ? from + (target - from) * 0.6 : target;
  const length = ` (${row.length})`;
  const room = Math.abs(target - from) - 24;
  const text = row.summary === undefined ? row.text : `${row.summary} ${row.text}`;
  return {
    ...{ y, from, to, style },
    label: fit(text, room - length.length * columnWidth) + length,
    notes: fit(found.map(({ label }) => label).join(', '), room),
    time: clockTime(row.time),
  };
}

const wide = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{Extended_Pictographic}\uff00-\uff60]/u;

/** Cuts a text that is wider than this many pixels. */
function fit(text: string, width: number): string {
  let rest = width / columnWidth;
  let cut = '';
  for (const character of text) {
    rest -= wide.test(character) ? 2 : 1;
    if (rest < 1) return `${cut}…`;
    cut += character;
  }
  return text;
}
