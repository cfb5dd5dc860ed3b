#!/usr/bin/env bash
# typebox 1.4.3 and ajv 8.20.0 with ajv-formats 3.0.1: one schema, `Type.String({ format })`, is judged differently by
# TypeBox's own `Value.Check` and by Ajv, which Fastify asks where no other compiler is set. TypeBox takes an address
# that has no dot in its domain or has a quoted name, as RFC 5321 does; ajv-formats takes neither. Of instants TypeBox
# takes RFC 3339's alone; ajv-formats also takes an offset without its colon or its minutes, and a space for the T. Of
# UUIDs it is ajv-formats that takes the `urn:uuid:` before them. What one end of an application lets in, the other
# refuses, though both have the same schema.
#
# Seen:
#   email ann@example: typebox yes, ajv no
#   email "ann b"@example.com: typebox yes, ajv no
#   email ann@example.com: typebox yes, ajv yes
#   date-time 2026-02-28T10:00:00+0100: typebox no, ajv yes
#   date-time 2026-02-28T10:00:00+01: typebox no, ajv yes
#   date-time 2026-02-28 10:00:00Z: typebox no, ajv yes
#   date-time 2026-02-28T10:00:00Z: typebox yes, ajv yes
#   uuid urn:uuid:00000000-0000-4000-8000-000000000017: typebox no, ajv yes
#
# What to do: judge by one of the two, or give both the same function: `Format.Set` of TypeBox, `addFormat` of Ajv.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts typebox@1.4.3 ajv@8.20.0 ajv-formats@3.0.1 >/dev/null
cat >formats.mjs <<'JS'
import addFormats from 'ajv-formats'
import { Ajv } from 'ajv'
import Type from 'typebox'
import Value from 'typebox/value'

const ajv = new Ajv()
addFormats.default(ajv)
const texts = [
  ['email', 'ann@example'],
  ['email', '"ann b"@example.com'],
  ['email', 'ann@example.com'],
  ['date-time', '2026-02-28T10:00:00+0100'],
  ['date-time', '2026-02-28T10:00:00+01'],
  ['date-time', '2026-02-28 10:00:00Z'],
  ['date-time', '2026-02-28T10:00:00Z'],
  ['uuid', 'urn:uuid:00000000-0000-4000-8000-000000000017'],
]
const word = (isValid) => (isValid ? 'yes' : 'no')
for (const [format, text] of texts) {
  const schema = Type.String({ format })
  console.log(`${format} ${text}: typebox ${word(Value.Check(schema, text))}, ajv ${word(ajv.validate(schema, text))}`)
}
JS
node formats.mjs | tee seen.txt
diff seen.txt - <<'EXPECTED' || { echo 'The behaviour has changed.' >&2; exit 1; }
email ann@example: typebox yes, ajv no
email "ann b"@example.com: typebox yes, ajv no
email ann@example.com: typebox yes, ajv yes
date-time 2026-02-28T10:00:00+0100: typebox no, ajv yes
date-time 2026-02-28T10:00:00+01: typebox no, ajv yes
date-time 2026-02-28 10:00:00Z: typebox no, ajv yes
date-time 2026-02-28T10:00:00Z: typebox yes, ajv yes
uuid urn:uuid:00000000-0000-4000-8000-000000000017: typebox no, ajv yes
EXPECTED
