/** Moments in milliseconds: after `after`, and up to and with `until`. */
export interface Stretch {
  after: number
  until: number
}

/** What a document holds of a stretch. */
export interface RatedDocument<Rating> {
  /** When the newest of its ratings in the stretch was made. */
  newestAt: number
  /** Those of its ratings in the stretch that are wanted, in any order. */
  ratings: readonly Rating[]
}

/**
 * The newest ratings of a stretch: at least `enough` where there are as many, in stretches of their own from the newest on, and at most a page
 * more. Ratings lie inside documents, which a database can find by moment but not give in the order of one of several moments in each. So
 * of each stretch at most `enough + 1` documents are read; where there are more, the answer only says where a smaller stretch may begin.
 * An index gives the newest documents first, and then it is the next stretch that is read whole; in any other order it is found by halves.
 */
export async function newestRatings<Rating>(
  { after: oldest, until: newest }: Stretch,
  enough: number,
  read: (stretch: Stretch, most: number) => Promise<readonly RatedDocument<Rating>[]>,
): Promise<Rating[]> {
  const found: Rating[] = []
  let [after, until] = [oldest, newest]
  while (found.length < enough && until > oldest) {
    const most = until - after > 1 ? enough : Number.POSITIVE_INFINITY
    const documents = await read({ after, until }, most)
    if (documents.length <= most) {
      found.push(...documents.flatMap(({ ratings }) => ratings))
      until = after
      after = oldest
    } else {
      const nextAt = documents.map(({ newestAt }) => newestAt).toSorted((a, b) => b - a)[most] ?? after
      after = Math.min(Math.max(nextAt, Math.floor((after + until) / 2)), until - 1)
    }
  }
  return found
}
