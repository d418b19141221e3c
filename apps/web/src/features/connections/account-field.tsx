import type { Integration } from '@parley/contracts'
import { useMutation } from '@tanstack/react-query'
import { useId } from 'react'
import { trpc } from '../../data/api.ts'
import { refetchConnections } from '../../data/connections.ts'
import { toFailure } from '../../data/failure.ts'

/** Which account is read; another one is taken at once. */
export function AccountField({ connection: { id, account, accounts } }: { connection: Integration }) {
  const field = useId()
  const { mutate, isPending, isSuccess, error, variables } = useMutation(
    trpc.integrations.selectAccount.mutationOptions({ onSuccess: () => refetchConnections() }),
  )
  const chosen = (isPending && variables?.accountId) || account?.accountId || ''
  return (
    <div className="mt-4">
      <label htmlFor={field} className="mb-1.5 block text-sm font-medium">
        Account
      </label>
      <select
        id={field}
        value={chosen}
        disabled={isPending}
        aria-describedby={`${field}-note`}
        onChange={(event) => mutate({ integrationId: id, accountId: event.target.value })}
        className="block min-h-11 w-full max-w-md rounded-lg border border-line-control bg-canvas px-3"
      >
        {chosen === '' && <option value="">Choose an account</option>}
        {accounts.map(({ accountId, name, currency, timeZone }) => (
          <option key={accountId} value={accountId}>
            {name} ({currency}, {timeZone})
          </option>
        ))}
      </select>
      <p
        id={`${field}-note`}
        role="status"
        className={error ? 'mt-1.5 text-[13px] text-danger' : 'mt-1.5 text-[13px] text-muted'}
      >
        {error
          ? toFailure(error).userMessage
          : isSuccess
            ? 'Changed. New answers read this account.'
            : 'Days and amounts are in the account’s own time zone and currency.'}
      </p>
    </div>
  )
}
