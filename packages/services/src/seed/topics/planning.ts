import type { SeedExchange, SeedTopic } from './topic.ts'

const moneyPlan: SeedExchange = {
  ask: ['How would you split {budget}?', 'What about the budget?', 'We have {budget} a month. Is that enough?'],
  open: ['With {budget} I would not try to be everywhere.', 'A split to begin with, to be corrected after two weeks:'],
  points: [
    'Half where intent is: {channel}, on the words people use when they want to buy.',
    'A third for {audience}: they know you, and cost less to reach.',
    'The rest to learn: one new idea a month, on {network} for instance.',
    'Keep {share} back. There is always a week in which something works and more of it would be good.',
  ],
  block: [
    '| Part | Share | For |\n|---|---:|---|\n| {channel} | 50 % | people who look for it |\n| {audience} | 30 % | people who know you |\n| {network} | 20 % | people who do not yet |',
  ],
  close: ['Say when you want to see what; otherwise every split is right.', 'Shall I turn it into a calendar?'],
}

const calendar: SeedExchange = {
  ask: ['Can you make a calendar of it?', 'What comes when?', 'Give me the plan week by week.'],
  open: ['Four weeks, as a start.', 'Week by week:'],
  points: [
    '**Week 1**: tags and links, a test order, the page at `{page}`.',
    '**Week 2**: {campaign} to a tenth of the list, and ads to {region} only.',
    '**Week 3**: everyone, with what the first two weeks taught.',
    '**Week 4**: look, write down, decide. No new ads this week.',
  ],
  close: ['Put the dates in the shared calendar, with one name each.', 'The plan is for changing, not for framing.'],
}

const risks: SeedExchange = {
  ask: ['What could go wrong?', 'Which risks do you see?', '{colleague} is sceptical. What would you answer?'],
  open: ['Mostly three things.', 'A fair question. I would name these openly.'],
  points: [
    'The page is slow on phones, and half of the clicks are lost before it shows.',
    'Consent: without it, {audience} may be written to less than you think.',
    'Everyone advertises {product} in the same weeks, and clicks cost more.',
    'Nobody has time to answer replies; then a good campaign makes a bad impression.',
  ],
  close: ['Each has a cheap check today. Shall I list them?', 'If one of them is likely, start a week later.'],
}

export const planningTopics: readonly SeedTopic[] = [
  {
    intent: 'plan_campaign',
    titles: ['Plan for {campaign}', 'Launching {product}', '{campaign} in {region}', 'Budget for {campaign}'],
    first: {
      ask: [
        'Help me plan {campaign}. The goal is {goal}.',
        'We launch {product} in {region}. Where do we begin?',
        'How do we reach {audience} with {budget}?',
        '{competitor} is louder than us. What can we do for {product}?',
      ],
      open: [
        'Begin with who it is for, then what they should do, and only then where to say it.',
        'Gladly. A plan that fits on one page:',
      ],
      points: [
        '**Who**: {audience}, in {region} first.',
        '**What they should do**: one thing, on `{page}`.',
        '**Why now**: a reason that is true, such as a date or a new part of {product}.',
        '**Where**: {channel} and {network}; two places done well beat five done halfway.',
        '**How you will know**: {goal}, counted the same way before and after.',
      ],
      close: ['Tell me the budget and I will split it.', 'Shall I lay it out week by week?'],
    },
    follow: [moneyPlan, calendar, risks],
  },
  {
    intent: 'set_up_tracking',
    titles: ['UTM links for {campaign}', 'Tracking {campaign}', 'Naming our links', 'Key events on {page}'],
    first: {
      ask: [
        'How should I tag the links of {campaign}?',
        'Make me a UTM link for the {campaign} newsletter to {page}.',
        'Our sources are a mess in the report. How do we clean them up?',
        'What should count as a key event on {page}?',
      ],
      open: ['Small letters, hyphens, and always the same three parameters.', 'Tagging is boring and pays for years.'],
      points: [
        '`utm_source` is who sends the visit: `newsletter`, `google`, the partner’s name.',
        '`utm_medium` is the kind: `email`, `cpc`, `social`. Keep to the words Google Analytics groups by.',
        '`utm_campaign` is yours: one name for {campaign} everywhere.',
        'Never tag links inside your own site: they end the visit and begin another.',
      ],
      block: ['```text\nhttps://www.example.com{page}?utm_source=newsletter&utm_medium=email&utm_campaign=launch\n```'],
      close: [
        'Keep a sheet with all names in use; the next person will thank you.',
        'Shall I check the sources you have now?',
      ],
    },
    follow: [
      risks,
      calendar,
      {
        ask: ['Can you check what we have now?', 'How do our sources look today?'],
        open: ['I have looked at the channels of your account.', 'By channel, as Google Analytics groups them:'],
        points: [
          'What is tagged in no known way ends up under Unassigned or Referral.',
          'Where Email is small although you send newsletters, the links are probably not tagged.',
        ],
        close: [
          'Rename from now on; the past stays as it was recorded.',
          'Fix the newsletter template first, since it is used most.',
        ],
        report: 'channels',
      },
    ],
  },
]
