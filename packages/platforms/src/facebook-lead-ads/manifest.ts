import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'facebook-lead-ads',
  name: 'Facebook Lead Ads',
  family: 'web',
  docs: 'https://developers.facebook.com/documentation/ads-commerce/marketing-api/guides/lead-ads/retrieving',
  authentication: 'signature',
  captures: [
    'leads with every answer, ad and campaign',
    'optional checkboxes as consent',
    'the leads of the last 90 days',
  ],
  secrets: [],
  identity: 'vendor',
  methods: ['POST'],
  maxBodyBytes: 1024 * 1024,
  reading: 1,
  keptHeaders: ['x-hub-signature-256'],
  secretSettings: ['appSecret', 'verifyToken', 'pageAccessToken'],
  steps: [
    'At developers.facebook.com open your app and copy App settings → Basic → App secret (and the app id) into the source’s settings.',
    'Open Webhooks, choose Page, and paste {url} as Callback URL and the source’s verify token as Verify token; Meta checks both at once. Subscribe to leadgen.',
    'In Business settings create a system user with access to the page and its leads, and generate a token with leads_retrieval, pages_show_list, pages_read_engagement, pages_manage_metadata and pages_manage_ads; exchange it for the page’s token (GET /{page id}?fields=access_token).',
    'Put the page’s id and token into the source’s settings. With the app id set the page is subscribed by itself; else POST /{page id}/subscribed_apps?subscribed_fields=leadgen.',
    'Send a lead with the Lead Ads Testing Tool.',
  ],
};
