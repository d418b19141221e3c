import type { Feedback } from '@parley/contracts'
import { clsx } from 'clsx'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { feedbackReasons } from './feedback-reasons.ts'
import type { Rating } from './thread-types.ts'

export interface FeedbackFormProps {
  feedback: Feedback
  onRate: (rating: Rating) => void
  onClose: () => void
}

/** Opens under an answer after a thumb: a reason by one click, words if there is more to say. Nothing in it is required. */
export function FeedbackForm({ feedback, onRate, onClose }: FeedbackFormProps) {
  const [comment, setComment] = useState(feedback.comment ?? '')
  const { rating, reason } = feedback
  const rest = (text: string) => (text.trim() ? { comment: text.trim() } : {})

  return (
    <form
      className="mt-3 max-w-lg rounded-xl border border-line bg-sunken p-3.5"
      onSubmit={(event) => {
        event.preventDefault()
        onRate({ rating, ...(reason ? { reason } : {}), ...rest(comment) })
        onClose()
      }}
    >
      <fieldset>
        <legend className="mb-2.5 text-sm">
          Thank you. {rating === 'positive' ? 'What was good about it?' : 'What was wrong with it?'}
        </legend>
        <div className="flex flex-wrap gap-2">
          {feedbackReasons(rating).map((option) => (
            <button
              key={option.reason}
              type="button"
              aria-pressed={reason === option.reason}
              onClick={() =>
                onRate({ rating, ...(reason === option.reason ? {} : { reason: option.reason }), ...rest(comment) })
              }
              className={clsx(
                'min-h-10 rounded-lg border px-3 text-[13px] transition-colors duration-(--motion-fast)',
                reason === option.reason
                  ? 'border-accent bg-accent-soft font-medium text-accent-ink'
                  : 'border-line-strong bg-canvas hover:bg-hover',
              )}
            >
              {option.words}
            </button>
          ))}
        </div>
      </fieldset>
      <label className="mt-3 block">
        <span className="sr-only">Comment</span>
        <textarea
          value={comment}
          onChange={(event) => setComment(event.target.value)}
          maxLength={4000}
          rows={2}
          placeholder="Anything to add? (optional)"
          className="block w-full resize-y rounded-lg border border-line-control bg-canvas px-3 py-2 text-sm placeholder:text-faint"
        />
      </label>
      <div className="mt-2.5 flex flex-wrap justify-end gap-2">
        <Button look="quiet" onClick={() => onRate({ rating: null })}>
          Withdraw rating
        </Button>
        <Button type="submit" look="primary">
          {comment.trim() ? 'Send' : 'Done'}
        </Button>
      </div>
    </form>
  )
}
