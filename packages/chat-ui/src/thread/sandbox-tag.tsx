import { clsx } from 'clsx'

/** Marks what came from the sandbox and not from the outside world. */
export function SandboxTag({ className }: { className?: string }) {
  return (
    <span
      title="This answer comes from the built-in sandbox model."
      className={clsx('rounded-md border border-line px-1.5 py-0.5 text-[11px] font-medium text-muted', className)}
    >
      Sandbox
    </span>
  )
}
