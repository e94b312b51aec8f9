/** The line through, with its points. */
export function BrandMark({ className = 'size-8' }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="#0f766e" />
      <path d="M4 16h24" stroke="#fff" strokeWidth="2.5" strokeLinecap="round" opacity=".55" />
      <circle cx="9" cy="16" r="3" fill="#fff" />
      <circle cx="17.5" cy="16" r="4.5" fill="#fff" />
      <circle cx="25" cy="16" r="2" fill="#fff" />
    </svg>
  );
}
