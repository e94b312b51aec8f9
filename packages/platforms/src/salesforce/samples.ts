import type { Sample } from '../contract.ts';

const ORGANIZATION = '00D24000000ABCDEA4';

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** An outbound message with one notification, as the WSDL of the organisation describes it. */
export function outboundMessage(
  organization: string,
  object: string,
  notifications: ReadonlyArray<{ readonly id: string; readonly fields: Readonly<Record<string, string>> }>,
): string {
  const listed = notifications.map(({ id, fields }) => {
    const elements = Object.entries(fields).map(
      ([name, value]) => `<sf:${name}>${escapeXml(value)}</sf:${name}>`,
    );
    return `<Notification><Id>${id}</Id><sObject xsi:type="sf:${object}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">${elements.join('')}</sObject></Notification>`;
  });
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    '<soapenv:Body><notifications xmlns="http://soap.sforce.com/2005/09/outbound">' +
    `<OrganizationId>${organization}</OrganizationId><ActionId>04k24000000ABCDAA4</ActionId><SessionId xsi:nil="true"/>` +
    '<EnterpriseUrl>https://example.my.salesforce.com/services/Soap/c/62.0/00D24000000ABCD</EnterpriseUrl>' +
    '<PartnerUrl>https://example.my.salesforce.com/services/Soap/u/62.0/00D24000000ABCD</PartnerUrl>' +
    `${listed.join('')}</notifications></soapenv:Body></soapenv:Envelope>`
  );
}

export function samples(now: Date): ReadonlyArray<Sample> {
  const at = now.toISOString();
  const outbound = (title: string, object: string, fields: Record<string, string>): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '""' },
    body: outboundMessage(ORGANIZATION, object, [
      {
        id: `04l24000${String(now.getTime()).slice(-7)}AAA`,
        fields: { ...fields, CreatedDate: at, SystemModstamp: at },
      },
    ]),
  });
  return [
    outbound('A customer’s message in Communication__c', 'Communication__c', {
      Id: 'a0124000000ABCDAA4',
      Subject__c: 'Parcel 1042',
      Body__c: 'The box is torn, and one shoe has a scratch. May I send it back?',
      Channel__c: 'WhatsApp',
      Direction__c: 'Inbound',
      Contact__c: '00324000000ABCDAA4',
      Phone__c: '+14155550132',
    }),
    outbound('A contact changes', 'Contact', {
      Id: '00324000000ABCDAA4',
      FirstName: 'Ana',
      LastName: 'Silva',
      Email: 'ana.silva@example.net',
      Phone: '+1 415 555 0132',
    }),
    outbound('A case is opened', 'Case', {
      Id: '50024000000ABCDAA4',
      CaseNumber: '00001026',
      Subject: 'Parcel damaged',
      Description: 'The parcel 1042 arrived damaged.',
      Status: 'New',
      Priority: 'High',
      Origin: 'Web',
      ContactId: '00324000000ABCDAA4',
      SuppliedEmail: 'ana.silva@example.net',
    }),
    {
      title: 'A Flow tells of a lead',
      method: 'POST',
      path: '',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        organizationId: ORGANIZATION,
        object: 'Lead',
        change: 'created',
        record: {
          Id: '00Q24000000ABCDEA4',
          FirstName: 'Ben',
          LastName: 'Okafor',
          Company: 'Okafor Shoes',
          Email: 'ben@okafor.example',
          Status: 'Open - Not Contacted',
          CreatedDate: at,
          SystemModstamp: at,
        },
      }),
    },
  ];
}
