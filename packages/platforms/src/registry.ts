import type { Platform } from './contract.ts';
import { platformErrors } from './errors.ts';
import { make } from './make/index.ts';
import { zapier } from './zapier/index.ts';
import { generic } from './generic/index.ts';
import { liveagent } from './liveagent/index.ts';
import { genesys } from './genesys/index.ts';
import { magento } from './magento/index.ts';
import { dynamics365 } from './dynamics-365/index.ts';
import { pipedrive } from './pipedrive/index.ts';
import { zohoDesk } from './zoho-desk/index.ts';
import { klaviyo } from './klaviyo/index.ts';
import { freshsales } from './freshsales/index.ts';
import { sendgrid } from './sendgrid/index.ts';
import { zohoCrm } from './zoho-crm/index.ts';
import { ringcentral } from './ringcentral/index.ts';
import { activecampaign } from './activecampaign/index.ts';
import { helpScout } from './help-scout/index.ts';
import { copper } from './copper/index.ts';
import { teams } from './teams/index.ts';
import { mailchimp } from './mailchimp/index.ts';
import { drift } from './drift/index.ts';
import { woocommerce } from './woocommerce/index.ts';
import { typeform } from './typeform/index.ts';
import { salesforce } from './salesforce/index.ts';
import { intercom } from './intercom/index.ts';
import { facebookLeadAds } from './facebook-lead-ads/index.ts';
import { outlook } from './outlook/index.ts';
import { close } from './close/index.ts';
import { livechat } from './livechat/index.ts';
import { googleSheets } from './google-sheets/index.ts';
import { messenger } from './messenger/index.ts';
import { aircall } from './aircall/index.ts';
import { freshdesk } from './freshdesk/index.ts';
import { hubspot } from './hubspot/index.ts';
import { square } from './square/index.ts';
import { whatsapp } from './whatsapp/index.ts';
import { gmail } from './gmail/index.ts';
import { eightByEight } from './8x8/index.ts';
import { mailgun } from './mailgun/index.ts';
import { shopify } from './shopify/index.ts';
import { slack } from './slack/index.ts';
import { twilio } from './twilio/index.ts';
import { web } from './web/index.ts';
import { zendesk } from './zendesk/index.ts';

/** Forgets the type of a platform's settings; they are parsed by `source.settings` before they reach it. */
const entry = <Settings>(platform: Platform<Settings>): Platform => platform as unknown as Platform;

/** Every platform, one line each. */
const all: ReadonlyArray<Platform> = [
  entry(twilio),
  entry(slack),
  entry(mailgun),
  entry(zendesk),
  entry(eightByEight),
  entry(shopify),
  entry(gmail),
  entry(whatsapp),
  entry(square),
  entry(hubspot),
  entry(freshdesk),
  entry(aircall),
  entry(messenger),
  entry(googleSheets),
  entry(livechat),
  entry(close),
  entry(outlook),
  entry(facebookLeadAds),
  entry(intercom),
  entry(salesforce),
  entry(typeform),
  entry(woocommerce),
  entry(drift),
  entry(mailchimp),
  entry(teams),
  entry(copper),
  entry(helpScout),
  entry(activecampaign),
  entry(ringcentral),
  entry(zohoCrm),
  entry(sendgrid),
  entry(freshsales),
  entry(klaviyo),
  entry(zohoDesk),
  entry(pipedrive),
  entry(dynamics365),
  entry(magento),
  entry(genesys),
  entry(liveagent),
  entry(generic),
  entry(zapier),
  entry(make),
  entry(web),
];

const byId = new Map(all.map((platform) => [platform.manifest.id, platform]));

export const platforms = {
  /** @throws platforms.unknown-platform */
  get(id: string): Platform {
    const platform = byId.get(id);
    if (platform === undefined) throw platformErrors.unknownPlatform({ detail: { platform: id } });
    return platform;
  },
  has: (id: string): boolean => byId.has(id),
  all: (): ReadonlyArray<Platform> => all,
};
