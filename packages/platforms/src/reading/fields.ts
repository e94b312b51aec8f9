/** What people call the fields of their forms and tables. */
const FIELD = {
  email: /e-?mail/i,
  phone: /phone|tel|mobile|cell/i,
  firstName: /first|given|vorname/i,
  lastName: /last|family|surname|nachname/i,
  name: /^(full|your)?[-_ ]?name$/i,
  company: /company|organi[sz]ation/i,
  text: /message|comment|question|enquiry|inquiry|request|body/i,
} as const;

export type FormFields = Partial<Record<keyof typeof FIELD, string>>;

/** What the fields of a form mean, by their names: the first that fits each meaning. */
export function meaningOf(fields: ReadonlyArray<readonly [string, string]>): FormFields {
  const found: FormFields = {};
  for (const [name, value] of fields) {
    const meaning = (Object.keys(FIELD) as Array<keyof typeof FIELD>).find((key) => FIELD[key].test(name));
    if (meaning !== undefined && found[meaning] === undefined && value.trim() !== '')
      found[meaning] = value.trim();
  }
  return found;
}
