import type { ApproveCard } from '@parley/contracts'
import { Coins } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { ApproveForm } from './approve-form.tsx'
import type { ApproveCardActions, ApproveStage } from './approve-stage.ts'
import type { ArgumentField } from './argument-fields.ts'
import { ArgumentList } from './argument-list.tsx'
import { FoldedText } from './folded-text.tsx'

interface ApproveAskProps {
  card: Pick<ApproveCard, 'description' | 'effect'>
  destination: string | null
  fields: readonly ArgumentField[]
  stage: Extract<ApproveStage, { name: 'ask' }>
  actions: Omit<ApproveCardActions, 'askAgain'>
}

/** What would be done, where and with what, and the three answers. */
export function ApproveAsk({ card, destination, fields, stage, actions }: ApproveAskProps) {
  const { deciding, failure } = stage
  const [isEditing, setEditing] = useState(false)
  const editButton = useRef<HTMLButtonElement>(null)
  useFocusOnReturn(editButton, isEditing)

  const change = (isNext: boolean) => {
    actions.forgetFailure()
    setEditing(isNext)
  }

  return (
    <>
      <div className="mt-3 text-sm">
        <FoldedText text={card.description} what="what it does" />
      </div>
      <p className="mt-3 text-sm text-pretty">
        {destination === null ? (
          'It runs on this server. Nothing is sent elsewhere.'
        ) : (
          <>
            <span className="text-muted">Goes to</span>{' '}
            <bdi dir="ltr" className="font-medium break-all">
              {destination}
            </bdi>
          </>
        )}
      </p>
      {card.effect === 'spends_money' && (
        <p className="mt-3 flex gap-2.5 rounded-lg bg-warning-soft px-3 py-2.5 text-sm text-pretty">
          <Coins aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warning" />
          <span>{`This costs money${destination === null ? '' : ' at the other side'}. Parley does not know how much.`}</span>
        </p>
      )}
      <div className="mt-4">
        <h4 className="mb-2 text-sm font-medium">{isEditing ? 'Change what goes with it' : 'What goes with it'}</h4>
        {isEditing ? (
          <ApproveForm
            fields={fields}
            isSending={deciding !== null}
            failure={failure}
            onApprove={actions.edit}
            onCancel={() => change(false)}
          />
        ) : (
          <>
            <ArgumentList fields={fields} />
            {failure && (
              <p role="alert" className="mt-4 rounded-lg bg-danger-soft px-3 py-2.5 text-sm">
                {failure.userMessage}
              </p>
            )}
            <div className="mt-4 flex flex-wrap gap-2">
              <Button look="primary" {...whileDeciding(deciding, actions.approve)}>
                {deciding === 'approve' && <Spinner />}
                Approve
              </Button>
              {fields.length > 0 && (
                <Button ref={editButton} {...whileDeciding(deciding, () => change(true))}>
                  Edit
                </Button>
              )}
              <Button look="quiet" {...whileDeciding(deciding, actions.decline)}>
                {deciding === 'decline' && <Spinner />}
                Decline
              </Button>
            </div>
          </>
        )}
      </div>
    </>
  )
}

/** While one answer is under way none can be given; a button that had the keyboard keeps it, which `disabled` would take. */
function whileDeciding(deciding: string | null, act: () => void) {
  const isDisabled = deciding !== null
  return { 'aria-disabled': isDisabled, onClick: () => !isDisabled && act() }
}

/** Back from the form, the keyboard is where it came from. */
function useFocusOnReturn(button: RefObject<HTMLButtonElement | null>, isAway: boolean): void {
  const wasAway = useRef(false)
  useEffect(() => {
    if (wasAway.current && !isAway) button.current?.focus()
    wasAway.current = isAway
  }, [button, isAway])
}
