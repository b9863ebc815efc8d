import { highlight } from './highlight';

// The page that loads this script asks it under this name; see highlighter-script.ts.
globalThis.deskmateHighlight = highlight;
