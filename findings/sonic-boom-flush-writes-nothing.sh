#!/usr/bin/env bash
# sonic-boom 4.2.1, the stream of pino's destinations: a flush without lines still writes, an empty text.
#
# `flush` with nothing buffered adds an empty text to the buffer and passes it to `fs.write`, which takes a thread of the
# pool and a system call. With `periodicFlush`, an idle program does so at each interval, for ever.
#
# Seen:
#   3 flushes without lines: 3 writes, of 0,0,0 characters
#   periodicFlush of 20 ms, half a second without lines: more than 10 writes, all empty
#
# What to do: flush only after a line.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund sonic-boom@4.2.1 >/dev/null
cat >main.mjs <<'PROGRAM'
import fs from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import SonicBoom from 'sonic-boom'

const lengths = []
const { write } = fs
fs.write = (fd, text, ...rest) => {
  lengths.push(text.length)
  return write(fd, text, ...rest)
}
const open = async (options) => {
  const stream = new SonicBoom({ dest: 'out.log', sync: false, minLength: 4096, ...options })
  await new Promise((resolve) => stream.once('ready', resolve))
  return stream
}
const stream = await open({})
for (let flush = 0; flush < 3; flush += 1) {
  stream.flush()
  await sleep(50)
}
console.log(`3 flushes without lines: ${lengths.length} writes, of ${lengths.join()} characters`)
lengths.length = 0
const periodic = await open({ periodicFlush: 20 })
await sleep(500)
const many = lengths.length > 10 ? 'more than 10' : lengths.length
const kind = lengths.every((length) => length === 0) ? 'all empty' : 'not all empty'
console.log(`periodicFlush of 20 ms, half a second without lines: ${many} writes, ${kind}`)
stream.end()
periodic.end()
PROGRAM
node main.mjs | tee seen.txt
diff seen.txt - <<'EXPECTED'
3 flushes without lines: 3 writes, of 0,0,0 characters
periodicFlush of 20 ms, half a second without lines: more than 10 writes, all empty
EXPECTED
echo 'As described.'
