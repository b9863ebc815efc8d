import { html, type TemplateResult } from 'lit/html.js';
import type { PanelStrings } from '../base/messages';
import { emojiMemory } from './emoji-memory';
import { type Emoji, type EmojiTable, inTone, withoutTone } from './emoji-table';

/** A group of emoji under its name. */
export interface EmojiGroup {
  readonly name: string;
  readonly rows: readonly (readonly Shown[])[];
}

interface Shown {
  readonly text: string;
  readonly label: string;
}

/** The emoji that fit the typed text; without one, all, those that the user used before first. */
export function emojiGroups(
  table: EmojiTable,
  typed: string,
  columns: number,
  strings: PanelStrings,
): readonly EmojiGroup[] {
  const { recent, tone } = emojiMemory.kept;
  const shown = (each: Emoji): Shown => ({ text: inTone(each, tone), label: each.label });
  const group = (name: string, emojis: readonly Shown[]): readonly EmojiGroup[] =>
    emojis.length === 0 ? [] : [{ name, rows: chunks(emojis, columns) }];
  if (typed.trim() !== '') return group(strings.emojiFound, table.search(typed).map(shown));
  const used = recent.map((text) => ({
    text,
    label: table.find(withoutTone(text))?.label ?? text,
  }));
  return [
    ...group(strings.recentEmoji, used),
    ...table.groups.flatMap((name, number) =>
      group(name, table.all.filter((each) => each.group === number).map(shown)),
    ),
  ];
}

/** The grid of emoji; call {@link setTabStop} after drawing. */
export function emojiGridTemplate(
  groups: readonly EmojiGroup[],
  choose: (text: string) => void,
  strings: PanelStrings,
): TemplateResult {
  return html`<div class="emoji-grid" id="emoji-grid" role="grid" aria-label=${strings.emoji}>${groups.map(
    ({ name, rows }) => html`<div class="emoji-group" role="rowgroup">
      <div class="emoji-group-name" role="row"><span role="columnheader">${name}</span></div>
      ${rows.map(
        (row) =>
          html`<div class="emoji-row" role="row">${row.map(
            ({ text, label }) => html`<button
              type="button"
              class="emoji"
              role="gridcell"
              tabindex="-1"
              title=${label}
              aria-label=${label}
              @click=${() => choose(text)}
            >${text}</button>`,
          )}</div>`,
      )}
    </div>`,
  )}</div>`;
}

/** The first emoji of the grid. */
export function firstCell(root: Element): HTMLElement | undefined {
  return root.querySelector<HTMLElement>('.emoji') ?? undefined;
}

/** Makes a cell, or else the first one, the grid's only tab stop. */
export function setTabStop(root: Element, cell = firstCell(root)): void {
  for (const stop of root.querySelectorAll('.emoji[tabindex="0"]')) {
    stop.setAttribute('tabindex', '-1');
  }
  cell?.setAttribute('tabindex', '0');
}

/** The cell that a key leads to from another one; `above` the grid, or undefined for a key that isn't for it. */
export function nextCell(
  root: Element,
  from: HTMLElement,
  { key, ctrlKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey'>,
): HTMLElement | 'above' | undefined {
  const rows = [...root.querySelectorAll('.emoji-row')].map((row) => [
    ...row.querySelectorAll<HTMLElement>('.emoji'),
  ]);
  const all = rows.flat();
  const row = rows.findIndex((each) => each.includes(from));
  const column = rows[row]?.indexOf(from) ?? 0;
  const inRow = (to: number) => rows[to]?.[Math.min(column, (rows[to]?.length ?? 1) - 1)];
  switch (key) {
    case 'ArrowRight':
      return all[all.indexOf(from) + 1] ?? from;
    case 'ArrowLeft':
      return all[all.indexOf(from) - 1] ?? from;
    case 'ArrowDown':
      return inRow(row + 1) ?? from;
    case 'ArrowUp':
      return inRow(row - 1) ?? 'above';
    case 'Home':
      return ctrlKey ? all[0] : rows[row]?.[0];
    case 'End':
      return ctrlKey ? all.at(-1) : rows[row]?.at(-1);
    case 'PageDown':
      return groupBeside(root, from, 1);
    case 'PageUp':
      return groupBeside(root, from, -1);
    default:
      return undefined;
  }
}

/** The first emoji of the group before or after. */
function groupBeside(root: Element, from: Element, step: number): HTMLElement | undefined {
  const groups = [...root.querySelectorAll('.emoji-group')];
  const at = groups.findIndex((group) => group.contains(from)) + step;
  const group = groups[Math.max(0, Math.min(at, groups.length - 1))];
  return group && firstCell(group);
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, row) =>
    items.slice(row * size, (row + 1) * size),
  );
}
