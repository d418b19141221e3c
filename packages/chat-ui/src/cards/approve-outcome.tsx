import { ChevronRight } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import type { ApproveStage, Json } from './approve-stage.ts'
import { type ArgumentField, asWords } from './argument-fields.ts'
import { ArgumentList } from './argument-list.tsx'
import { FoldedText } from './folded-text.tsx'

interface ApproveOutcomeProps {
  stage: Exclude<ApproveStage, { name: 'ask' }>
  fields: readonly ArgumentField[]
  askAgain: (() => void) | undefined
}

const NEVER_CALLED: readonly ApproveStage['name'][] = ['declined', 'ended']
const NOT_DONE: readonly ApproveStage['name'][] = ['failed', 'unknown', ...NEVER_CALLED]

/** What became of a call that was decided: what came of it, what it was called with, and the way on where it was not done. */
export function ApproveOutcome({ stage, fields, askAgain }: ApproveOutcomeProps) {
  const isCalled = !NEVER_CALLED.includes(stage.name)
  return (
    <>
      {'words' in stage && stage.words && (
        <div className="mt-3 text-sm">
          <FoldedText text={stage.words} what="what went wrong" />
        </div>
      )}
      {stage.name === 'done' && <Result result={stage.result} />}
      <details className="group/with mt-2 -mb-2">
        <summary className="-ms-1 flex min-h-10 w-fit cursor-pointer list-none items-center gap-1.5 rounded-lg ps-1 pe-2 text-[13px] text-muted hover:bg-hover hover:text-ink [&::-webkit-details-marker]:hidden">
          <ChevronRight
            aria-hidden="true"
            className="size-4 shrink-0 transition-transform duration-(--motion-fast) group-open/with:rotate-90 rtl:-scale-x-100"
          />
          {isCalled ? 'What went with it' : 'What would have gone with it'}
        </summary>
        <div className="mt-1 mb-2">
          <ArgumentList fields={fields} />
        </div>
      </details>
      {askAgain && NOT_DONE.includes(stage.name) && (
        <Button className="mt-4" onClick={askAgain}>
          Ask again
        </Button>
      )}
    </>
  )
}

function Result({ result }: { result: Json | undefined }) {
  if (result === undefined || result === null || result === '') return null
  return (
    <div className="mt-3 text-sm">
      <h4 className="mb-1 text-[13px] text-muted">What came back</h4>
      <FoldedText text={asWords(result)} what="what came back" isCode={typeof result === 'object'} />
    </div>
  )
}
