import type { AttachedFile } from '../attached-files.ts'
import { type Reply, say } from '../reply.ts'
import type { Situation } from '../situation.ts'
import { describeTable, readTable } from './file-table.ts'
import { plain } from './words.ts'

const LINES = 8
const LINE_CHARACTERS = 160
const ASKS =
  /\b(?:files?|documents?|attach(?:ed|ments?)|pdf|csv|spreadsheet|sheet|rows?|columns?|uploaded|it sa(?:y|id)s?)\b/i

/** What is in the files of the question, or, where it has none and asks for one, in the last that were sent before: read, not understood. */
export function answerFiles({ question, files, earlierFiles }: Situation): Reply | null {
  const meant = files.length > 0 ? files : ASKS.test(question) ? earlierFiles : []
  return meant.length > 0 ? say(meant.map(describeFile).join('\n\n')) : null
}

function describeFile(file: AttachedFile): string {
  const name = `**${plain(file.name)}**`
  if (file.text.trim() === '') return `${name}: ${plain(file.note ?? 'It is empty.')} I can't see pictures either.`
  const table = readTable(file)
  const what = table ? describeTable(name, table) : describeText(name, file.text)
  return file.note?.startsWith('Cut') ? `${what}\n\nI was shown only its beginning, so this is about that part.` : what
}

function describeText(name: string, text: string): string {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const shown = lines
    .slice(0, LINES)
    .map((line) => (line.length > LINE_CHARACTERS ? `${line.slice(0, LINE_CHARACTERS)}…` : line))
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)))
  const count = lines.length === 1 ? '1 line' : `${lines.length} lines`
  const begins = lines.length > LINES ? ' It begins:' : ' It says:'
  return `${name} has ${count} of text.${begins}\n\n${fence}text\n${shown.join('\n')}\n${fence}`
}
