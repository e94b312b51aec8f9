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

export const profileOf = (traits: Iterable<Omit<TraitRow, 'first'>>, rules: Rules = usualRules): Profile =>
  foldProfiles(
    [...traits].map(({ name, value, source, platform, last }) => ({
      // A computed key makes an own property even of `__proto__`.
      [name]: { value, source, platform, interactionId: last.interaction, observedAt: last.at },
    })),
    rules,
  );

/** Whether a profile tells a value by just this saying. */
export function isToldBy(profile: Profile, { name, value, source, last }: TraitRow): boolean {
  const told = Object.hasOwn(profile, name) ? profile[name] : undefined;
  return (
    told?.value === value &&
    told.source === source &&
    told.observedAt === last.at &&
    told.interactionId === last.interaction
  );
}

export const sameValues = (a: Profile, b: Profile): boolean => {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name]?.value === b[name]?.value);
};

export const sameProfile = (a: Profile, b: Profile): boolean =>
  sameValues(a, b) &&
  Object.keys(a).every(
    (name) =>
      a[name]?.source === b[name]?.source &&
      a[name]?.observedAt === b[name]?.observedAt &&
      a[name]?.interactionId === b[name]?.interactionId,
  );
