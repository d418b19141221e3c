import { Toast } from '@base-ui/react/toast'
import { IconButton } from '@parley/chat-ui/ui'
import { X } from 'lucide-react'

const manager = Toast.createToastManager()

/** Use showToast, which fetches this when it is first needed. */
export function addToast(title: string, undo?: () => void): void {
  const id = manager.add({
    title,
    timeout: undo ? 10_000 : 5000,
    ...(undo && {
      actionProps: {
        children: 'Undo',
        onClick: () => {
          manager.close(id)
          undo()
        },
      },
    }),
  })
}

export function Toaster() {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-4 bottom-24 z-50 flex flex-col gap-2 md:start-4 md:end-auto md:bottom-4 md:w-80">
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function Toasts() {
  const { toasts } = Toast.useToastManager()
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="animate-appear rounded-xl bg-ink text-canvas shadow-floating transition-opacity duration-(--motion) data-ending-style:opacity-0"
    >
      <Toast.Content className="flex items-center gap-2 py-1 ps-4 pe-1">
        <Toast.Title className="min-w-0 flex-1 py-1.5 text-sm" />
        <Toast.Action className="min-h-10 rounded-lg px-3 text-sm font-semibold underline-offset-4 hover:underline" />
        <Toast.Close
          render={<IconButton label="Dismiss" className="text-canvas/80! hover:bg-transparent! hover:text-canvas!" />}
        >
          <X className="size-4" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}
