import type { Feedback, Message } from '@parley/contracts'
import { clsx } from 'clsx'
import { RefreshCw, ThumbsDown, ThumbsUp } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { AnswerMenu } from './answer-menu.tsx'
import { FeedbackForm } from './feedback-form.tsx'
import { SandboxTag } from './sandbox-tag.tsx'
import type { Rating } from './thread-types.ts'

export interface AnswerActionsProps {
  message: Message
  isLatest: boolean
  isSandbox: boolean
  onAskAgain: (() => void) | null
  onRate: (rating: Rating) => void
}

/** Copy, ask again, thumbs, more. On a device that hovers, older answers show theirs on hover and focus; elsewhere always. */
export function AnswerActions({ message, isLatest, isSandbox, onAskAgain, onRate }: AnswerActionsProps) {
  const [isFormOpen, setFormOpen] = useState(false)
  const feedback = message.feedback

  const press = (rating: Feedback['rating']) => {
    const isWithdrawal = feedback?.rating === rating
    onRate({ rating: isWithdrawal ? null : rating })
    setFormOpen(!isWithdrawal)
  }

  return (
    <>
      <div
        className={clsx(
          '-ms-3 -mb-2 flex min-h-10 items-center transition-opacity duration-(--motion-fast)',
          !isLatest && !feedback && 'hover-reveal',
        )}
      >
        <CopyButton text={message.text} label="Copy answer" />
        {onAskAgain && (
          <IconButton label="Ask again" onClick={onAskAgain}>
            <RefreshCw className="size-4" />
          </IconButton>
        )}
        <Thumb rating="positive" feedback={feedback} onPress={press} />
        <Thumb rating="negative" feedback={feedback} onPress={press} />
        <AnswerMenu message={message} />
        {feedback && !isFormOpen && (
          <Button look="quiet" size="small" className="min-h-10" onClick={() => setFormOpen(true)}>
            {feedback.reason || feedback.comment ? 'Edit feedback' : 'Tell us more'}
          </Button>
        )}
        {isSandbox && <SandboxTag className="ms-auto" />}
      </div>
      {feedback && isFormOpen && (
        <FeedbackForm
          key={feedback.rating}
          feedback={feedback}
          onRate={(rating) => {
            onRate(rating)
            if (rating.rating === null) setFormOpen(false)
          }}
          onClose={() => setFormOpen(false)}
        />
      )}
    </>
  )
}

interface ThumbProps {
  rating: Feedback['rating']
  feedback: Feedback | undefined
  onPress: (rating: Feedback['rating']) => void
}

function Thumb({ rating, feedback, onPress }: ThumbProps) {
  const isPressed = feedback?.rating === rating
  const Icon = rating === 'positive' ? ThumbsUp : ThumbsDown
  return (
    <IconButton
      label={rating === 'positive' ? 'Good answer' : 'Bad answer'}
      aria-pressed={isPressed}
      onClick={() => onPress(rating)}
    >
      <Icon className={clsx('size-4', isPressed && 'fill-current')} />
    </IconButton>
  )
}
