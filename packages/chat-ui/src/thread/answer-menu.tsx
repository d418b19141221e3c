import { Menu } from '@base-ui/react/menu'
import type { Message, MessageAi } from '@parley/contracts'
import { Ellipsis } from 'lucide-react'
import { IconButton } from '../ui/icon-button.tsx'
import { useCopy } from '../ui/use-copy.ts'
import { formatDuration } from './function-call-text.ts'
import { formatFullTime } from './time-groups.ts'

/** The rest of what can be done with an answer, and how it was made. */
export function AnswerMenu({ message }: { message: Message }) {
  const { copy } = useCopy()
  return (
    <Menu.Root>
      <Menu.Trigger render={<IconButton label="More about this answer" />}>
        <Ellipsis className="size-4" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="start" sideOffset={4} className="z-40">
          <Menu.Popup className="min-w-60 rounded-xl bg-raised p-1.5 text-sm shadow-floating outline-none">
            <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 px-2.5 pt-1.5 pb-2.5 text-[13px]">
              {details(message).map(([term, value]) => (
                <div key={term} className="contents">
                  <dt className="text-muted">{term}</dt>
                  <dd className="text-end tabular-nums">{value}</dd>
                </div>
              ))}
            </dl>
            <Menu.Separator className="mx-2.5 mb-1.5 h-px bg-line" />
            <Menu.Item
              className="flex min-h-10 items-center rounded-lg px-2.5 outline-none data-highlighted:bg-hover"
              onClick={() => copy(message.id)}
            >
              Copy answer id
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
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
