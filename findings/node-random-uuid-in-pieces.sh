#!/usr/bin/env bash
# Node.js 24.21.0: each UUID that `crypto.randomUUID` returns keeps over 400 bytes of memory.
#
# Node.js concatenates it from pairs of digits, and V8 keeps the tree of these concatenations with the text. A program that
# keeps the ids of its latest requests keeps these trees too, and its garbage collections copy them. The same text, read
# from a buffer, takes less than 80 bytes.
#
# Seen:
#   100,000 UUIDs in a list: over 400 bytes each
#   100,000 of the same through a buffer: under 80 bytes each
#
# What to do: before keeping one, make it a single text: write it into a buffer, and read it from there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node@24.21.0 >/dev/null
cat >main.mjs <<'PROGRAM'
import { randomUUID } from 'node:crypto'

const count = 100_000
const text = Buffer.alloc(36)
const flat = () => {
  text.write(randomUUID(), 'latin1')
  return text.toString('latin1')
}
function bytesOfEach(make) {
  const kept = new Array(count).fill('')
  gc()
  const before = process.memoryUsage().heapUsed
  for (let index = 0; index < count; index += 1) kept[index] = make()
  gc()
  const bytes = (process.memoryUsage().heapUsed - before) / count
  return kept.length === count ? bytes : 0
}
const range = (bytes) => (bytes > 400 ? 'over 400' : bytes < 80 ? 'under 80' : `${Math.round(bytes)}`)
console.log(`100,000 UUIDs in a list: ${range(bytesOfEach(() => randomUUID()))} bytes each`)
console.log(`100,000 of the same through a buffer: ${range(bytesOfEach(flat))} bytes each`)
PROGRAM
node_modules/.bin/node --expose-gc main.mjs | tee seen.txt
diff seen.txt - <<'EXPECTED'
100,000 UUIDs in a list: over 400 bytes each
100,000 of the same through a buffer: under 80 bytes each
EXPECTED
echo 'As described.'
