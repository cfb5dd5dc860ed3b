#!/usr/bin/env node
import { nodeIsTooOld } from './lib/node-version.ts'

// Check before anything loads the store.
if (nodeIsTooOld) {
  process.stderr.write(`${nodeIsTooOld}\n`)
  process.exitCode = 1
} else {
  // No top-level await: a Node.js that lacks it must still get the sentence above.
  void import('./start.ts').then(({ start }) => start())
}
