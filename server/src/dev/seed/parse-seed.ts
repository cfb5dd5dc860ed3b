import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLParseError,
} from 'yaml'
import type { Mistake } from './mistakes.ts'

/** A file of a seed, whose form is not checked yet. */
export interface ParsedSeed {
  content: unknown
  /** Why it is not YAML. */
  mistakes: Mistake[]
  /** The line and the column of a path, or of what contains it, from 1. */
  placeOf(path: string): string
}

/** Parses YAML 1.2, which includes JSON. */
export function parseSeed(text: string): ParsedSeed {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, prettyErrors: false })
  const at = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset)
    return `${line}:${col}`
  }
  const mistakes = syntaxMistakes(document.errors)
  let content: unknown
  if (mistakes.length === 0)
    try {
      content = document.toJS({ maxAliasCount: 100 })
    } catch (error) {
      // An alias of nothing, or too many of them.
      const { message } = error as Error
      mistakes.push({ path: String(unresolvedAlias(document)?.range?.[0] ?? 0), sentence: message })
    }
  if (mistakes.length > 0) return { content, mistakes, placeOf: (path) => at(Number(path)) }
  return { content, mistakes, placeOf: (path) => at(offsetOf(document.contents, path)) }

  function offsetOf(root: Node | null, path: string): number {
    let node: unknown = root
    let offset = root?.range?.[0] ?? 0
    for (const name of path === '' ? [] : path.split('.')) {
      if (isAlias(node)) node = node.resolve(document)
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === name)
        if (!pair) break
        offset = (pair.key as Node).range?.[0] ?? offset
        node = pair.value
      } else if (isSeq(node)) {
        node = node.items[Number(name)]
        offset = (node as Node | undefined)?.range?.[0] ?? offset
      } else break
    }
    return offset
  }
}

/** What is wrong in the syntax, each with its offset as the path. What follows the first mistake is often its consequence. */
function syntaxMistakes(errors: readonly YAMLParseError[]): Mistake[] {
  const inOrder = errors.toSorted((one, other) => one.pos[0] - other.pos[0])
  const first = inOrder.findIndex(({ code }) => code !== 'DUPLICATE_KEY')
  return inOrder.slice(0, first < 0 ? undefined : first + 1).map(({ message, pos }) => ({
    path: String(pos[0]),
    sentence: /stack/i.test(message) ? 'the seed is nested too deeply' : message,
  }))
}

/** The first alias of nothing. */
function unresolvedAlias(document: Document): Alias | undefined {
  let found: Alias | undefined
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return undefined
      found = alias
      return visit.BREAK
    },
  })
  return found
}
