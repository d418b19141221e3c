export function Logo({ className = 'size-8' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path d="M9 9.5h14v9.2a2 2 0 0 1-2 2h-6.6L9 25z" className="fill-on-accent" />
    </svg>
  )
}
