import { buttonClasses } from '@parley/chat-ui/ui'
import { Link } from '@tanstack/react-router'
import { DemoButton } from './demo-button.tsx'

/** What a stranger finds in the chat panel. */
export function Welcome({ onDone }: { onDone: () => void }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto px-5 pb-6">
      <div className="mt-auto pt-8 pb-7">
        <h2 className="text-2xl font-semibold tracking-tight text-balance">Ask about your marketing where you work</h2>
        <p className="mt-3 text-muted text-pretty">
          Parley sits inside the product you already use. Ask, watch the answer come in, say whether it helped, and find
          it again later.
        </p>
      </div>
      <div className="space-y-5">
        <DemoButton look="primary" onDone={onDone} />
        <div className="grid grid-cols-2 gap-2">
          <Link to="/sign-up" search={{ to: '/?panel=open' }} className={buttonClasses({ look: 'secondary' })}>
            Create account
          </Link>
          <Link to="/sign-in" search={{ to: '/?panel=open' }} className={buttonClasses({ look: 'secondary' })}>
            Sign in
          </Link>
        </div>
      </div>
    </div>
  )
}
