interface Said {
  readonly title: string;
  readonly detail: string;
  readonly action: string;
}

const CHECK_ADDRESS =
  'Check that the ingest edge is up, and that EDGE_URL of the console (or EDGE_PUBLIC_URL where that is not set) leads to it.';

/** @param code `outgoing.*`: why nothing came back */
export function silence(code: string, host: string): Said {
  switch (code) {
    case 'outgoing.timed-out':
      return {
        title: 'The edge did not answer in time',
        detail: `Nothing came back from ${host} within ten seconds.`,
        action: 'Look at the edge’s health and load, then send again.',
      };
    case 'outgoing.not-sent':
      return {
        title: 'The edge cannot be reached',
        detail: `Nothing answers at ${host}.`,
        action: CHECK_ADDRESS,
      };
    case 'outgoing.answer-too-large':
      return {
        title: 'Something else answers at this address',
        detail: `${host} sent a whole page back.`,
        action: CHECK_ADDRESS,
      };
    default:
      return {
        title: 'The connection to the edge broke',
        detail: `${host} was reached, and ended the connection before it answered.`,
        action: 'Send again; if it stays, look at the edge’s log and at proxies in between.',
      };
  }
}

/** An answer that is not one of our edge. */
export function strangers(status: number, host: string): Said {
  if (status >= 200 && status < 300)
    return {
      title: 'The answer is not that of a test',
      detail: `${host} answered ${status}, as it would to a real delivery, and may have taken it for one.`,
      action:
        'Check that no proxy removes the header x-throughline-trial, that console and edge have the same CONNECTIONS_KEYS and version, and that their clocks agree.',
    };
  if (status >= 300 && status < 400)
    return {
      title: 'The address redirects elsewhere',
      detail: `${host} answered ${status}; vendors follow no redirects.`,
      action: 'Make EDGE_PUBLIC_URL the address that it redirects to.',
    };
  if (status === 404)
    return {
      title: 'Nothing is at this URL',
      detail: `${host} answered 404, and it was not the edge.`,
      action:
        'Check that the proxy in front passes every path below /webhooks/ to the ingest edge unchanged.',
    };
  if (status === 413)
    return {
      title: 'A proxy refuses the delivery for its size',
      detail: `${host} answered 413 before the edge saw it.`,
      action: 'Raise the limit of the proxy’s request bodies to 30 MB.',
    };
  if (status === 401 || status === 403)
    return {
      title: 'Something in front of the edge wants a sign-in',
      detail: `${host} answered ${status}, and it was not the edge.`,
      action:
        'Let requests below /webhooks/ pass without one: vendors cannot sign in, they sign each delivery.',
    };
  if (status >= 500)
    return {
      title: 'The edge is not up behind its address',
      detail: `A proxy at ${host} answered ${status}.`,
      action: 'Check that the ingest edge is running and ready, and that the proxy leads to it.',
    };
  return {
    title: 'Something else answers at this address',
    detail: `${host} answered ${status}, and it was not the edge.`,
    action: CHECK_ADDRESS,
  };
}
