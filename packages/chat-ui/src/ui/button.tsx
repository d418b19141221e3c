import { clsx } from 'clsx'
import type { ComponentProps } from 'react'

const LOOKS = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover',
  secondary: 'border border-line-strong bg-raised text-ink hover:bg-hover',
  quiet: 'text-muted hover:bg-hover hover:text-ink',
  danger: 'bg-danger text-on-danger hover:bg-danger-hover',
} as const

const SIZES = { medium: 'min-h-10 px-4 text-sm', small: 'min-h-8 px-3 text-[13px]' } as const

export interface ButtonLook {
  look?: keyof typeof LOOKS
  /** `small` is for rows of several inline actions; the row itself keeps the 40 px target by its padding. */
  size?: keyof typeof SIZES
}

/** The classes of a button, for links that should look like one. */
export function buttonClasses({ look = 'secondary', size = 'medium' }: ButtonLook = {}): string {
  return clsx(
    'inline-flex shrink-0 items-center justify-center gap-2 rounded-lg font-medium select-none',
    'transition-colors duration-(--motion-fast) disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50',
    LOOKS[look],
    SIZES[size],
  )
}

export function Button({ look, size, className, type = 'button', ...props }: ComponentProps<'button'> & ButtonLook) {
  return <button type={type} className={clsx(buttonClasses({ look, size }), className)} {...props} />
}
