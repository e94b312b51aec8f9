import type { Anchor, Identifier, Interaction, ResolvedInteraction } from '@throughline/schemas';
import { searchTermsOf } from './terms.ts';

/** How a resolved interaction lies in the archive: the interaction itself, its anchors, and what it is found by. */
export interface ArchivedDocument extends Interaction {
  /** Every anchor's identifier (`type:value`). */
  readonly anchors: ReadonlyArray<string>;
  /** The anchors as they were resolved. `customerId` in them is of that time: ask identity whose they are now. */
  readonly anchorDetails: ReadonlyArray<Anchor>;
  readonly terms: ReadonlyArray<string>;
  readonly phones: ReadonlyArray<string>;
  /** Subject and text again where they hold Chinese, Japanese or Korean, which is also searched by pairs of characters. */
  readonly cjk?: string;
}

// Word dictionaries cut Chinese and Japanese differently in a long text and in a short query; pairs of characters never differ.
export const hasCjk = (text: string): boolean =>
  /[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f]|[\ud840-\ud87f][\udc00-\udfff]/.test(
    text,
  );

function identifiersOf({ interaction, anchors }: ResolvedInteraction): Pick<Identifier, 'type' | 'value'>[] {
  const identifiers: Pick<Identifier, 'type' | 'value'>[] = [{ type: 'object', value: interaction.objectId }];
  for (const participant of interaction.participants) identifiers.push(...participant.identifiers);
  for (const { identifier, participant } of anchors) {
    // A participant's anchor is one of their identifiers; only the conversation's is not said yet.
    if (participant >= 0) continue;
    const colon = identifier.indexOf(':');
    identifiers.push({ type: identifier.slice(0, colon), value: identifier.slice(colon + 1) });
  }
  return identifiers;
}

/** Pure: the same record gives the same document, whichever of the interaction's customers the record was made for. */
export function documentOf(resolved: ResolvedInteraction): ArchivedDocument {
  const { interaction, anchors } = resolved;
  const { terms, phones } = searchTermsOf(identifiersOf(resolved));
  const words = `${interaction.subject ?? ''} ${interaction.text ?? ''}`;
  return {
    ...interaction,
    anchors: [...new Set(anchors.map((anchor) => anchor.identifier))],
    anchorDetails: anchors,
    terms,
    phones,
    ...(hasCjk(words) ? { cjk: words } : {}),
  };
}
