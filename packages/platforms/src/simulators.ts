import { createSimulator as gmailSimulator } from './gmail/simulator/index.ts';
import { createSimulator as squareSimulator } from './square/simulator/index.ts';
import { createSimulator as freshdeskSimulator } from './freshdesk/simulator/index.ts';
import { createSimulator as aircallSimulator } from './aircall/simulator/index.ts';
import { createSimulator as hubspotSimulator } from './hubspot/simulator/index.ts';
import { createSimulator as googleSheetsSimulator } from './google-sheets/simulator/index.ts';
import { createSimulator as closeSimulator } from './close/simulator/index.ts';
import { createSimulator as outlookSimulator } from './outlook/simulator/index.ts';
import { createSimulator as livechatSimulator } from './livechat/simulator/index.ts';
import { createSimulator as intercomSimulator } from './intercom/simulator/index.ts';
import { createSimulator as typeformSimulator } from './typeform/simulator/index.ts';
import { createSimulator as facebookLeadAdsSimulator } from './facebook-lead-ads/simulator/index.ts';
import { createSimulator as woocommerceSimulator } from './woocommerce/simulator/index.ts';
import { createSimulator as salesforceSimulator } from './salesforce/simulator/index.ts';
import { createSimulator as driftSimulator } from './drift/simulator/index.ts';
import { createSimulator as teamsSimulator } from './teams/simulator/index.ts';
import { createSimulator as copperSimulator } from './copper/simulator/index.ts';
import { createSimulator as helpScoutSimulator } from './help-scout/simulator/index.ts';
import { createSimulator as zohoCrmSimulator } from './zoho-crm/simulator/index.ts';
import { createSimulator as freshsalesSimulator } from './freshsales/simulator/index.ts';
import { createSimulator as ringcentralSimulator } from './ringcentral/simulator/index.ts';
import { createSimulator as zohoDeskSimulator } from './zoho-desk/simulator/index.ts';
import { createSimulator as klaviyoSimulator } from './klaviyo/simulator/index.ts';
import { createSimulator as pipedriveSimulator } from './pipedrive/simulator/index.ts';
import { createSimulator as dynamics365Simulator } from './dynamics-365/simulator/index.ts';
import { createSimulator as magentoSimulator } from './magento/simulator/index.ts';
import { createSimulator as genesysSimulator } from './genesys/simulator/index.ts';
import { createSimulator as liveagentSimulator } from './liveagent/simulator/index.ts';
import { createSimulator as nx8Simulator } from './8x8/simulator/index.ts';
import { createSimulator as shopifySimulator } from './shopify/simulator/index.ts';
import { createSimulator as zendeskSimulator } from './zendesk/simulator/index.ts';
import { createSimulator as twilioSimulator } from './twilio/simulator/index.ts';
import type { Simulator, SimulatorOptions } from './simulation/index.ts';

/** Simulated accounts of the vendors that are asked rather than only listened to, by platform; for tests and for trying things out. */
export const simulators: Readonly<Record<string, (options: SimulatorOptions) => Simulator>> = {
  gmail: gmailSimulator,
  square: squareSimulator,
  freshdesk: freshdeskSimulator,
  aircall: aircallSimulator,
  hubspot: hubspotSimulator,
  'google-sheets': googleSheetsSimulator,
  close: closeSimulator,
  outlook: outlookSimulator,
  livechat: livechatSimulator,
  intercom: intercomSimulator,
  typeform: typeformSimulator,
  'facebook-lead-ads': facebookLeadAdsSimulator,
  woocommerce: woocommerceSimulator,
  salesforce: salesforceSimulator,
  drift: driftSimulator,
  teams: teamsSimulator,
  copper: copperSimulator,
  'help-scout': helpScoutSimulator,
  'zoho-crm': zohoCrmSimulator,
  freshsales: freshsalesSimulator,
  ringcentral: ringcentralSimulator,
  'zoho-desk': zohoDeskSimulator,
  klaviyo: klaviyoSimulator,
  pipedrive: pipedriveSimulator,
  'dynamics-365': dynamics365Simulator,
  magento: magentoSimulator,
  genesys: genesysSimulator,
  liveagent: liveagentSimulator,
  '8x8': nx8Simulator,
  shopify: shopifySimulator,
  zendesk: zendeskSimulator,
  twilio: twilioSimulator,
};
