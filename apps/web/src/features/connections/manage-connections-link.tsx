import { buttonClasses } from '@parley/chat-ui/ui'
import { Link } from '@tanstack/react-router'

/** From a card to where connections are looked after. */
export function ManageConnectionsLink() {
  return (
    <Link to="/connections" className={buttonClasses({ look: 'quiet' })}>
      Look at connections
    </Link>
  )
}
