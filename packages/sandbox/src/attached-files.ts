import { z } from 'zod'

const head = z.object({ name: z.string(), type: z.string(), note: z.string().optional() })

export type AttachedFile = z.infer<typeof head> & { text: string }

const BLOCK = /<file-([0-9a-f]{16}) (\{.*\})>\n([\s\S]*?)\n<\/file-\1>\n\n/g

/** A message taken apart: the files at its beginning, each between two lines with a mark of its own, and the words below them. */
export function splitFiles(content: string): { words: string; files: AttachedFile[] } {
  if (!content.startsWith('Files the person attached')) return { words: content, files: [] }
  let end = 0
  const files = [...content.matchAll(BLOCK)].flatMap((block) => {
    const [whole, , json = '', text = ''] = block
    end = block.index + whole.length
    const known = head.safeParse(parseJson(json))
    return known.success ? [{ ...known.data, text }] : []
  })
  return { words: content.slice(end), files }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
