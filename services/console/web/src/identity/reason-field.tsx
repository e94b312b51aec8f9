interface ReasonFieldProps {
  readonly usual?: string;
}

/** What was entered as the reason within a form; undefined where it says nothing. */
export function reasonIn(form: HTMLFormElement): string | undefined {
  const reason = new FormData(form).get('reason');
  const text = typeof reason === 'string' ? reason.trim() : '';
  return text.length < 3 ? undefined : text;
}

/** Every order says why: who looks at it later reads it. */
export function ReasonField({ usual = '' }: ReasonFieldProps) {
  return (
    <label className="block">
      <span className="mb-1.5 block font-medium">Reason</span>
      <textarea
        name="reason"
        rows={2}
        className="field h-auto! py-2"
        required
        minLength={3}
        maxLength={1000}
        defaultValue={usual}
        placeholder="Such as: the customer called, the number is their flatmate’s"
      />
    </label>
  );
}
