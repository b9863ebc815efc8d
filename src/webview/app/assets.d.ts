/** An icon's source; see the loader in scripts/build.ts. */
declare module '*.svg' {
  const source: string;
  export = source;
}

declare module '*.css';
