import type { ExtraProps } from 'react-markdown'
import type { Figure } from './figure.ts'

type Element = NonNullable<ExtraProps['node']>
type Node = Element['children'][number]
type Text = Extract<Node, { type: 'text' }>

interface Parent {
  children: Node[]
}

/** A rehype plugin: wraps the figures of a block in <mark>, wherever Markdown put them. */
export function markFigures({ text, figures }: { text: string; figures: readonly Figure[] }) {
  const mark = (parent: Parent): void => {
    parent.children = parent.children.flatMap((child) => {
      if (child.type === 'text') return markText(child, text, figures)
      if (child.type === 'element') mark(child)
      return [child]
    })
  }
  return (tree: Parent) => mark(tree)
}

/**
 * The node cut at its figures. Its words may be shorter than their source (escapes, the fences of code), so each figure is looked for
 * by what it says from where the one before ended.
 */
function markText(node: Text, source: string, figures: readonly Figure[]): Node[] {
  const from = node.position?.start.offset
  const to = node.position?.end.offset
  if (from === undefined || to === undefined) return [node]
  const own = figures.filter(({ start, length }) => start >= from && start + length <= to)
  const cut: Node[] = []
  let done = 0
  for (const { start, length } of own) {
    const words = source.slice(start, start + length)
    const isExact = node.value.startsWith(words, start - from)
    const at = isExact ? start - from : node.value.indexOf(words, done)
    if (at < done) continue
    if (at > done) cut.push({ type: 'text', value: node.value.slice(done, at) })
    cut.push({ type: 'element', tagName: 'mark', properties: {}, children: [{ type: 'text', value: words }] })
    done = at + words.length
  }
  if (done < node.value.length) cut.push({ type: 'text', value: node.value.slice(done) })
  return cut
}
