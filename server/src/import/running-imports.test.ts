import { expect, it } from 'vitest'
import { RunningImports } from './running-imports.ts'

it('BR-813 a location has two imports at once, whatever the others have', () => {
  const running = new RunningImports()
  const ends = [running.begin('one'), running.begin('one')]
  expect(() => running.begin('one')).toThrow('This location has 2 imports at once, the most it can have')
  running.begin('two')
  ends[0]?.()
  running.begin('one')
})

it('BR-813 a process has sixteen, and refuses more with 503', () => {
  const running = new RunningImports()
  const ends = Array.from({ length: 16 }, (_, index) => running.begin(`location ${index % 8}`))
  expect(() => running.begin('another')).toThrow(expect.objectContaining({ statusCode: 503 }))
  ends[0]?.()
  running.begin('another')
})
