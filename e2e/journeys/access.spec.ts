import { expectAccessible } from '../expect-accessible.ts'
import { ask, composer, expect, finished, lastAnswer, signUp, test } from '../journey.ts'

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 390, 320]) {
    test(`axe finds nothing serious: ${colorScheme}, ${width} px`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height: 800 })
      await page.goto('/?panel=open')
      await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible()
      await expectAccessible(page, 'welcome')
      await page.goto('/sign-in')
      await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
      await expectAccessible(page, 'sign-in')
      await signUp(page)
      await page.goto('/chat/new')
      await expect(composer(page)).toBeVisible()
      await expectAccessible(page, 'empty chat')
      await ask(page, 'Build a UTM link for a newsletter')
      await finished(page)
      await lastAnswer(page).getByRole('button', { name: 'Bad answer' }).click()
      await expect(lastAnswer(page).getByRole('textbox', { name: 'Comment' })).toBeVisible()
      await expectAccessible(page, 'answered')
    })
  }
}

test('The whole way by keyboard alone', async ({ page }) => {
  await page.goto('/?panel=closed')
  await page.getByRole('button', { name: 'Ask Parley' }).press('Enter')
  await page.getByRole('button', { name: 'Try the demo' }).press('Enter')
  await expect(composer(page)).toBeVisible()
  await composer(page).focus()
  await page.keyboard.type('What is ROAS?')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('Briefly.')
  await page.keyboard.press('Enter')
  await finished(page)
  await lastAnswer(page).getByRole('button', { name: 'Good answer' }).press('Space')
  await expect(lastAnswer(page).getByRole('button', { name: 'Good answer' })).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Ask Parley' })).toBeVisible()
})
