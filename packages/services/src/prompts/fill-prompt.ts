import { type PROMPT_VARIABLE_TYPES, type PromptValue, promptValueContract } from '@parley/contracts'

interface Variable {
  name: string
  type: (typeof PROMPT_VARIABLE_TYPES)[number]
  defaultValue?: unknown
}

interface Template {
  content: string
  variables: readonly Variable[]
}

export type FilledPrompt = { text: string } | { faults: Record<string, string[]> }

const PLACEHOLDER = /\{\{\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*\}\}/g

const WORDS = {
  string: 'Give this variable a text.',
  number: 'Give this variable a number.',
  boolean: 'Give this variable true or false.',
  array: 'Give this variable a list.',
}

/**
 * Puts values in the place of `{{variable}}`. What is put in is text and not looked through again; braces around a name that is no variable
 * stay as they are. Else the faults, by `values.<name>`: of a value that is missing, of another type, or of no variable.
 */
export function fillPrompt(
  { content, variables }: Template,
  given: Readonly<Record<string, PromptValue>>,
): FilledPrompt {
  const values = new Map(Object.entries(given))
  const faults: Record<string, string[]> = {}
  const texts = new Map<string, string>()
  for (const { name, type, defaultValue } of variables) {
    const value = promptValueContract.safeParse(values.get(name) ?? defaultValue).data
    if (value === undefined || typeOf(value) !== type) faults[`values.${name}`] = [WORDS[type]]
    else texts.set(name, textOf(value))
  }
  for (const name of values.keys()) {
    const isKnown = variables.some((variable) => variable.name === name)
    if (!isKnown) faults[`values.${name}`] = ['The prompt has no such variable.']
  }
  if (Object.keys(faults).length > 0) return { faults }
  return { text: content.replace(PLACEHOLDER, (placeholder, name: string) => texts.get(name) ?? placeholder) }
}

function typeOf(value: PromptValue) {
  return Array.isArray(value) ? 'array' : typeof value
}

function textOf(value: PromptValue): string {
  return Array.isArray(value) ? value.join(', ') : String(value)
}
