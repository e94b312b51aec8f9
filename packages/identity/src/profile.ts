import type { Profile, ProfileTrait } from './model.ts';
import type { TraitSeen } from './sightings.ts';

/** The last observed value wins; at one time, the greater interaction id, then the greater value. */
function outranks(a: ProfileTrait, b: ProfileTrait): boolean {
  if (a.observedAt !== b.observedAt) return a.observedAt > b.observedAt;
  if (a.interactionId !== b.interactionId) return a.interactionId > b.interactionId;
  return a.value > b.value;
}

/** Folds profiles into one. The order does not matter. */
export function foldProfiles(profiles: Iterable<Profile>): Profile {
  const folded: Record<string, ProfileTrait> = {};
  for (const profile of profiles) {
    for (const [name, trait] of Object.entries(profile)) {
      const known = Object.hasOwn(folded, name) ? folded[name] : undefined;
      // Not assigned: a trait may be named `__proto__`.
      if (!known || outranks(trait, known)) {
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

export const profileOf = (traits: Iterable<Omit<TraitSeen, 'first'>>): Profile =>
  foldProfiles(
    [...traits].map(({ name, value, platform, last }) => ({
      // A computed key makes an own property even of `__proto__`.
      [name]: { value, platform, interactionId: last.interaction, observedAt: last.at },
    })),
  );

export const sameValues = (a: Profile, b: Profile): boolean => {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name]?.value === b[name]?.value);
};

export const sameProfile = (a: Profile, b: Profile): boolean =>
  sameValues(a, b) &&
  Object.keys(a).every(
    (name) =>
      a[name]?.observedAt === b[name]?.observedAt && a[name]?.interactionId === b[name]?.interactionId,
  );
