#!/usr/bin/env node
// The native part of the store needs Node-API 10 and crashes without a message on older versions: check before
// anything loads it.
if (Number(process.versions.napi) < 10) {
  process.stderr.write(
    `contactd: Node.js ${process.versions.node} is too old: install Node.js 22.19 or newer (in a checkout, npm ci brings one).\n`,
  )
  process.exitCode = 1
} else {
  // No top-level await: a Node.js that lacks it must still get the sentence above.
  void import('./start.ts').then(({ start }) => start())
}
