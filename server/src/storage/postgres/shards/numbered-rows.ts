import type { SqlParams } from '../../statement.ts'
import { oncePerStatement, type Prepared, prepare } from '../connection/prepared.ts'
import type { LocationStates } from '../writes/locking.ts'
import { numberedTables } from './distribution.ts'

/** How many numbers a copy of rows takes: it is not known how many there are. */
const numbersOfCopy = 10_000

interface NumberedForm {
  prepared: Prepared
  numbers: number
}

/**
 * The form of an insert into a numbered table with the number as a further parameter, `sequence`; undefined for other
 * statements. The servers of a cluster would give numbers that are in no order: the numbers of a location are counted
 * in its row of `location_marks`, under its lock.
 */
export function numberedForm(prepared: Prepared): Prepared | undefined {
  const form = formOf(prepared)
  return form === 'none' ? undefined : form.prepared
}

/** Adds the numbers that follow the last one of each location, and counts them. */
export function withNumbers(
  prepared: Prepared,
  sets: readonly SqlParams[],
  states: LocationStates,
): SqlParams[] {
  const form = formOf(prepared)
  const location = prepared.accessSet.keys.get('location_id') ?? ''
  return sets.map((params) => {
    const state = states.get(String(params[location]))
    if (form === 'none' || state === undefined)
      throw new Error(`The location of ${prepared.statementName} is not locked.`)
    const sequence = state.lastNumber + 1
    state.lastNumber += form.numbers
    return { ...params, sequence }
  })
}

const formOf = oncePerStatement(({ sql, accessSet, statementName: name }): NumberedForm | 'none' => {
  if (!/^\s*INSERT\b/i.test(sql) || !numberedTables.includes(accessSet.written ?? '')) return 'none'
  const [, columns = '', rest = ''] = /^(\s*INSERT\s+INTO\s+\w+\s*\([^()]*)\)([\s\S]*)$/i.exec(sql) ?? []
  if (/\bsequence\b/.test(columns)) return 'none'
  const values = /^\s*VALUES\s*\(([^()]*)\)\s*$/i.exec(rest)
  if (values)
    return {
      prepared: prepare({ name, sql: `${columns}, sequence) VALUES (${values[1]}, :sequence)` }),
      numbers: 1,
    }
  const [, selected = '', from = ''] = /^\s*SELECT\s+([^()]*?)\s+(FROM\b[\s\S]*)$/i.exec(rest) ?? []
  const number = 'CAST(:sequence AS BIGINT) - 1 + ROW_NUMBER() OVER ()'
  return {
    prepared: prepare({ name, sql: `${columns}, sequence) SELECT ${selected}, ${number} ${from}` }),
    numbers: numbersOfCopy,
  }
})
