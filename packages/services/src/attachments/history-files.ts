import type { HistoryFile } from '@parley/assistant'
import type { MessageRecord } from '@parley/db'
import type { FileTexts } from './read-file-texts.ts'

/** A message's files as the model is told of them. One whose words were not read, or that is gone, is told by its name. */
export function historyFiles({ attachments }: Pick<MessageRecord, 'attachments'>, texts: FileTexts): HistoryFile[] {
  return attachments.flatMap(({ url, name, type }) =>
    url != null && name != null && type != null ? [{ name, type, text: texts.get(url) ?? null }] : [],
  )
}
