import type { Doc } from '../values/index.ts'
import { openAggregation } from './aggregate.ts'
import type { ReadContext } from './command.ts'
import type { DocumentStream } from './cursors.ts'
import { openFindCommand } from './find.ts'

/** What a find or an aggregation that only reads answers. */
export const openRead = (context: ReadContext, name: 'find' | 'aggregate', body: Doc): DocumentStream =>
  name === 'find' ? openFindCommand(context, body) : openAggregation(context, body)
