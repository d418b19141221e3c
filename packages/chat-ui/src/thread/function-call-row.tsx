import type { FunctionCall } from '@parley/contracts'
import { Check, ChevronRight, CircleAlert, CircleSlash, Clock } from 'lucide-react'
import { SCROLLABLE } from '../ui/scrollable.ts'
import { Spinner } from '../ui/spinner.tsx'
import { functionCallName, functionCallState, functionCallSubject, isApproved } from './function-call-text.ts'

/** One line: what, on what, state, time. Opens to what was asked and what came back. */
export function FunctionCallRow({ call }: { call: FunctionCall }) {
  const subject = functionCallSubject(call.arguments)
  return (
    <details className="group/call rounded-lg border border-line">
      <summary className="flex min-h-10 cursor-pointer list-none items-center gap-2.5 rounded-lg px-3 text-[13px] hover:bg-hover [&::-webkit-details-marker]:hidden">
        <StateIcon call={call} />
        <span className="min-w-0 truncate">
          <span className="font-medium">{functionCallName(call.name)}</span>
          {subject && (
            <span className="text-muted">
              {' '}
              · <bdi>{subject}</bdi>
            </span>
          )}
        </span>
        <span className="ms-auto shrink-0 text-muted tabular-nums">{functionCallState(call)}</span>
        <ChevronRight
          aria-hidden="true"
          className="size-4 shrink-0 text-faint transition-transform duration-(--motion-fast) group-open/call:rotate-90 rtl:-scale-x-100"
        />
      </summary>
      <div className="space-y-3 border-t border-line p-3">
        {call.error && call.state !== 'declined' && <p className="text-[13px] text-danger">{call.error}</p>}
        <Payload title="Asked with" value={call.arguments} />
        {call.result !== undefined && <Payload title="Came back with" value={call.result} />}
      </div>
    </details>
  )
}

function StateIcon({ call }: { call: FunctionCall }) {
  const { state } = call
  if (state === 'running' && !isApproved(call)) return <Spinner className="size-4 shrink-0 text-accent-ink" />
  if (state === 'succeeded') return <Check aria-hidden="true" className="size-4 shrink-0 text-accent-ink" />
  if (state === 'failed') return <CircleAlert aria-hidden="true" className="size-4 shrink-0 text-danger" />
  if (state === 'declined') return <CircleSlash aria-hidden="true" className="size-4 shrink-0 text-faint" />
  if (state === 'awaiting_approval') return <Clock aria-hidden="true" className="size-4 shrink-0 text-warning" />
  return <Clock aria-hidden="true" className="size-4 shrink-0 text-faint" />
}

function Payload({ title, value }: { title: string; value: FunctionCall['arguments'] }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1 text-xs font-medium text-muted">{title}</h3>
      <pre
        {...SCROLLABLE}
        dir="ltr"
        className="max-h-64 overflow-auto rounded-md bg-sunken p-2.5 font-mono text-xs leading-relaxed whitespace-pre-wrap"
      >
        {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
      </pre>
    </section>
  )
}
