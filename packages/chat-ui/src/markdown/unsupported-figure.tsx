import { Tooltip } from '@base-ui/react/tooltip'
import { type ReactNode, useId } from 'react'
import { TooltipPopup } from '../ui/icon-button.tsx'

const WORDS = 'This number is in no result.'

/** A number the answer states and no function result contains: underlined, and explained on pointing and on focus. */
export function UnsupportedFigure({ children }: { children?: ReactNode }) {
  const id = useId()
  return (
    <>
      <Tooltip.Root>
        <Tooltip.Trigger
          closeOnClick={false}
          render={
            <button
              type="button"
              aria-describedby={id}
              className="cursor-help rounded-sm font-[inherit] underline decoration-warning decoration-dotted decoration-2 underline-offset-4 select-text"
            />
          }
        >
          {children}
        </Tooltip.Trigger>
        <TooltipPopup>{WORDS}</TooltipPopup>
      </Tooltip.Root>
      <span id={id} hidden>
        {WORDS}
      </span>
    </>
  )
}
