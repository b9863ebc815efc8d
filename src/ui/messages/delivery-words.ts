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
  if (delivery === 'unsent') return unsentWords(t('Not sent: the host did not take it'));
  if (delivery === 'hub') return iconOnly('hub', t('On the hub, and kept there.'));
  const { received, of } = delivery;
  if (of === 0) return iconOnly('hub', t('On the hub. Nobody else was in the room.'));
  if (received === 0) return iconOnly('hub', t('On the hub. Received by nobody yet.'));
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
    label: t('Said while apart'),
    title: t(
      'The host lost this message with its disk, so others may not have it. It comes back when its author sends it again.',
    ),
  };
}

function queuedWords(unsent: boolean, invited: boolean, t: Translate): PanelDelivery {
  if (invited) {
    return unsent
      ? unsentWords(t('Not sent: the room had ended'))
      : iconOnly('queued', t('Not on the hub yet: it goes out by itself.'));
  }
  return unsent
    ? unsentWords(t('Not sent: the connection ended before'))
    : iconOnly('queued', t('On its way'));
}

function unsentWords(label: string): PanelDelivery {
  return { state: 'unsent', label, title: label };
}

function iconOnly(state: PanelDelivery['state'], title: string): PanelDelivery {
  return { state, label: '', title };
}
