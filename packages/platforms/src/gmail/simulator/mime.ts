interface Letter {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
  readonly inReplyTo?: string | undefined;
  readonly date: Date;
  /** Gmail's own finding, on what it received. */
  readonly authenticated?: boolean;
}

/** A message as it lies in the mailbox. */
export const mimeOf = (letter: Letter): string =>
  [
    ...(letter.authenticated === true
      ? [
          'Authentication-Results: mx.google.com; dkim=pass header.i=@example.net header.s=s1; spf=pass smtp.mailfrom=example.net; dmarc=pass (p=REJECT) header.from=example.net',
        ]
      : []),
    `From: ${letter.from}`,
    `To: ${letter.to}`,
    `Subject: ${letter.subject}`,
    `Message-ID: ${letter.messageId}`,
    ...(letter.inReplyTo === undefined
      ? []
      : [`In-Reply-To: ${letter.inReplyTo}`, `References: ${letter.inReplyTo}`]),
    `Date: ${letter.date.toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    letter.text,
    '',
  ].join('\r\n');
