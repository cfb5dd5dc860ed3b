#!/usr/bin/env node
// The store's native part needs Node-API 10 and crashes without a word below it: look before anything loads it.
if (Number(process.versions.napi) < 10) {
  process.stderr.write(
    `contactd: Node.js ${process.versions.node} is too old: install Node.js 22.19 or newer (in a checkout, npm ci brings one).\n`,
  )
  process.exitCode = 1
} else {
  // No top-level await: a Node.js that lacks even that is to be told so by the sentence above.
  import('./start.ts').then(({ start }) => start())
}
