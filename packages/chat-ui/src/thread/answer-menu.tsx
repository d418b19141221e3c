import type { Message, MessageAi } from '@parley/contracts'
import { Ellipsis, Hash } from 'lucide-react'
import { IconButton } from '../ui/icon-button.tsx'
import { MenuItem, MenuPopup, MenuRoot, MenuSeparator, MenuTrigger } from '../ui/menu.tsx'
import { useCopy } from '../ui/use-copy.ts'
import { formatDuration } from './function-call-text.ts'
import { formatFullTime } from './time-groups.ts'

/** The rest of what can be done with an answer, and how it was made. */
export function AnswerMenu({ message }: { message: Message }) {
  const { copy } = useCopy()
  return (
    <MenuRoot>
      <MenuTrigger render={<IconButton label="More about this answer" />}>
        <Ellipsis className="size-4" />
      </MenuTrigger>
      <MenuPopup>
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 px-2.5 py-1.5 text-[13px]">
          {details(message).map(([term, value]) => (
            <div key={term} className="contents">
              <dt className="text-muted">{term}</dt>
              <dd className="text-end tabular-nums">{value}</dd>
            </div>
          ))}
        </dl>
        <MenuSeparator />
        <MenuItem icon={<Hash aria-hidden="true" className="size-4 text-muted" />} onClick={() => copy(message.id)}>
          Copy answer id
        </MenuItem>
      </MenuPopup>
    </MenuRoot>
  )
}

function details({ ai, createdAt }: Message): [string, string][] {
  const sent: [string, string] = ['Asked', formatFullTime(createdAt)]
  if (!ai) return [sent]
  return [
    ['Model', ai.model],
    ['Tokens', `${ai.inputTokens.toLocaleString()} in, ${ai.outputTokens.toLocaleString()} out`],
    ['Cost', formatCost(ai.costUsd)],
    ...(ai.responseTimeMs === undefined
      ? []
      : [['Took', formatDuration(ai.responseTimeMs)] satisfies [string, string]]),
    sent,
  ]
}

function formatCost(costUsd: MessageAi['costUsd']): string {
  if (costUsd === null) return 'Price unknown'
  return costUsd.toLocaleString(undefined, { style: 'currency', currency: 'USD', maximumFractionDigits: 6 })
}
