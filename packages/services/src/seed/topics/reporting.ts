import type { SeedExchange, SeedTopic } from './topic.ts'

const compareWeeks: SeedExchange = {
  ask: ['And day by day?', 'Can you show me the days?', 'Which days stood out?', 'Is there a pattern over the week?'],
  open: ['Here is the same period by day.', 'Day by day it looks like this.'],
  points: [
    'Working days carry most of the traffic; the weekend is quieter, as it usually is for {audience}.',
    'One strong day does not make a trend: compare it with the same weekday before you act on it.',
    'If {campaign} was paused on a day, that day will look weak here through no fault of its own.',
  ],
  close: ['Tell me which day to look into.', 'Shall I compare it with the period before?'],
  report: 'days',
}

const pages: SeedExchange = {
  ask: ['Which pages do people land on?', 'How does {page} do as a landing page?', 'Where do they arrive?'],
  open: ['These are the landing pages of that period.', 'By landing page:'],
  points: [
    'A page with many sessions and little engagement usually promises something in the ad that it does not show first.',
    'Give {page} one clear next step, and say it in the words of the ad.',
    'Pages below a hundred sessions say little on their own; judge them together.',
  ],
  close: [
    'I would begin with the page at the top: a small change there touches the most people.',
    'Want ideas for the first of them?',
  ],
  report: 'pages',
}

const whySo: SeedExchange = {
  ask: [
    'What could be the reason?',
    'Why is that?',
    '{colleague} will ask why. What do I say?',
    'Is this normal for the season?',
  ],
  open: ['The numbers alone do not say why, but there are usual suspects.', 'I can say what to rule out first.'],
  points: [
    '**Tracking**: a tag that went missing on {page} looks exactly like a drop. Check it before anything else.',
    '**Mix**: when {channel} grows, averages move even if every channel alone stays as it was.',
    '**Season**: compare with the same weeks last year, not only with the weeks before.',
    '**Money**: a budget of {budget} that ran out in the afternoon leaves the evening empty.',
    '**Offer**: a changed price or a missing size ends many visits early.',
  ],
  close: [
    'Rule out tracking today; the rest can wait for a week of data.',
    'If you tell me what changed in that time, I can narrow it down.',
  ],
}

const nextSteps: SeedExchange = {
  ask: [
    'What should we do next?',
    'What would you change first?',
    'Give me three things for the meeting on {day}.',
    'So what?',
  ],
  open: ['I would do these, in this order.', 'Three things, the cheapest first.'],
  points: [
    'Move a small part of the budget, about {share}, from the weakest channel to {channel} for two weeks.',
    'Write down today what result would make you keep the change, so that nobody argues about it later.',
    'Send {audience} their own page instead of the home page.',
    'Name every link of {campaign} the same way, so that it is one line in the next report.',
  ],
  close: ['Look again in two weeks, on the same weekdays.', 'Shall I write this as a note for {colleague}?'],
}

export const reportingTopics: readonly SeedTopic[] = [
  {
    intent: 'generate_report',
    titles: [
      'How {campaign} did',
      'Traffic by channel',
      'Channels last period',
      '{channel} and the others',
      'Weekly numbers for {colleague}',
    ],
    first: {
      ask: [
        'How did our channels do lately?',
        'How did {campaign} do compared with the period before?',
        'Where do our visitors come from?',
        '{colleague} wants the traffic numbers by channel. Can you pull them?',
        'Did {channel} get better or worse?',
      ],
      open: ['I have read the report of your connected account.', 'Here is what Google Analytics measured.'],
      points: [
        'Look at revenue beside sessions: a channel may bring few people and most of the orders.',
        '{channel} is worth a closer look, since {campaign} ran there.',
        'Direct also holds visits whose source was lost, so it is never purely people typing the address.',
      ],
      close: ['Shall I break it down by day?', 'I can go on by landing page, or by day.'],
      report: 'channels',
    },
    follow: [compareWeeks, pages, whySo, nextSteps],
  },
  {
    intent: 'explain_metric',
    titles: [
      'What engagement rate means',
      'Sessions or users?',
      'Reading the conversion rate',
      'Metrics for {colleague}',
    ],
    first: {
      ask: [
        'What is the difference between sessions and users?',
        'What does engagement rate mean, in plain words?',
        'How do I explain the conversion rate to {colleague}?',
        'Which metrics matter for {goal}?',
      ],
      open: [
        'In short: count people when you ask how many you reached, and visits when you ask how often they came.',
        'A metric answers one question; the trouble begins when it is asked another.',
      ],
      points: [
        '**Users** are browsers, near enough: one person with a phone and a laptop counts twice.',
        '**Sessions** are visits; after half an hour without action a new one begins.',
        '**Engagement rate** is the share of sessions that lasted, went on to a second page, or did something you count.',
        '**Conversion rate** needs its denominator said aloud: of sessions, or of users?',
        'For {goal} take one number that says it happened and one that says what it cost. More only blur the picture.',
      ],
      block: [
        '| Question | Metric |\n|---|---|\n| How many people did we reach? | Users |\n| How often did they come? | Sessions |\n| Did the visit amount to something? | Engagement rate |\n| Did it pay? | Revenue per session |',
      ],
      close: ['Which of them do you report today?', 'Write the definition under the chart; it saves the next meeting.'],
    },
    follow: [whySo, nextSteps, pages],
  },
]
