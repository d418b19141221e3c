import type { SeedExchange, SeedTopic } from './topic.ts'

const shorter: SeedExchange = {
  ask: ['Shorter, please.', 'Can you make it half as long?', 'Too wordy. Try again.', 'Make the second one punchier.'],
  open: ['Shorter:', 'Cut to the bone:'],
  points: [
    '**New for {audience}**: {product}, ready when you are.',
    '**{product}**. No waiting list.',
    'You asked for {goal}. Here is where it starts.',
    'Five minutes for {product}. Worth a look?',
  ],
  close: ['The second says the least and sells the most.', 'I would test the first against what you have.'],
}

const otherTone: SeedExchange = {
  ask: ['Can it sound {tone}?', 'The tone is off. We are {tone}.', 'Write it for {audience} instead.'],
  open: ['In that tone:', 'The same thing, {tone}:'],
  points: [
    'Hello again. {product} has grown up a little since you last looked.',
    'You know what you need. We made {product} so that it stays out of your way.',
    'A small thing that {audience} keep telling us: it just works. Come and see.',
    'We will not shout. {product} is here, and it is good.',
  ],
  close: [
    'Keep one voice through the whole series; the reader notices when it changes.',
    'Shall I carry this tone over to the landing page?',
  ],
}

const testIt: SeedExchange = {
  ask: [
    'How do I test which one is better?',
    'How many recipients do I need for an A/B test?',
    'When should we send it?',
  ],
  open: ['Test one thing at a time, and decide beforehand how long.', 'A test is a question with a date.'],
  points: [
    'Split {audience} by chance, not by list or by age of the address.',
    'Change the subject or the offer, never both.',
    'Wait until each half has at least a few hundred opens; before that, luck speaks louder than copy.',
    'Send on {day} morning if you have nothing better to go by, then look at when your own readers open.',
    'Judge by clicks and orders. Opens are counted by mail programs, not by people.',
  ],
  close: [
    'Write down the winner and why; in a year you will have a style guide.',
    'Want a table to keep the tests in?',
  ],
}

const variants: SeedExchange = {
  ask: ['Give me more ideas.', '{count} more variants, please.', 'Another angle?', 'What would {competitor} write?'],
  open: ['Other angles:', 'Some more to choose from:'],
  points: [
    '**Question**: When did you last look forward to {product}?',
    '**Number**: Three reasons {audience} stay.',
    '**News**: {campaign} starts on {day}.',
    '**Proof**: What customers in {region} say.',
    '**Benefit**: {goal}, without another tool.',
    '**Curiosity**: The part of {product} nobody sees.',
  ],
  close: ['Pick two that differ in the idea, not only in the words.', 'Tell me which one feels like you.'],
}

export const writingTopics: readonly SeedTopic[] = [
  {
    intent: 'write_copy',
    titles: [
      'Subject lines for {campaign}',
      'Newsletter for {audience}',
      'Copy for {product}',
      'E-mail about {product}',
    ],
    first: {
      ask: [
        'Write three subject lines for the {campaign} e-mail to {audience}.',
        'I need a short newsletter intro about {product}.',
        'Draft a reminder for {audience}. Keep it {tone}.',
        'Help me announce {product} by e-mail.',
      ],
      open: ['Three to choose from:', 'Here is a first draft to react to.', 'Happy to. Each takes another angle.'],
      points: [
        '**{product}, sooner than planned** says what is new.',
        '**Still thinking about it?** is for those who looked and left.',
        '**For {audience} only** is true only if it is; do not send it to everyone.',
        '**{campaign} ends on {day}** works once, when it is so.',
      ],
      block: [
        '> Hello,\n>\n> {product} is here. It took us longer than we hoped, and it is better for it.\n>\n> You will find it at `{page}`. If it is not for you, one click below and we will not mention it again.\n>\n> Your team',
        '```text\nSubject: {product} is ready\nPreheader: Have a look before {day}\n\nHello,\nyou asked for {goal}. We listened.\n```',
      ],
      close: ['Which direction fits?', 'Shall I shorten one of them?'],
    },
    follow: [shorter, otherTone, testIt, variants],
  },
  {
    intent: 'write_copy',
    titles: ['Post for {network}', 'Social posts for {campaign}', '{network} ideas', 'Captions about {product}'],
    first: {
      ask: [
        'Write a {network} post about {product}.',
        'We need {count} post ideas for {network}.',
        'How would you tell {audience} about {campaign} on {network}?',
      ],
      open: ['For {network} I would show before I tell.', 'A post people stop at has one idea. Some to begin with:'],
      points: [
        'A photo from the workshop and one sentence about what went wrong before it went right.',
        'A question {audience} really have, and your answer in three lines.',
        'The number you are proud of, and what it took.',
        'A short film of {product} in use, without music, with captions.',
        'A thank-you to customers in {region}, by name where they agreed.',
      ],
      close: ['Plan for replies: the first hour decides how far a post travels.', 'Want captions for one of these?'],
    },
    follow: [variants, otherTone, shorter, testIt],
  },
]
