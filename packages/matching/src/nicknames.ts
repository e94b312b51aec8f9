/** Short forms and the names that they stand for; the first of a line names the group. English ones: a start, not a census. */
const groups = `
alexander alex sandy xander|alexandra alex sandra lexi|andrew andy drew|anthony tony|barbara barb|benjamin ben benny
catherine katherine kathryn cathy kathy kate katie kit|charles charlie chuck|christine christina chris tina|christopher chris kit
daniel dan danny|david dave|deborah debbie deb|donald don|dorothy dot dottie|edward ed eddie ted|elizabeth liz lizzie beth betty eliza libby
eugene gene|francis frank|frederick fred freddie|gerald gerry jerry|gregory greg|harold harry hal|henry harry hank|isabella bella izzy
jacob jake|jacqueline jackie|james jim jimmy jamie|jeffrey jeff|jennifer jen jenny|jessica jess jessie|john jack johnny|jonathan jon
joseph joe joey|joshua josh|judith judy|kenneth ken kenny|kimberly kim|lawrence larry|leonard len leo|louis lou|madeline maddie
margaret maggie meg peggy|matthew matt|megan meg|michael mike mick|nathaniel nathan nate|nicholas nick|nicole nicky|pamela pam
patricia pat patty trish|patrick pat paddy|peter pete|philip phil|raymond ray|rebecca becky bec|richard dick rick rich|robert bob bobby rob robbie bert
ronald ron|russell russ|samantha sam|samuel sam sammy|sandra sandy|sarah sally|stephanie steph|stephen steven steve|susan sue susie
theodore ted theo|thomas tom tommy|timothy tim|victoria vicky tori|vincent vince|walter walt|william will bill billy liam|zachary zach zac`;

const formalOf = new Map<string, ReadonlyArray<string>>();
for (const group of groups.trim().split(/[|\n]/)) {
  const names = group.split(' ');
  const formal = names[0] ?? '';
  for (const name of names) formalOf.set(name, [...(formalOf.get(name) ?? []), formal]);
}

/** Whether two folded first names may be one and the same person's, a short form and its long one or two short forms. */
export function sameNickname(a: string, b: string): boolean {
  const formals = formalOf.get(a);
  return formals !== undefined && (formalOf.get(b)?.some((formal) => formals.includes(formal)) ?? false);
}
