import { Link } from '@tanstack/react-router';
import { BadgeCheck, ExternalLink, FileText } from 'lucide-react';
import type { InteractionDetail } from '../../../src/api/interactions.ts';
import { Avatar } from '../parts/avatar.tsx';
import { sentence } from '../parts/channels.tsx';
import { Facts, Section } from '../parts/facts.tsx';
import { Time } from '../parts/time.tsx';

const size = (bytes: number | null): string =>
  bytes === null
    ? ''
    : bytes < 1024
      ? `${bytes} B`
      : `${(bytes / 1024).toLocaleString(undefined, { maximumFractionDigits: 1 })} kB`;

const money = ({ amount, currency }: InteractionDetail): string | null => {
  if (amount === null) return null;
  if (currency === null) return String(amount);
  return new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(amount);
};

function Words({ entry }: { readonly entry: InteractionDetail }) {
  if (entry.state === 'deleted')
    return (
      <p className="rounded-xl bg-bad-soft px-4 py-3 text-bad">
        Deleted at the vendor: its words are withheld.
      </p>
    );
  if (entry.text === null) return null;
  return (
    <div className="rounded-xl bg-sunken/70 px-4 py-3 text-[15px] leading-relaxed break-words whitespace-pre-wrap">
      {entry.text}
      {entry.quotedText !== null && (
        <details className="mt-3 text-[13px] text-ink-soft">
          <summary className="cursor-pointer font-medium">Quoted before</summary>
          <div className="mt-2 border-l-2 border-line-strong pl-3">{entry.quotedText}</div>
        </details>
      )}
    </div>
  );
}

function People({ entry }: { readonly entry: InteractionDetail }) {
  return (
    <ul className="space-y-2.5">
      {entry.participants.map((person, index) => {
        const name = person.name ?? person.identifiers[0]?.value ?? 'Unknown';
        return (
          <li key={index} className="flex gap-3">
            <Avatar name={name} />
            <div className="min-w-0">
              <p className="flex flex-wrap items-baseline gap-x-2">
                {person.customerId === null ? (
                  <span className="font-medium">{name}</span>
                ) : (
                  <Link
                    to="/customers/$id"
                    params={{ id: person.customerId }}
                    className="font-medium text-accent-strong underline-offset-4 hover:underline"
                  >
                    {name}
                  </Link>
                )}
                <span className="text-xs text-ink-faint">
                  {sentence(person.role)}
                  {person.author && ' · author'}
                </span>
              </p>
              <ul className="text-[13px] text-ink-soft">
                {person.identifiers.map((identifier) => (
                  <li
                    key={`${identifier.type}:${identifier.value}`}
                    className="flex items-center gap-1.5 break-all"
                  >
                    <span className="text-ink-faint">{sentence(identifier.type)}</span> {identifier.value}
                    {identifier.verified && (
                      <BadgeCheck
                        className="size-3.5 shrink-0 text-good"
                        role="img"
                        aria-label="Proved by the channel"
                      />
                    )}
                  </li>
                ))}
              </ul>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

export function EntryFacts({ entry }: { readonly entry: InteractionDetail }) {
  const properties = Object.entries(entry.properties);
  return (
    <>
      <div className="mb-6">
        <Words entry={entry} />
        {entry.link !== null && /^https?:/.test(entry.link) && (
          <a
            href={entry.link}
            target="_blank"
            rel="noreferrer"
            className="mt-3 inline-flex items-center gap-1.5 font-medium text-accent-strong underline-offset-4 hover:underline"
          >
            Open at the vendor <ExternalLink className="size-3.5" aria-hidden="true" />
          </a>
        )}
      </div>
      {entry.participants.length > 0 && (
        <Section title="People">
          <People entry={entry} />
        </Section>
      )}
      {entry.files.length > 0 && (
        <Section title="Files">
          <ul className="space-y-1.5">
            {entry.files.map((file, index) => (
              <li key={index} className="flex items-center gap-2.5">
                <FileText className="size-4 text-ink-faint" aria-hidden="true" />
                <span className="min-w-0 truncate">{file.name ?? 'Unnamed'}</span>
                <span className="text-[13px] text-ink-faint">
                  {file.contentType} {size(file.size)}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="Facts">
        <Facts
          rows={[
            ['What happened', `${sentence(entry.event)} (${entry.vendorEvent})`],
            ['Direction', sentence(entry.direction)],
            ['Happened', <Time key="happened" at={entry.occurredAt} as="full" />],
            ['Time from', entry.occurredAtSource === 'vendor' ? null : sentence(entry.occurredAtSource)],
            ['Received', <Time key="received" at={entry.receivedAt} as="full" />],
            ['Amount', money(entry)],
            ['Duration', entry.durationSeconds === null ? null : `${entry.durationSeconds} s`],
            ['Language', entry.language],
            ['Conversation', entry.conversationId],
            ['Vendor’s object', entry.objectId],
          ]}
        />
      </Section>
      {properties.length > 0 && (
        <Section title="Further facts of the vendor">
          <Facts rows={properties} mono />
        </Section>
      )}
    </>
  );
}
