import type { Delivery } from '../../room/log/log-entry';
import { nameList } from '../../strings/names';
import type { Translate } from '../../strings/translate';
import type { PanelDelivery } from '../../webview/messages';

/** What the words for a delivery depend on besides it. */
export interface DeliveryContext {
  /** Whether what is still queued will never go out. */
  readonly unsent: boolean;
  /** Whether the room is one by invite, where what is queued outlives a broken connection. */
  readonly invited: boolean;
  /** BCP 47 tag of the display language. */
  readonly language: string;
}

/** Words how far a message has come, and promises nothing beyond it. */
export function deliveryWords(
  delivery: Delivery,
  { unsent, invited, language }: DeliveryContext,
  t: Translate,
): PanelDelivery {
  if (delivery === 'queued') return queuedWords(unsent, invited, t);
  if (delivery === 'unsent') return unsentWords(t('Not sent: the host rejected it'));
  if (delivery === 'hub') return iconOnly('hub', t('Saved by the host.'));
  const { received, of } = delivery;
  if (of === 0) return iconOnly('hub', t('Saved by the host. No one else was in the room.'));
  if (received === 0) return iconOnly('hub', t('Saved by the host. Not received by anyone yet.'));
  const names = nameList(delivery.names, language, t);
  if (received >= of) {
    return iconOnly(
      'all',
      of === 1 ? t('Received by {0}.', names) : t('Received by all {0}: {1}.', of, names),
    );
  }
  return {
    state: 'received',
    label: t('{0} of {1}', received, of),
    title: t('Received by {0} of {1}: {2}.', received, of, names),
  };
}

/** Words that another's message is not in the room's log any more. */
export function apartWords(t: Translate): PanelDelivery {
  return {
    state: 'apart',
    label: t('Lost by the host'),
    title: t(
      'The host’s disk lost this message, so others may not have it. It comes back when its author’s window sends it again.',
    ),
  };
}

function queuedWords(unsent: boolean, invited: boolean, t: Translate): PanelDelivery {
  if (invited) {
    return unsent
      ? unsentWords(t('Not sent: the room ended first'))
      : iconOnly('queued', t('Not at the host yet. It will be sent automatically.'));
  }
  return unsent
    ? unsentWords(t('Not sent: the connection ended first'))
    : iconOnly('queued', t('Sending…'));
}

function unsentWords(label: string): PanelDelivery {
  return { state: 'unsent', label, title: label };
}

function iconOnly(state: PanelDelivery['state'], title: string): PanelDelivery {
  return { state, label: '', title };
}
