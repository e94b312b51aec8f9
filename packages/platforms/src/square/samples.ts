import type { Sample } from '../contract.ts';
import { sha256 } from '../reading/index.ts';

const MERCHANT = 'MLTZ79VE64YTN';

/** Ids follow from the moment, so that each call shows new things. */
export function samples(now: Date): ReadonlyArray<Sample> {
  const at = now.toISOString();
  const id = (name: string) => sha256(`${name}${now.getTime()}`).slice(0, 22).toUpperCase();
  const event = (title: string, type: string, data: unknown): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/json', 'square-environment': 'Production' },
    body: JSON.stringify({ merchant_id: MERCHANT, type, event_id: id(type), created_at: at, data }),
  });
  const customer = {
    id: id('customer'),
    created_at: at,
    updated_at: at,
    given_name: 'Ana',
    family_name: 'Silva',
    email_address: 'ana.silva@example.net',
    phone_number: '+14155550132',
    address: { locality: 'San Francisco', country: 'US' },
    preferences: { email_unsubscribed: false },
    version: 1,
  };
  const money = { amount: 5920, currency: 'USD' };
  return [
    event('A customer record changes', 'customer.updated', {
      type: 'customer',
      id: customer.id,
      object: { customer },
    }),
    event('An order is placed', 'order.created', {
      type: 'order_created',
      id: id('order'),
      object: {
        order_created: {
          order_id: id('order'),
          version: 1,
          location_id: 'L1',
          state: 'OPEN',
          created_at: at,
        },
      },
    }),
    event('A payment is made', 'payment.created', {
      type: 'payment',
      id: id('payment'),
      object: {
        payment: {
          id: id('payment'),
          created_at: at,
          updated_at: at,
          amount_money: money,
          total_money: money,
          status: 'COMPLETED',
          source_type: 'CARD',
          order_id: id('order'),
          customer_id: customer.id,
          buyer_email_address: 'ana.silva@example.net',
        },
      },
    }),
    event('An appointment is booked', 'booking.created', {
      type: 'booking',
      id: `${id('booking')}:0`,
      object: {
        booking: {
          id: id('booking'),
          version: 0,
          status: 'ACCEPTED',
          created_at: at,
          updated_at: at,
          start_at: new Date(now.getTime() + 86_400_000).toISOString(),
          customer_id: customer.id,
          customer_note: 'I would like to try the new trail shoes.',
          appointment_segments: [{ duration_minutes: 30, team_member_id: 'TM1' }],
        },
      },
    }),
    event('An invoice is paid', 'invoice.payment_made', {
      type: 'invoice',
      id: `inv:0-${id('invoice')}`,
      object: {
        invoice: {
          id: `inv:0-${id('invoice')}`,
          version: 2,
          order_id: id('order'),
          invoice_number: '000042',
          title: 'Repair of boots',
          status: 'PAID',
          created_at: at,
          updated_at: at,
          primary_recipient: {
            customer_id: customer.id,
            given_name: 'Ana',
            email_address: 'ana.silva@example.net',
          },
          payment_requests: [{ computed_amount_money: money, due_date: '2026-12-01' }],
        },
      },
    }),
  ];
}
