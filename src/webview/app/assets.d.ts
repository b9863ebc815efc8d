/** The source text of an SVG file; scripts/build.ts configures the loader. */
declare module '*.svg' {
  const source: string;
  export = source;
}

declare module '*.css';

/** The table of emoji; scripts/emoji-table.ts makes it. */
declare module 'deskmate:emoji' {
  const table: string;
  export = table;
}
