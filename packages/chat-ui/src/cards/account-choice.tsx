import type { ConnectedAccount } from '@parley/contracts'
import { useId, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Spinner } from '../ui/spinner.tsx'

interface AccountChoiceProps {
  accounts: readonly Pick<ConnectedAccount, 'accountId' | 'name'>[]
  isSaving: boolean
  onChoose: (accountId: string) => void
  /** None of them is right: another sign-in. */
  onOther: () => void
}

/** Which of a sign-in's accounts to read. Nothing is chosen for the person, unless there is one alone. */
export function AccountChoice({ accounts, isSaving, onChoose, onOther }: AccountChoiceProps) {
  const [picked, setPicked] = useState(accounts.length === 1 ? accounts[0]?.accountId : undefined)
  const name = useId()
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (picked !== undefined) onChoose(picked)
      }}
    >
      <fieldset className="space-y-1.5" disabled={isSaving}>
        <legend className="sr-only">Account</legend>
        {accounts.map((account) => (
          <label
            key={account.accountId}
            className="flex min-h-11 cursor-pointer items-center gap-3 rounded-lg border border-line px-3 py-2 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft"
          >
            <input
              type="radio"
              name={name}
              value={account.accountId}
              checked={picked === account.accountId}
              onChange={() => setPicked(account.accountId)}
              className="size-4 accent-accent"
            />
            <span className="min-w-0 break-words">
              {account.name} <span className="text-[13px] text-muted tabular-nums">{account.accountId}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button type="submit" look="primary" disabled={picked === undefined || isSaving}>
          {isSaving && <Spinner />}
          Use this account
        </Button>
        <Button look="quiet" disabled={isSaving} onClick={onOther}>
          Sign in as someone else
        </Button>
      </div>
    </form>
  )
}
