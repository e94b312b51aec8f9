import { classes } from './classes.ts';
import { hue } from './channels.tsx';

const initials = (name: string): string => {
  const words = name.split(/[\s@._-]+/).filter((word) => /\p{L}|\d/u.test(word));
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return (
    letters
      .map((word) => word?.match(/\p{L}|\d/u)?.[0] ?? '')
      .join('')
      .toUpperCase() || '·'
  );
};

/** The same name has the same colour everywhere. */
const angleOf = (name: string): number => {
  let sum = 7;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return sum;
};

export function Avatar({ name, large = false }: { readonly name: string; readonly large?: boolean }) {
  return (
    <span
      aria-hidden="true"
      style={hue(angleOf(name))}
      className={classes(
        'tinted inline-flex shrink-0 items-center justify-center rounded-full font-semibold tracking-tight',
        large ? 'size-14 text-lg' : 'size-8 text-xs',
      )}
    >
      {initials(name)}
    </span>
  );
}
