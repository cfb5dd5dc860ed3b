import { expect, it } from 'vitest'
import type { SqlParams, Statement } from '../../statement.ts'
import { prepare } from '../connection/prepared.ts'
import { batchStatements } from './write-batches.ts'

const statementOf = (name: string, sql: string): Statement<SqlParams, never> => ({ name, sql })
const update = statementOf(
  'u',
  'UPDATE contacts SET document = :document WHERE location_id = :l AND id = :id',
)
const record = statementOf('r', 'INSERT INTO contact_changes (location_id, contact_id) VALUES (:l, :id)')
const remove = statementOf('d', 'DELETE FROM contacts WHERE location_id = :l AND id = :id')
const sweep = statementOf('s', 'UPDATE contacts SET document = :document WHERE location_id = :l')

const shapeOf = (statements: [Statement<SqlParams, never>, SqlParams][]) =>
  batchStatements(statements.map(([statement, params]) => ({ prepared: prepare(statement), params }))).map(
    ({ prepared, sets }) => `${prepared.statementName}${sets.map(({ id }) => id ?? '*').join('')}`,
  )
const row = (id: string) => ({ l: 'l', id })
const changed = (id: string, document = '') => ({ ...row(id), document })

it('batches the statements of a kind across those of other tables', () => {
  const statements: [Statement<SqlParams, never>, SqlParams][] = ['a', 'b', 'c'].flatMap((id) => [
    [update, changed(id)],
    [record, row(id)],
  ])
  expect(shapeOf(statements)).toEqual(['uabc', 'rabc'])
})

it('changes a row twice in two ordered statements', () => {
  expect(
    shapeOf([
      [update, changed('a')],
      [update, changed('b')],
      [update, changed('a')],
      [update, changed('c')],
    ]),
  ).toEqual(['uab', 'uac'])
})

it('moves nothing past a statement that touches the same row', () => {
  expect(
    shapeOf([
      [update, changed('a')],
      [remove, row('a')],
      [update, changed('b')],
      [update, changed('a')],
    ]),
  ).toEqual(['uab', 'da', 'ua'])
})

it('moves nothing past a statement that may touch any row', () => {
  expect(
    shapeOf([
      [update, changed('a')],
      [sweep, { l: 'l', document: '' }],
      [update, changed('b')],
    ]),
  ).toEqual(['ua', 's*', 'ub'])
})

it('runs a statement that may touch any row alone', () => {
  const all = { l: 'l', document: '' }
  expect(
    shapeOf([
      [sweep, all],
      [sweep, all],
    ]),
  ).toEqual(['s*', 's*'])
})

it('limits the bytes of a batch', () => {
  const large = 'x'.repeat(3 * 1024 * 1024)
  expect(
    shapeOf([
      [update, changed('a', large)],
      [update, changed('b', large)],
      [update, changed('c', large)],
    ]),
  ).toEqual(['uab', 'uc'])
})
