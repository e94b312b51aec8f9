import { ownValue } from '../../reading/index.ts';
/** What a metric of Klaviyo’s own is read as. */
export interface Metric {
  readonly kind: string;
  readonly event: string;
  readonly direction: 'inbound' | 'outbound' | 'none';
  readonly channel: string;
  readonly consent?: { readonly purpose: 'email' | 'sms'; readonly state: 'granted' | 'denied' };
}

const metric = (
  kind: string,
  event: string,
  direction: Metric['direction'],
  channel: string,
  consent?: Metric['consent'],
): Metric => ({ kind, event, direction, channel, ...(consent === undefined ? {} : { consent }) });

const status = (event: string, direction: Metric['direction'], channel: string): Metric =>
  metric('status', event, direction, channel);

const consent = (purpose: 'email' | 'sms', state: 'granted' | 'denied'): Metric =>
  metric('consent', state, 'inbound', purpose, { purpose, state });

/**
 * By the topic behind `event:klaviyo.`, which is the metric’s name in small letters. Klaviyo names SMS by what the customer did:
 * “Sent SMS” came in, “Received SMS” went out. https://help.klaviyo.com/hc/en-us/articles/360042633391
 */
const METRICS: Readonly<Record<string, Metric>> = {
  received_email: status('delivered', 'outbound', 'email'),
  email_delivered: status('delivered', 'outbound', 'email'),
  opened_email: status('opened', 'inbound', 'email'),
  clicked_email: status('clicked', 'inbound', 'email'),
  bounced_email: status('bounced', 'outbound', 'email'),
  dropped_email: status('failed', 'outbound', 'email'),
  marked_email_as_spam: metric('consent', 'complained', 'inbound', 'email', {
    purpose: 'email',
    state: 'denied',
  }),
  subscribed_to_email_marketing: consent('email', 'granted'),
  unsubscribed_from_email_marketing: consent('email', 'denied'),
  updated_email_preferences: status('preferences_changed', 'inbound', 'email'),
  sent_sms: metric('message', 'received', 'inbound', 'sms'),
  received_sms: status('delivered', 'outbound', 'sms'),
  received_automated_response_sms: status('delivered', 'outbound', 'sms'),
  clicked_sms: status('clicked', 'inbound', 'sms'),
  failed_to_deliver_sms: status('failed', 'outbound', 'sms'),
  failed_to_deliver_automated_response_sms: status('failed', 'outbound', 'sms'),
  subscribed_to_sms_marketing: consent('sms', 'granted'),
  unsubscribed_from_sms_marketing: consent('sms', 'denied'),
  received_push: status('delivered', 'outbound', 'push'),
  bounced_push: status('bounced', 'outbound', 'push'),
  opened_push: status('opened', 'inbound', 'push'),
  submitted_review: metric('message', 'review', 'inbound', 'web'),
  submitted_rating: metric('event', 'rating', 'inbound', 'web'),
  placed_order: metric('order', 'order_placed', 'inbound', 'commerce'),
  ordered_product: metric('event', 'ordered_product', 'inbound', 'commerce'),
};

/** `event:klaviyo.opened_email` and the metric’s name `Opened Email` are the same. */
export const slugOf = (topicOrName: string): string =>
  topicOrName
    .replace(/^event:[^.]*\./, '')
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .slice(0, 100);

/** Metrics that a shop or an app defines are things that a customer did. */
export const metricOf = (slug: string): Metric =>
  ownValue(METRICS, slug) ?? metric('event', slug, 'inbound', 'web');
