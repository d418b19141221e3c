import { Button } from '@parley/chat-ui/ui'
import type { Integration } from '@parley/contracts'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../data/api.ts'
import { refetchConnections } from '../../data/connections.ts'
import { toFailure } from '../../data/failure.ts'

interface DisconnectControlProps {
  connection: Integration
  platformName: string
}

/** Cannot be undone, so it asks once, in place; afterwards it says whether the provider knows. */
export function DisconnectControl({ connection: { id, isConnected }, platformName }: DisconnectControlProps) {
  const [isAsking, setAsking] = useState(false)
  const { mutate, data, error, isPending } = useMutation(
    trpc.integrations.disconnect.mutationOptions({ onSettled: () => refetchConnections() }),
  )

  if (!isConnected) {
    if (!data) return null
    return (
      <p role="status" className="w-full text-sm text-muted text-pretty">
        {data.revokedAtProvider
          ? `Disconnected. ${platformName} has revoked the access, and its tokens are deleted here.`
          : `Disconnected and its tokens are deleted here, but ${platformName} could not be told. To be sure, remove Parley in your account there.`}
      </p>
    )
  }
  if (!isAsking) {
    return (
      <Button look="quiet" onClick={() => setAsking(true)}>
        Disconnect
      </Button>
    )
  }
  return (
    <fieldset className="w-full rounded-lg bg-danger-soft p-3">
      <legend className="sr-only">Disconnect?</legend>
      <p className="text-sm text-pretty">
        Parley’s access is revoked at {platformName} and deleted here. Answers you already have stay. To read again, you
        connect again.
      </p>
      {error && <p className="mt-2 text-sm text-danger">{toFailure(error).userMessage}</p>}
      <div className="mt-3 flex flex-wrap gap-2">
        <Button look="danger" disabled={isPending} onClick={() => mutate({ integrationId: id })}>
          Disconnect now
        </Button>
        <Button autoFocus disabled={isPending} onClick={() => setAsking(false)}>
          Keep it
        </Button>
      </div>
    </fieldset>
  )
}
