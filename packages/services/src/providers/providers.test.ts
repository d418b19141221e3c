import { ensureBuiltInProviders, Provider } from '@parley/db'
import { createTenant, createWriteContext } from '@parley/testing'
import { describe, expect, test } from 'vitest'
import { ForbiddenError, InvalidInputError, NotFoundError } from '../errors.ts'
import { createProvider } from './create-provider.ts'
import { getProvider } from './get-provider.ts'
import { listProviders } from './list-providers.ts'
import { removeProvider } from './remove-provider.ts'
import { updateProvider } from './update-provider.ts'

const begin = async () => createWriteContext((await createTenant()).owner)
const input = { name: 'local-llm', displayName: 'Local', apiBaseUrl: 'http://llm.test/v1' }

describe('providers', () => {
  test('the built-in ones are made once, are read by all and changed by nobody', async () => {
    await Promise.allSettled([ensureBuiltInProviders(), ensureBuiltInProviders()])
    await ensureBuiltInProviders()
    expect(await Provider.countDocuments({ organizationId: null })).toBe(2)
    const ctx = await begin()
    const { items } = await listProviders({ ctx, input: {} })
    expect(items.map(({ name, isBuiltIn }) => [name, isBuiltIn])).toEqual([
      ['openai', true],
      ['openai-compatible', true],
    ])
    const ref = { providerId: items[0]?.id ?? '' }
    await expect(updateProvider({ ctx, input: { ...ref, isActive: false } })).rejects.toThrow(ForbiddenError)
    await expect(removeProvider({ ctx, input: ref })).rejects.toThrow(ForbiddenError)
  })

  test('own ones are made, read, changed and deleted', async () => {
    const ctx = await begin()
    const made = await createProvider({ ctx, input: { ...input, capabilities: { functionCalling: true } } })
    expect(made).toMatchObject({
      ...input,
      isBuiltIn: false,
      isActive: true,
      capabilities: { chatCompletion: true, textCompletion: false, embeddings: false, functionCalling: true },
    })
    const ref = { providerId: made.id }
    expect(await getProvider({ ctx, input: ref })).toEqual(made)
    const changed = await updateProvider({
      ctx,
      input: { ...ref, isActive: false, capabilities: { embeddings: true } },
    })
    expect(changed).toMatchObject({ isActive: false, capabilities: { ...made.capabilities, embeddings: true } })
    await removeProvider({ ctx, input: ref })
    await expect(getProvider({ ctx, input: ref })).rejects.toThrow(NotFoundError)
  })

  test('a name is taken once, and a configuration schema is a JSON Schema', async () => {
    const ctx = await begin()
    await createProvider({ ctx, input })
    await createProvider({ ctx: await begin(), input })
    await expect(createProvider({ ctx, input })).rejects.toMatchObject({
      code: 'CONFLICT',
      fields: { name: [expect.any(String)] },
    })
    const broken = { ...input, name: 'other', configurationSchema: { type: 'thing' } }
    await expect(createProvider({ ctx, input: broken })).rejects.toThrow(InvalidInputError)
  })
})
