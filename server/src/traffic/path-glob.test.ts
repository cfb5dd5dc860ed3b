import { expect, it } from 'vitest'
import { pathGlob } from './path-glob.ts'

it.each([
  ['/contacts/*', '/contacts/abc', true],
  ['/contacts/*', '/contacts/abc/notes', true],
  ['/contacts/*', '/contacts', false],
  ['/contacts/*/notes', '/contacts/abc/notes/', true],
  ['/contacts/*/notes', '/contacts/abc/tasks', false],
  ['/contacts', '/contacts/', true],
  ['/contacts/', '/contacts', true],
  ['*', '/', true],
  ['*/notes', '/contacts/abc/notes', true],
  ['/a*a', '/a', false],
  ['/a.b', '/axb', false],
  ['/*a*b*', '/xxaxxbxx', true],
  ['/*b*a*', '/xxaxxbxx', false],
])('%s and %s: %s', (glob, path, matches) => {
  expect(pathGlob(glob)(path)).toBe(matches)
})

it('takes linear time', () => {
  const isIt = pathGlob(`${'*a'.repeat(500)}b`)
  expect(isIt('a'.repeat(16_000))).toBe(false)
})
