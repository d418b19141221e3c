import type { ConnectCard as ConnectCardData, PlatformInfo } from '@parley/contracts'
import { Check, ShieldCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { SandboxTag } from '../thread/sandbox-tag.tsx'
import { Button } from '../ui/button.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { AccountChoice } from './account-choice.tsx'
import type { ConnectCardActions, ConnectStage } from './connect-stage.ts'
import { PlatformMark } from './platform-mark.tsx'

export interface ConnectCardProps {
  platform: PlatformInfo
  reason: ConnectCardData['reason']
  stage: ConnectStage
  actions: ConnectCardActions
  /** Where connections are looked after: a link. */
  manageLink: ReactNode
}

const SANDBOX_WORDS = 'A stand-in for the real provider. Its accounts and data are made up.'

/** Asks for a connection and stays in its place while it is made. */
export function ConnectCard({ platform, reason, stage, actions, manageLink }: ConnectCardProps) {
  const { name, isSandbox } = platform
  return (
    <section aria-label={`Connect ${name}`} className="rounded-xl border border-line-strong bg-raised p-4">
      <div className="flex items-start gap-3">
        <PlatformMark platform={platform.platform} />
        <div className="min-w-0 flex-1">
          <h3 className="font-semibold tracking-tight">{headingOf(name, reason, stage)}</h3>
          <p className="text-[13px] text-muted text-pretty">{introOf(name, reason, stage)}</p>
        </div>
        {isSandbox && <SandboxTag words={SANDBOX_WORDS} />}
      </div>
      {(stage.name === 'offer' || stage.name === 'starting') && <Promises platform={platform} />}
      <div className="mt-4">
        <StageBody name={name} reason={reason} stage={stage} actions={actions} manageLink={manageLink} />
      </div>
    </section>
  )
}

function StageBody({
  name,
  reason,
  stage,
  actions,
  manageLink,
}: Omit<ConnectCardProps, 'platform'> & { name: string }) {
  switch (stage.name) {
    case 'offer':
    case 'starting':
      return (
        <Row>
          <Button look="primary" disabled={stage.name === 'starting'} onClick={actions.connect}>
            {stage.name === 'starting' && <Spinner />}
            {reason === 'not_connected' ? `Connect ${name}` : `Reconnect ${name}`}
          </Button>
          {actions.decline && (
            <Button look="quiet" onClick={actions.decline}>
              Not now
            </Button>
          )}
        </Row>
      )
    case 'blocked':
      return (
        <Row>
          <Button look="primary" onClick={actions.openHere}>
            Open in this tab
          </Button>
          <Button look="quiet" onClick={actions.openAgain}>
            Try the window again
          </Button>
        </Row>
      )
    case 'waiting':
      return (
        <Row>
          <p className="flex min-h-10 flex-1 items-center gap-2.5 text-sm text-muted">
            <Spinner className="size-4 text-accent-ink" /> Waiting for your consent…
          </p>
          <Button onClick={actions.openAgain}>Open the window again</Button>
          <Button look="quiet" onClick={actions.cancel}>
            Cancel
          </Button>
        </Row>
      )
    case 'choose':
      return (
        <AccountChoice
          accounts={stage.accounts}
          isSaving={stage.isSaving}
          onChoose={actions.choose}
          onOther={actions.connect}
        />
      )
    case 'connected':
      return (
        <Row>
          <p className="flex min-h-10 flex-1 items-center gap-2 text-sm">
            <Check aria-hidden="true" className="size-4 text-accent-ink" />
            {stage.accountName ? `Connected to ${stage.accountName}` : 'Connected'}
          </p>
          {manageLink}
        </Row>
      )
    case 'closed':
    case 'failed':
      return (
        <Row>
          <Button look={stage.name === 'failed' ? 'primary' : 'secondary'} onClick={actions.connect}>
            {stage.name === 'failed' ? 'Try again' : `Connect ${name}`}
          </Button>
          {stage.name === 'failed' && actions.decline && (
            <Button look="quiet" onClick={actions.decline}>
              Not now
            </Button>
          )}
        </Row>
      )
  }
}

function Row({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-2">{children}</div>
}

function Promises({ platform: { name, reads, neverDoes } }: { platform: PlatformInfo }) {
  return (
    <dl className="mt-4 grid gap-4 text-sm sm:grid-cols-2">
      <div>
        <dt className="font-medium">Parley will read</dt>
        {reads.map((words) => (
          <dd key={words} className="mt-1.5 flex gap-2 text-muted">
            <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-accent-ink" /> {words}
          </dd>
        ))}
      </div>
      <div>
        <dt className="font-medium">Parley will never</dt>
        {neverDoes.map((words) => (
          <dd key={words} className="mt-1.5 flex gap-2 text-muted">
            <ShieldCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-faint" />
            <span>{words}</span>
          </dd>
        ))}
        <dd className="sr-only">You can disconnect {name} at any time.</dd>
      </div>
    </dl>
  )
}

function headingOf(name: string, reason: ConnectCardData['reason'], stage: ConnectStage): string {
  if (stage.name === 'connected') return `${name} is connected`
  if (stage.name === 'choose') return 'Which account should be read?'
  if (stage.name === 'closed') return `${name} is not connected`
  return reason === 'not_connected' ? `Connect ${name}` : `Reconnect ${name}`
}

function introOf(name: string, reason: ConnectCardData['reason'], stage: ConnectStage): string {
  switch (stage.name) {
    case 'blocked':
      return 'Your browser kept the window from opening. You can go on in this tab and come back here.'
    case 'waiting':
      return `Say yes in the window that opened. This goes on by itself.`
    case 'choose':
      return `Your sign-in can read more than one. You can change this later.`
    case 'connected':
      return 'Read only. You can disconnect at any time.'
    case 'closed':
      return stage.words
    case 'failed':
      return stage.userMessage
    case 'offer':
    case 'starting':
      return WHY[reason](name)
  }
}

const WHY: Record<ConnectCardData['reason'], (name: string) => string> = {
  not_connected: () => 'To answer with your own numbers. It takes about a minute.',
  expired: (name) => `${name} ended this connection. Reconnect to go on where you were.`,
  missing_scope: (name) => `${name} did not allow reading this data. Reconnect and leave the permission ticked.`,
  choose_account: (name) => `${name} is connected, but no account is chosen.`,
}
