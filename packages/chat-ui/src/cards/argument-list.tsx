import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { type ArgumentField, asWords } from './argument-fields.ts'
import { FoldedText } from './folded-text.tsx'

const SHOWN_AT_FIRST = 12

/** What a tool is called with, argument by argument. What is left out does not show. */
export function ArgumentList({ fields }: { fields: readonly ArgumentField[] }) {
  const [isWhole, setWhole] = useState(false)
  const given = fields.filter(({ value }) => value !== undefined)
  if (given.length === 0) return <p className="text-sm text-muted">Nothing goes with it.</p>
  const shown = isWhole ? given : given.slice(0, SHOWN_AT_FIRST)
  return (
    <>
      <dl className="divide-y divide-line overflow-hidden rounded-lg border border-line text-sm">
        {shown.map((field) => (
          <div key={field.name} className="grid gap-x-4 gap-y-0.5 px-3 py-2 sm:grid-cols-[9rem_1fr]">
            <dt className="min-w-0 text-[13px] leading-5 text-muted wrap-anywhere">
              <bdi>{field.label}</bdi>
            </dt>
            <dd className="min-w-0">
              <ArgumentValue field={field} />
            </dd>
          </div>
        ))}
      </dl>
      {given.length > shown.length && (
        <Button look="quiet" className="mt-1" onClick={() => setWhole(true)}>
          Show {given.length - shown.length} more
        </Button>
      )}
    </>
  )
}

function ArgumentValue({ field: { label, value } }: { field: ArgumentField }) {
  if (value === undefined || value === '') return <span className="text-muted">Empty</span>
  const isCode = typeof value === 'object' && value !== null
  return <FoldedText text={asWords(value)} what={label} isCode={isCode} />
}
