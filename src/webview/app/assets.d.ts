/** The source text of an SVG file; scripts/build.ts configures the loader. */
declare module '*.svg' {
  const source: string;
  export = source;
}

declare module '*.css';
