import type { Profile, ProfileTrait, TraitRow } from '../model.ts';
import { usualRules } from './rules.ts';
import type { Rules } from './rules.ts';

/**
 * Whose word counts more wins (by the rules: proved, then a vendor's record, then a claim), then what was observed last; at
 * one time, the greater interaction id, then the greater value.
 */
function outranks(name: string, a: ProfileTrait, b: ProfileTrait, rules: Rules): boolean {
  const [standing, other] = [rules.standingOf(name, a.source), rules.standingOf(name, b.source)];
  if (standing !== other) return standing < other;
  if (a.observedAt !== b.observedAt) return a.observedAt > b.observedAt;
  if (a.interactionId !== b.interactionId) return a.interactionId > b.interactionId;
  return a.value > b.value;
}

/** Folds profiles into one. The order does not matter. */
export function foldProfiles(profiles: Iterable<Profile>, rules: Rules = usualRules): Profile {
  const folded: Record<string, ProfileTrait> = {};
  for (const profile of profiles) {
    for (const [name, trait] of Object.entries(profile)) {
      const known = Object.hasOwn(folded, name) ? folded[name] : undefined;
      // Not assigned: a trait may be named `__proto__`.
      if (!known || outranks(name, trait, known, rules)) {
        Object.defineProperty(folded, name, {
          value: trait,
          enumerable: true,
          writable: true,
          configurable: true,
        });
      }
    }
  }
  return folded;
}

const toProfileTrait = ({ value, source, platform, last }: Omit<TraitRow, 'first'>): ProfileTrait => ({
  ...{ value, source, platform },
  interactionId: last.interaction,
  observedAt: last.at,
});

export const profileOf = (traits: Iterable<Omit<TraitRow, 'first'>>, rules: Rules = usualRules): Profile =>
  foldProfiles(
    // A computed key makes an own property even of `__proto__`.
    [...traits].map((row) => ({ [row.name]: toProfileTrait(row) })),
    rules,
  );

const isSame = (a: ProfileTrait | undefined, b: ProfileTrait | undefined): boolean =>
  a?.value === b?.value &&
  a?.source === b?.source &&
  a?.observedAt === b?.observedAt &&
  a?.interactionId === b?.interactionId;

/** Whether a profile tells a value by just this saying. */
export const isToldBy = (profile: Profile, row: TraitRow): boolean =>
  Object.hasOwn(profile, row.name) && isSame(profile[row.name], toProfileTrait(row));

const sameBy = (isAlike: typeof isSame) => (a: Profile, b: Profile) => {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => isAlike(a[name], b[name]));
};

export const sameValues = sameBy((a, b) => a?.value === b?.value);

export const sameProfile = sameBy(isSame);
