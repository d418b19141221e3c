import { Tooltip } from '@base-ui/react/tooltip'
import { clsx } from 'clsx'
import type { ComponentProps } from 'react'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  /** What it does, in words: the accessible name and the tooltip. */
  label: string
  look?: 'quiet' | 'primary' | 'outline'
}

const LOOKS = {
  quiet: 'text-muted hover:bg-hover hover:text-ink aria-pressed:text-accent-ink aria-pressed:bg-accent-soft',
  primary: 'bg-accent text-on-accent hover:bg-accent-hover disabled:bg-pressed disabled:text-faint',
  outline: 'border border-line-strong bg-raised text-ink hover:bg-hover',
} as const

/** A 40 × 40 target with an icon in it and a tooltip that says what it does. */
export function IconButton({ label, look = 'quiet', className, type = 'button', ...props }: IconButtonProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        render={
          <button
            type={type}
            aria-label={label}
            className={clsx(
              'inline-grid size-10 shrink-0 place-items-center rounded-lg transition-colors duration-(--motion-fast)',
              LOOKS[look],
              className,
            )}
            {...props}
          />
        }
      />
      <TooltipPopup>{label}</TooltipPopup>
    </Tooltip.Root>
  )
}

export function TooltipPopup({ children }: { children: string }) {
  return (
    <Tooltip.Portal>
      <Tooltip.Positioner sideOffset={6} className="z-50">
        <Tooltip.Popup className="max-w-64 rounded-md bg-ink px-2 py-1 text-xs font-medium text-canvas shadow-floating">
          {children}
        </Tooltip.Popup>
      </Tooltip.Positioner>
    </Tooltip.Portal>
  )
}
