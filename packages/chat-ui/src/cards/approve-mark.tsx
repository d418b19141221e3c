import type { ApproveCard } from '@parley/contracts'
import { clsx } from 'clsx'
import { CircleCheck, CircleQuestionMark, CircleSlash, CircleX, Coins, type LucideIcon, PenLine } from 'lucide-react'
import { Spinner } from '../ui/spinner.tsx'
import type { ApproveStage } from './approve-stage.ts'

type Look = 'accent' | 'warning' | 'danger' | 'quiet'

const LOOKS: Record<Look, string> = {
  accent: 'bg-accent-soft text-accent-ink',
  warning: 'bg-warning-soft text-warning',
  danger: 'bg-danger-soft text-danger',
  quiet: 'bg-sunken text-muted',
}

const OUTCOMES: Record<Exclude<ApproveStage['name'], 'ask' | 'approved' | 'running'>, [Look, LucideIcon]> = {
  done: ['accent', CircleCheck],
  failed: ['danger', CircleX],
  unknown: ['warning', CircleQuestionMark],
  declined: ['quiet', CircleSlash],
  ended: ['quiet', CircleSlash],
}

interface ApproveMarkProps {
  effect: ApproveCard['effect']
  stage: ApproveStage['name']
}

/** Decorative: the words beside it say the same. */
export function ApproveMark({ effect, stage }: ApproveMarkProps) {
  const isUnderWay = stage === 'approved' || stage === 'running'
  const [look, Icon] = isUnderWay || stage === 'ask' ? markOf(effect) : OUTCOMES[stage]
  return (
    <span aria-hidden="true" className={clsx('grid size-10 shrink-0 place-items-center rounded-lg', LOOKS[look])}>
      {isUnderWay ? <Spinner className="size-5" /> : <Icon className="size-5" />}
    </span>
  )
}

function markOf(effect: ApproveCard['effect']): [Look, LucideIcon] {
  return effect === 'spends_money' ? ['warning', Coins] : ['accent', PenLine]
}
