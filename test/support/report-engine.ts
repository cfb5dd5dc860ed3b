import { beforeEach } from 'vitest'
import { testEngine } from './engines.ts'

// The reports for programs don't name the project of a test: this tells the runs of the same file apart.
beforeEach(({ task }) => {
  Object.assign(task.meta, { engine: testEngine })
})
