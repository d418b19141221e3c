import { Check, Copy } from 'lucide-react'
import { IconButton } from './icon-button.tsx'
import { useCopy } from './use-copy.ts'

/** `label` names what is copied: "Copy answer". */
export function CopyButton({ text, label, className }: { text: string; label: string; className?: string }) {
  const { isCopied, copy } = useCopy()
  return (
    <IconButton label={isCopied ? 'Copied' : label} className={className} onClick={() => copy(text)}>
      {isCopied ? <Check className="size-4 text-accent-ink" /> : <Copy className="size-4" />}
    </IconButton>
  )
}
