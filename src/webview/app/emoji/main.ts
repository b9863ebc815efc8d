import table from 'deskmate:emoji';
import { EmojiTable } from './emoji-table';

/** A bundle of its own, which the panel loads when the user first looks for an emoji. */
globalThis.deskmateEmoji = new EmojiTable(table, document.documentElement.lang);
