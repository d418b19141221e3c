import { MenuItem, MenuPopup, MenuRoot, MenuSeparator, MenuTrigger } from '@parley/chat-ui/ui'
import type { Account } from '@parley/contracts'
import { Keyboard, LogOut } from 'lucide-react'

interface AccountMenuProps {
  account: Account
  side: 'top' | 'inline-end'
  onShowShortcuts: () => void
  onSignOut: () => void
}

/** Who is signed in and where, and the way out. */
export function AccountMenu({ account, side, onShowShortcuts, onSignOut }: AccountMenuProps) {
  const { user, organization } = account
  return (
    <MenuRoot>
      <MenuTrigger
        aria-label={`Account: ${user.name}`}
        className="grid size-10 place-items-center rounded-full bg-accent-soft text-sm font-semibold text-accent-ink hover:brightness-95 dark:hover:brightness-110"
      >
        {initials(user.name)}
      </MenuTrigger>
      <MenuPopup side={side} align="end">
        <div className="max-w-64 px-2.5 py-1.5">
          <p className="truncate text-sm font-medium">{user.name}</p>
          <p className="truncate text-[13px] text-muted">{account.demoExpiresAt ? organization.name : user.email}</p>
        </div>
        <MenuSeparator />
        <MenuItem icon={<Keyboard aria-hidden="true" className="size-4 text-muted" />} onClick={onShowShortcuts}>
          Keyboard shortcuts
        </MenuItem>
        <MenuItem icon={<LogOut aria-hidden="true" className="size-4 text-muted" />} onClick={onSignOut}>
          Sign out
        </MenuItem>
      </MenuPopup>
    </MenuRoot>
  )
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => word?.charAt(0).toLocaleUpperCase() ?? '')
    .join('')
}
