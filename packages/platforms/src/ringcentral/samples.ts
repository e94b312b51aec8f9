import type { Sample } from '../contract.ts';

const EXTENSION = '/restapi/v1.0/account/~/extension/406149828004';

/** Ids follow from the moment, so that each call shows new ones. */
export function samples(now: Date): ReadonlyArray<Sample> {
  const id = String(now.getTime());
  const at = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();
  const notification = (title: string, event: string, body: unknown): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    body: JSON.stringify({
      uuid: `uuid-${id}-${event.length}`,
      event,
      timestamp: now.toISOString(),
      subscriptionId: 'dc853541-66ac-45d8-a289-1a239fd72888',
      ownerId: '406149828004',
      body,
    }),
  });
  const from = { phoneNumber: '+14155550132', name: 'Ana Silva' };
  const to = { phoneNumber: '+14155550100', name: 'Service', extensionId: '406149828004' };
  return [
    notification('A text message comes in', `${EXTENSION}/message-store/instant?type=SMS`, {
      id,
      to: [to],
      from,
      type: 'SMS',
      creationTime: at(2),
      lastModifiedTime: at(2),
      readStatus: 'Unread',
      priority: 'Normal',
      attachments: [],
      direction: 'Inbound',
      availability: 'Alive',
      subject: 'My parcel 1042 has not arrived yet. Where is it?',
      messageStatus: 'Received',
      conversationId: '7876416245344257449',
    }),
    notification('A call ends', '/restapi/v1.0/account/406149828000/telephony/sessions', {
      sequence: 7,
      sessionId: id,
      telephonySessionId: `s-${id}`,
      eventTime: at(1),
      parties: [
        {
          id: `p-${id}-1`,
          extensionId: '406149828004',
          direction: 'Inbound',
          from,
          to,
          status: { code: 'Disconnected' },
          missedCall: false,
        },
      ],
      origin: { type: 'Call' },
    }),
    notification('The caller leaves a voicemail', `${EXTENSION}/voicemail`, {
      id: `${id}1`,
      to: [to],
      from,
      type: 'VoiceMail',
      creationTime: at(30),
      lastModifiedTime: at(5),
      readStatus: 'Unread',
      attachments: [
        {
          id: `${id}1`,
          uri: `https://platform.ringcentral.com${EXTENSION}/message-store/${id}1/content/${id}1`,
          type: 'AudioRecording',
          contentType: 'audio/mpeg',
          vmDuration: 21,
        },
      ],
      direction: 'Inbound',
      availability: 'Alive',
      messageStatus: 'Received',
    }),
  ];
}
