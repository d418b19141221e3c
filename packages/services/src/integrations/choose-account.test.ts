import { expect, test } from 'vitest'
import { chosenAccount } from './choose-account.ts'

test('a chosen account is a property of Google Analytics and an ad account of the ads platforms', () => {
  const accountId = { 'platformData.accountId': '42' }
  expect(chosenAccount('google_analytics', '42')).toEqual({ ...accountId, 'platformData.propertyId': '42' })
  for (const ads of ['google_ads', 'meta_ads']) {
    expect(chosenAccount(ads, '42')).toEqual({ ...accountId, 'platformData.adAccountId': '42' })
  }
  expect(chosenAccount('another', '42')).toEqual(accountId)
})
