import { InputError } from '../../lib/input-error.ts'
import { reasonColumn, unreadLine } from '../refusal-names.ts'
import { linesOf } from './lines.ts'
import type { Cell, Source, SourceRow } from './source.ts'
import { readText, type TextEncoding } from './text-encoding.ts'

/** The most different properties of a file, each of which is a column. */
const maxColumns = 10_000

/** A file with one JSON object a line. Each property is a column. */
export function jsonLinesSource(file: string, encoding: TextEncoding): Source {
  const columns: string[] = []
  const indexes = new Map<string, number>()
  const indexOf = (name: string): number => {
    const known = indexes.get(name)
    if (known !== undefined) return known
    if (columns.length >= maxColumns)
      throw new InputError(`${file} has more than ${maxColumns} different properties.`)
    indexes.set(name, columns.length)
    return columns.push(name) - 1
  }
  return {
    format: 'jsonl',
    columns,
    shape: `${encoding}, JSON lines`,
    async *rows(onBytes) {
      let number = 0
      for await (const line of linesOf(file, readText(file, encoding, onBytes))) {
        if (line.trim() === '') continue
        number += 1
        yield rowOf(number, unreadLineIn(line) ?? line, indexOf)
      }
    },
  }
}

function rowOf(number: number, line: string, indexOf: (name: string) => number): SourceRow {
  const cells: Cell[] = []
  const object = objectIn(line)
  for (const [name, value] of Object.entries(object ?? {})) cells[indexOf(name)] = value
  return { number, cells, raw: line, ...(object === undefined && { flaw: flawOf(line) }) }
}

const flawOf = (line: string): string =>
  line.trimStart().startsWith('[')
    ? "the line is not a JSON object but an array: `jq -c '.[]'` writes a line for each contact"
    : 'the line is not a JSON object'

/** What a file of refused rows has of a line that was not a JSON object: corrected, it is read like any other line. */
function unreadLineIn(line: string): string | undefined {
  const object = line.includes(reasonColumn) ? objectIn(line) : undefined
  const { [unreadLine]: text, [reasonColumn]: reason, ...others } = (object ?? {}) as Record<string, unknown>
  const isRefused = typeof text === 'string' && reason !== undefined && Object.keys(others).length === 0
  return isRefused ? text : undefined
}

function objectIn(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
