import { type Features, featuresContract, type UpdateFeaturesInput } from '@parley/contracts'
import { User, withTransaction } from '@parley/db'
import { InvalidInputError, NotFoundError } from '../errors.ts'
import { featuresFromRecord } from './features-from-record.ts'

/**
 * Sets and takes away feature flags of the person with an address; answers with all they have. For whoever runs the installation: nobody
 * may call it over the wire. Throws NotFoundError, InvalidInputError for more flags than a person may have.
 */
export async function updateFeatures({ input }: { input: UpdateFeaturesInput }): Promise<Features> {
  return withTransaction(async (session) => {
    const user = await User.findOne({ email: input.email }, { features: 1 }, { session }).lean()
    if (!user) throw new NotFoundError('account')
    const flags = new Map(Object.entries(featuresFromRecord(user.features)))
    for (const { name, value } of input.changes) {
      if (value === undefined) flags.delete(name)
      else flags.set(name, value)
    }
    const features = featuresContract.safeParse(Object.fromEntries(flags))
    if (!features.success)
      throw new InvalidInputError('Too many flags', features.error.issues.map(({ message }) => message).join(' '))
    if (input.changes.length > 0)
      await User.updateOne({ _id: user._id }, { $set: { features: features.data } }, { session })
    return features.data
  })
}
