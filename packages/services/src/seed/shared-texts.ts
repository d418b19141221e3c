const text = (description: string) => ({ type: 'string', description })

/** An organization's own tools: described, not run yet. */
export const TOOLS = [
  {
    name: 'find_order',
    displayName: 'Find an order',
    description: 'Finds an order of the shop by its number.',
    category: 'data',
    parametersSchema: { type: 'object', properties: { number: text('The order number.') }, required: ['number'] },
    implementation: { type: 'external_api', handler: 'https://shop.example.com/api/orders' },
    effect: 'read',
  },
  {
    name: 'send_to_crm',
    displayName: 'Send to the CRM',
    description: 'Notes a person who asked to be called.',
    category: 'communication',
    parametersSchema: { type: 'object', properties: { email: text('Their address.') }, required: ['email'] },
    implementation: { type: 'webhook', handler: 'https://crm.example.com/hooks/leads' },
    effect: 'write',
  },
  {
    name: 'raise_budget',
    displayName: 'Raise a budget',
    description: 'Raises the daily budget of a campaign.',
    category: 'custom',
    parametersSchema: { type: 'object', properties: { campaign: text('Its name.') }, required: ['campaign'] },
    implementation: { type: 'external_api', handler: 'https://ads.example.com/api/budgets' },
    effect: 'spends_money',
    isActive: false,
  },
]

export const PROMPTS = [
  {
    title: 'Subject lines',
    content: 'Write {{count}} subject lines for {{campaign}}. Tone: {{tone}}. No exclamation marks.',
    variables: [
      { name: 'count', type: 'number', description: 'How many.', defaultValue: 5 },
      { name: 'campaign', type: 'string', description: 'What it is about.' },
      { name: 'tone', type: 'string', description: 'In a word or two.', defaultValue: 'friendly' },
    ],
    tags: ['e-mail', 'copy'],
    version: 3,
  },
  {
    title: 'Weekly summary',
    content: 'Sum up last week for {{reader}} in five sentences. Begin with what changed.',
    variables: [{ name: 'reader', type: 'string', description: 'Who reads it.', defaultValue: 'the team' }],
    tags: ['report'],
    version: 2,
  },
  {
    title: 'Campaign brief',
    content: 'Write a brief for {{campaign}}: goal, audience, message, channels ({{channels}}), budget, dates.',
    variables: [
      { name: 'campaign', type: 'string', description: 'Its name.' },
      { name: 'channels', type: 'array', description: 'Where it runs.', defaultValue: ['email', 'search'] },
    ],
    tags: ['planning'],
    isTemplate: true,
  },
  {
    title: 'Answer a complaint',
    content: 'Answer this complaint calmly, say what happens next: {{complaint}}',
    variables: [{ name: 'complaint', type: 'string', description: 'What the customer wrote.' }],
    tags: ['copy', 'service'],
  },
]
