/** Words that people are made of; earlier ones are commoner. Invented combinations: nobody in particular. */
const list = (words: string): ReadonlyArray<string> => words.trim().split(/\s+/);

export const firstNames = list(`
olivia oliver emma jack charlotte noah amelia william sophie thomas isabella james mia lucas grace henry chloe leo ella alexander ruby ethan
zoe benjamin hannah samuel lily daniel emily joshua sarah michael lucy matthew anna david jessica andrew laura robert rebecca peter nicole
christopher elizabeth john katherine anthony megan stephen victoria patrick julia edward claire richard alice george eva simon nina paul
helen martin irene frank clara oscar marta hugo ines felix petra ivan rosa karl elsa erik ingrid jonas birgit stefan monika
luca giulia marco chiara pablo lucia diego carmen omar leila yusuf fatima arjun priya wei mei kenji yuki minh linh`);

export const lastNames = list(`
smith jones williams brown taylor wilson johnson martin anderson thompson white walker nguyen harris lee ryan robinson kelly king davis wright
evans roberts green hall wood jackson clarke patel khan lewis turner hill scott cooper morris ward moore clark baker harrison allen young
mitchell murphy campbell stewart morgan bell watson bennett hughes gray cook bailey parker singh schmidt mueller schneider fischer weber meyer
wagner becker hoffmann koch richter klein wolf rossi russo ferrari esposito garcia martinez lopez sanchez fernandez silva santos oliveira
kowalski novak horvath nagy petrov ivanov larsen hansen nilsson berg lindqvist virtanen dubois moreau laurent girard leroy okafor mensah diallo
tanaka sato yamamoto kim park choi chen wang zhang tran pham o'brien o'connor macdonald fitzgerald van-dyk de-vries`);

const starts = list(
  'bran cald dun fair gren hal kirk lang mar nor oak pem quin ros sel thorn ul ven whit yar',
);
const ends = list('ley ton worth berry field well brook ham stead wick by mont gate low more');
/** Rare surnames and places, 300 of each. */
export const rareNames: ReadonlyArray<string> = starts.flatMap((start) => ends.map((end) => start + end));
export const suburbs: ReadonlyArray<string> = rareNames.map((name) => `${name} park`);
export const streets: ReadonlyArray<string> = rareNames.flatMap((name) => [`${name} street`, `${name} road`]);
export const states = list('nsw vic qld wa sa tas');
