import { Menu as BaseMenu } from '@base-ui/react/menu'
import { clsx } from 'clsx'
import type { ReactNode } from 'react'

const ITEM =
  'flex min-h-10 cursor-default items-center gap-2.5 rounded-lg px-2.5 text-sm outline-none select-none data-highlighted:bg-hover'

export const MenuRoot = BaseMenu.Root
export const MenuTrigger = BaseMenu.Trigger

interface MenuPopupProps {
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'bottom' | 'inline-end'
  children: ReactNode
}

export function MenuPopup({ align = 'start', side = 'bottom', children }: MenuPopupProps) {
  return (
    <BaseMenu.Portal>
      <BaseMenu.Positioner align={align} side={side} sideOffset={4} collisionPadding={8} className="z-50">
        <BaseMenu.Popup className="max-w-[calc(100vw-1rem)] min-w-52 animate-appear rounded-xl bg-raised p-1.5 shadow-floating outline-none">
          {children}
        </BaseMenu.Popup>
      </BaseMenu.Positioner>
    </BaseMenu.Portal>
  )
}

interface MenuItemProps {
  icon?: ReactNode
  isDanger?: boolean
  onClick: () => void
  children: ReactNode
}

export function MenuItem({ icon, isDanger, onClick, children }: MenuItemProps) {
  return (
    <BaseMenu.Item className={clsx(ITEM, isDanger && 'text-danger')} onClick={onClick}>
      {icon}
      {children}
    </BaseMenu.Item>
  )
}

export function MenuSeparator() {
  return <BaseMenu.Separator className="mx-2.5 my-1.5 h-px bg-line" />
}
