import { beforeAll, it } from 'vitest'
import { expectNoLostUpdate, lostUpdatesTimeoutMs } from '../support/lost-updates.ts'
import { type Program, startProgram } from '../support/program.ts'

let nodes: Program[]
beforeAll(async () => {
  const first = await startProgram({ demo: true })
  nodes = [first, await startProgram({ demo: true, folder: first.folder })]
})

it('two servers on one SQLite file lose no update', { timeout: lostUpdatesTimeoutMs }, () =>
  expectNoLostUpdate(nodes),
)
