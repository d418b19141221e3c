import { bucket } from './bucket.ts'
import { bucketAuto } from './bucket-auto.ts'
import { count } from './count.ts'
import { densify } from './densify.ts'
import { facet } from './facet.ts'
import { addFields, project, set, unset } from './fields.ts'
import { fill } from './fill.ts'
import { graphLookup } from './graph-lookup.ts'
import { group } from './group.ts'
import { limit, skip } from './limit.ts'
import { lookup } from './lookup.ts'
import { match } from './match.ts'
import { merge } from './merge.ts'
import { out } from './out.ts'
import { redact } from './redact.ts'
import { replaceRoot, replaceWith } from './replace-root.ts'
import { sample } from './sample.ts'
import { sort } from './sort.ts'
import { sortByCount } from './sort-by-count.ts'
import type { StageDefinition } from './stage.ts'
import { unionWith } from './union-with.ts'
import { unwind } from './unwind.ts'
import { setWindowFields } from './window/set-window-fields.ts'

/** Every stage there is; a new one is one file and one name in this list. */
export const stageDefinitions: readonly StageDefinition[] = [
  addFields,
  bucket,
  bucketAuto,
  count,
  densify,
  facet,
  fill,
  graphLookup,
  group,
  limit,
  lookup,
  match,
  merge,
  out,
  project,
  redact,
  replaceRoot,
  replaceWith,
  sample,
  set,
  setWindowFields,
  skip,
  sort,
  sortByCount,
  unionWith,
  unset,
  unwind,
]
