import { Button, Spinner } from '@parley/chat-ui/ui'
import { useMutation } from '@tanstack/react-query'
import { trpc } from '../../data/api.ts'
import { refetchConnections } from '../../data/connections.ts'
import { toFailure } from '../../data/failure.ts'

/** Asks the platform for real, and says how long it took. */
export function TestControl({ integrationId }: { integrationId: string }) {
  const { mutate, data, error, isPending } = useMutation(
    trpc.integrations.test.mutationOptions({ onSettled: () => refetchConnections() }),
  )
  const problem = error
    ? toFailure(error).userMessage
    : data?.ok === false && (data.userMessage ?? 'It did not answer.')
  return (
    <>
      <p role="status" className={problem ? 'w-full text-sm text-danger' : 'w-full text-sm text-muted empty:hidden'}>
        {isPending ? 'Asking…' : problem || (data && `It works: answered in ${data.latencyMs.toLocaleString()} ms.`)}
      </p>
      <Button disabled={isPending} onClick={() => mutate({ integrationId })}>
        {isPending && <Spinner />}
        Test
      </Button>
    </>
  )
}
