/** What the model says: text, then calls. `arguments` is the raw string, which a malformed call may get wrong. */
export interface Reply {
  text: string
  toolCalls: { name: string; arguments: string }[]
}

export function say(text: string): Reply {
  return { text, toolCalls: [] }
}

export function call(name: string, args: Record<string, unknown>, text = ''): Reply {
  return { text, toolCalls: [{ name, arguments: JSON.stringify(args) }] }
}
