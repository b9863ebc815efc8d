import type { WireMark } from '../../protocol/wire-event';
import type { Translate } from '../../strings/translate';
import type { WireMarkView } from '../../webview/wire-messages';

/** How the wire view shows each mark. */
function markText(t: Translate): Readonly<Record<WireMark, Omit<WireMarkView, 'name'>>> {
  return {
    'character-cut': {
      label: t('a character is cut here'),
      hint: t(
        'The chunk ends within a character; the rest comes with the next one. Decode the stream, not each chunk.',
      ),
      icon: 'cut',
      arrow: 'plain',
    },
    'messages-joined': {
      label: t('several messages at once'),
      hint: t('A stream has no boundaries between messages: several can arrive in one read.'),
      icon: 'join',
      arrow: 'plain',
    },
    'message-continued': {
      label: t('continues a message'),
      hint: t('The message began in an earlier chunk.'),
      icon: 'continue',
      arrow: 'plain',
    },
    'file-content': {
      label: t('part of a file'),
      hint: t('Only the first bytes of a file are shown, but all of them are counted.'),
      icon: 'file',
      arrow: 'plain',
    },
    retransmission: {
      label: t('sent again'),
      hint: t('No acknowledgement came in time, so it’s sent again.'),
      icon: 'repeat',
      arrow: 'repeated',
    },
    acknowledgement: {
      label: t('acknowledgement'),
      hint: t('Tells the other side what has arrived, so it doesn’t need to send it again.'),
      icon: 'ack',
      arrow: 'quiet',
    },
    'duplicate-dropped': {
      label: t('duplicate dropped'),
      hint: t('It had already arrived, so it’s acknowledged again but not shown.'),
      icon: 'repeat',
      arrow: 'repeated',
    },
    'window-full': {
      label: t('window full'),
      hint: t('The limit of unacknowledged data is reached; the rest is waiting.'),
      icon: 'wait',
      arrow: 'plain',
    },
    lost: {
      label: t('lost'),
      hint: t('The network weather dropped it.'),
      icon: 'lost',
      arrow: 'lost',
    },
    duplicated: {
      label: t('duplicated'),
      hint: t('The network weather delivers it twice.'),
      icon: 'repeat',
      arrow: 'repeated',
    },
    reordered: {
      label: t('out of order'),
      hint: t('The network weather delivers it after later ones.'),
      icon: 'order',
      arrow: 'plain',
    },
    stalled: {
      label: t('stalled'),
      hint: t('It waited while the network weather let nothing through.'),
      icon: 'wait',
      arrow: 'plain',
    },
    reset: {
      label: t('connection reset'),
      hint: t('The network weather reset the connection here.'),
      icon: 'end',
      arrow: 'lost',
    },
  };
}

/** Every mark, in the display language. */
export function markViews(t: Translate): WireMarkView[] {
  return Object.entries(markText(t)).map(([name, words]) => ({ name, ...words }));
}
