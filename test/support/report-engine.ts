import { beforeEach } from 'vitest'
import { testEngine } from './engines.ts'

// Machine-readable reports don't name a test's project: this distinguishes the runs of a file.
beforeEach(({ task }) => {
  Object.assign(task.meta, { engine: testEngine })
})
