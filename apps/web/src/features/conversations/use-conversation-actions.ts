import type { Conversation } from '@parley/contracts'
import { useMutation } from '@tanstack/react-query'
import { trpc } from '../../data/api.ts'
import { withChangedConversation, withoutConversation } from '../../data/conversation-pages.ts'
import { patchConversationLists, refetchConversationLists } from '../../data/conversations-query.ts'
import { toFailure } from '../../data/failure.ts'
import { patchThread, refetchThread } from '../../data/thread-query.ts'
import { showToast } from '../../ui/show-toast.ts'

/** What can be done with a conversation, shown at once. Archive and delete can be undone from their toast. */
export function useConversationActions() {
  const settle = {
    onSuccess: (changed: Conversation) => patchThread(changed.id, (thread) => ({ ...thread, ...changed })),
    onError: (error: unknown, { conversationId }: { conversationId: string }) => {
      showToast(toFailure(error).userMessage)
      void refetchThread(conversationId)
    },
    onSettled: () => refetchConversationLists(),
  }
  const leaveList = ({ conversationId }: { conversationId: string }) =>
    patchConversationLists((pages) => withoutConversation(pages, conversationId))

  const update = useMutation(
    trpc.conversations.update.mutationOptions({
      ...settle,
      onMutate: ({ conversationId, title }) => {
        const change = title === undefined ? {} : { title }
        patchConversationLists((pages) => withChangedConversation(pages, conversationId, change))
        patchThread(conversationId, (thread) => ({ ...thread, ...change }))
      },
    }),
  )
  const restore = useMutation(trpc.conversations.restore.mutationOptions({ ...settle, onMutate: leaveList }))
  const archive = useMutation(trpc.conversations.archive.mutationOptions({ ...settle, onMutate: leaveList }))
  const remove = useMutation(trpc.conversations.remove.mutationOptions({ ...settle, onMutate: leaveList }))

  const undo = (conversationId: string) => () => restore.mutate({ conversationId })

  return {
    rename: (conversationId: string, title: string) => update.mutate({ conversationId, title }),
    archive(conversationId: string) {
      archive.mutate({ conversationId })
      showToast('Conversation archived', undo(conversationId))
    },
    restore(conversationId: string) {
      restore.mutate({ conversationId })
      showToast('Conversation restored')
    },
    remove(conversationId: string) {
      remove.mutate({ conversationId })
      showToast('Conversation deleted', undo(conversationId))
    },
  }
}

export type ConversationActions = ReturnType<typeof useConversationActions>
