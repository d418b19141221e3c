import { count } from './count.ts'
import { addFields, project, set, unset } from './fields.ts'
import { group } from './group.ts'
import { limit, skip } from './limit.ts'
import { match } from './match.ts'
import { replaceRoot, replaceWith } from './replace-root.ts'
import { sort } from './sort.ts'
import type { StageDefinition } from './stage.ts'
import { unwind } from './unwind.ts'

/** Every stage there is; a new one is one file and one name in this list. */
export const stageDefinitions: readonly StageDefinition[] = [
  addFields,
  count,
  group,
  limit,
  match,
  project,
  replaceRoot,
  replaceWith,
  set,
  skip,
  sort,
  unset,
  unwind,
]
