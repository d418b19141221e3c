import { ATTACHMENT_TYPES, type CreateAttachmentInput } from '@parley/contracts'

type AttachableType = CreateAttachmentInput['type']

/** What systems call by names of their own, or not at all: a CSV of Windows says it is of Excel's. */
const BY_ENDING: Readonly<Record<string, AttachableType>> = {
  csv: 'text/csv',
  json: 'application/json',
  markdown: 'text/markdown',
  md: 'text/markdown',
  tsv: 'text/plain',
  txt: 'text/plain',
}

/** The type a chosen file is announced with; null where it is of no kind that may be attached. */
export function attachableType({ name, type }: Pick<File, 'name' | 'type'>): AttachableType | null {
  const ending = /\.([^.]+)$/.exec(name.toLowerCase())?.[1] ?? ''
  const [bare] = type.split(';')
  return BY_ENDING[ending] ?? ATTACHMENT_TYPES.find((known) => known === bare) ?? null
}
