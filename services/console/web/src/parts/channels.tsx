import {
  AppWindow,
  CircleDashed,
  ClipboardList,
  ContactRound,
  Globe,
  Mail,
  MessageCircle,
  MessageSquare,
  Phone,
  ShoppingBag,
  Ticket,
  type LucideIcon,
} from 'lucide-react';
import type { CSSProperties } from 'react';
import { classes } from './classes.ts';

interface Channel {
  readonly label: string;
  readonly icon: LucideIcon;
  /** Angle of its colour, degrees. */
  readonly hue: number;
}

/** The vocabulary is open: a channel that is not here has its own name and a neutral look. */
const known: Readonly<Record<string, Channel>> = {
  sms: { label: 'SMS', icon: MessageSquare, hue: 155 },
  mms: { label: 'MMS', icon: MessageSquare, hue: 155 },
  whatsapp: { label: 'WhatsApp', icon: MessageCircle, hue: 145 },
  email: { label: 'E-mail', icon: Mail, hue: 250 },
  ticket: { label: 'Ticket', icon: Ticket, hue: 45 },
  chat: { label: 'Chat', icon: MessageCircle, hue: 305 },
  voice: { label: 'Call', icon: Phone, hue: 20 },
  web: { label: 'Web', icon: Globe, hue: 215 },
  form: { label: 'Form', icon: ClipboardList, hue: 185 },
  commerce: { label: 'Shop', icon: ShoppingBag, hue: 340 },
  crm: { label: 'CRM', icon: ContactRound, hue: 275 },
  app: { label: 'App', icon: AppWindow, hue: 230 },
};

export const channelNames: ReadonlyArray<string> = Object.keys(known);

/** Names that are written in their own way. */
const written: Readonly<Record<string, string>> = {
  cta_clicked: 'Call to action clicked',
  '8x8': '8x8',
  hubspot: 'HubSpot',
  whatsapp: 'WhatsApp',
  email: 'E-mail',
};

/** A word of an open vocabulary as people read it: `form_submitted` is “Form submitted”. */
export const sentence = (word: string): string =>
  written[word] ??
  (word === '' ? word : (word[0] ?? '').toUpperCase() + word.slice(1).replaceAll(/[_-]/g, ' '));

/** `firstName` as people write it. */
export const spaced = (name: string): string =>
  sentence(name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase());

export const channelOf = (channel: string): Channel =>
  known[channel] ?? { label: sentence(channel), icon: CircleDashed, hue: 220 };

/** `--hue` is a custom property, which React's style type does not know. */
export const hue = (angle: number): CSSProperties => ({ '--hue': String(angle) }) as CSSProperties;

interface ChannelIconProps {
  readonly channel: string;
  readonly large?: boolean;
  readonly round?: boolean;
}

export function ChannelIcon({ channel, large = false, round = false }: ChannelIconProps) {
  const { icon: Icon, hue: angle } = channelOf(channel);
  return (
    <span
      aria-hidden="true"
      style={hue(angle)}
      className={classes(
        'tinted inline-flex shrink-0 items-center justify-center',
        round ? 'rounded-full' : 'rounded-lg',
        large ? 'size-10' : 'size-8',
      )}
    >
      <Icon className={large ? 'size-5' : 'size-4'} strokeWidth={2} />
    </span>
  );
}
