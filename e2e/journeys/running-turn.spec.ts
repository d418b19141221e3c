import { ask, expect, finished, lastAnswer, signUp, test } from '../journey.ts'

test('Stop keeps the partial answer, and Continue goes on', async ({ page, scripted }) => {
  await signUp(page, scripted.url)
  scripted.model.script(
    [{ text: 'The first half. ' }, { hold: true }, { text: 'Never seen.' }],
    [{ text: 'And the second half.' }],
  )
  await ask(page, 'Tell me both halves')
  await expect(lastAnswer(page)).toContainText('The first half.')
  await page.getByRole('button', { name: 'Stop answering' }).click()
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible()
  await expect(lastAnswer(page)).toContainText('The first half.')
  await page.reload()
  await expect(lastAnswer(page)).toContainText('The first half.')
  await expect(lastAnswer(page)).not.toContainText('Never seen.')
  await lastAnswer(page).getByRole('button', { name: 'Continue' }).click()
  await expect(lastAnswer(page)).toContainText('And the second half.')
  await expect(lastAnswer(page)).toContainText('The first half.')
})

test('A reload in mid-answer goes on where it was, and a second tab shows the same', async ({
  page,
  context,
  scripted,
}) => {
  await signUp(page, scripted.url)
  scripted.model.script([{ text: 'Before the reload. ' }, { hold: true }, { text: 'After the reload.' }])
  await ask(page, 'Take your time')
  await expect(lastAnswer(page)).toContainText('Before the reload.')
  await page.reload()
  await expect(lastAnswer(page)).toContainText('Before the reload.')
  const second = await context.newPage()
  await second.goto(page.url())
  await expect(lastAnswer(second)).toContainText('Before the reload.')
  scripted.model.release()
  await expect(lastAnswer(second)).toContainText('Before the reload. After the reload.')
  await second.close()
  await page.bringToFront()
  await expect(lastAnswer(page)).toContainText('Before the reload. After the reload.')
  await finished(page)
})

test('Closing the tab does not stop the turn', async ({ page, context, scripted }) => {
  await signUp(page, scripted.url)
  scripted.model.script([{ text: 'You left, ' }, { hold: true }, { text: 'I went on.' }])
  await ask(page, 'Go on without me')
  await expect(lastAnswer(page)).toContainText('You left,')
  const url = page.url()
  await page.close()
  scripted.model.release()
  const back = await context.newPage()
  await back.goto(url)
  await expect(lastAnswer(back)).toContainText('You left, I went on.')
  await finished(back)
})

test('A model that fails says so in place, and Retry answers', async ({ page, scripted }) => {
  await signUp(page, scripted.url)
  scripted.model.script([{ status: 400, message: 'no' }], [{ text: 'Second time lucky.' }])
  await ask(page, 'Will you answer?')
  await page.getByRole('button', { name: 'Retry' }).click()
  await expect(lastAnswer(page)).toContainText('Second time lucky.')
  await finished(page)
})

test('Malformed function calls are told back to the model and never crash a turn', async ({ page, scripted }) => {
  await signUp(page, scripted.url)
  const before = scripted.model.requests.length
  scripted.model.script(
    [{ toolCall: { name: 'find_past_conversations', arguments: '{"title": ' } }],
    [{ toolCall: { name: 'delete_everything', arguments: '{}' } }],
    [{ toolCall: { name: 'find_past_conversations', arguments: '{"limit":"many"}' } }],
    [{ text: 'I gave up on functions.' }],
  )
  await ask(page, 'Use your functions')
  await finished(page)
  await expect(lastAnswer(page)).toContainText('I gave up on functions.')
  const last = scripted.model.requests.at(-1)
  expect(scripted.model.requests.length - before).toBe(4)
  expect(last?.messages.filter(({ role }) => role === 'tool')).toHaveLength(3)
})

test('Hostile Markdown stays text: no remote images, no scripts, only safe links', async ({ page, scripted }) => {
  const foreign: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(scripted.url) && !request.url().startsWith('data:')) foreign.push(request.url())
  })
  await signUp(page, scripted.url)
  scripted.model.script([
    {
      text: [
        '![tracker](https://evil.example/p.png) <img src="https://evil.example/x.png" onerror="window.hacked=1">',
        '<script>window.hacked = 1</script>',
        '[bad](javascript:window.hacked=1) [good](https://example.com/docs)',
        '',
        '| Channel | Visits |',
        '|---|---|',
        '| Mail | many |',
      ].join('\n'),
    },
  ])
  await ask(page, 'Be hostile')
  await finished(page)
  await expect(lastAnswer(page).getByRole('table')).toContainText('Mail')
  const good = lastAnswer(page).getByRole('link', { name: 'good' })
  await expect(good).toHaveAttribute('rel', /noopener/)
  await expect(lastAnswer(page).locator('a[href^="javascript:"]')).toHaveCount(0)
  await expect(lastAnswer(page).locator('img, script')).toHaveCount(0)
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
  expect(foreign).toEqual([])
})
