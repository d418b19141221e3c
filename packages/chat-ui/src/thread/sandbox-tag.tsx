import { clsx } from 'clsx'

interface SandboxTagProps {
  className?: string
  /** What it marks, on hover. */
  words?: string
}

/** Marks what came from the sandbox and not from the outside world. */
export function SandboxTag({
  className,
  words = 'This answer comes from the built-in sandbox model.',
}: SandboxTagProps) {
  return (
    <span
      title={words}
      className={clsx('rounded-md border border-line px-1.5 py-0.5 text-[11px] font-medium text-muted', className)}
    >
      Sandbox
    </span>
  )
}
