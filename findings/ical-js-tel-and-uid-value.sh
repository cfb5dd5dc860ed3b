#!/usr/bin/env bash
# ical.js 2.2.1: a vCard 4.0 that is read and written again has lost VALUE of TEL and of UID, and so says something else.
# RFC 6350 takes a TEL without VALUE for text and a UID without VALUE for a URI; ical.js has it the other way round, and
# leaves out what it takes for the default. A `tel:` URI becomes a text that begins with `tel:`, and a UID that is text
# becomes a URI. A plain phone without VALUE is given the type `uri` too, in the jCard as well. Of RELATED, whose default
# it has right, VALUE stays.
#
# Seen:
#   TEL;VALUE=uri:tel:+1-201-555-0123 -> TEL:tel:+1-201-555-0123 (uri)
#   TEL:+1 201 555 0123 -> TEL:+1 201 555 0123 (uri)
#   UID;VALUE=text:contact-17 -> UID:contact-17 (text)
#   UID:urn:uuid:00000000-0000-4000-8000-000000000017 -> UID:urn:uuid:00000000-0000-4000-8000-000000000017 (text)
#   RELATED;VALUE=text:Bo Example -> RELATED;VALUE=TEXT:Bo Example (text)
#
# What to do: tell a phone's kind by `tel:` at its beginning, not by its type, and put VALUE back before writing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ical.js@2.2.1 >/dev/null
cat >lines.mjs <<'JS'
import ICAL from 'ical.js'

const lines = [
  'TEL;VALUE=uri:tel:+1-201-555-0123',
  'TEL:+1 201 555 0123',
  'UID;VALUE=text:contact-17',
  'UID:urn:uuid:00000000-0000-4000-8000-000000000017',
  'RELATED;VALUE=text:Bo Example',
]
for (const line of lines) {
  const text = ['BEGIN:VCARD', 'VERSION:4.0', 'FN:Ann Example', line, 'END:VCARD', ''].join('\r\n')
  const property = new ICAL.Component(ICAL.parse(text)).getAllProperties()[2]
  console.log(`${line} -> ${property.toICALString()} (${property.type})`)
}
JS
node lines.mjs | tee seen.txt
diff seen.txt - <<'EXPECTED' || { echo 'The behaviour has changed.' >&2; exit 1; }
TEL;VALUE=uri:tel:+1-201-555-0123 -> TEL:tel:+1-201-555-0123 (uri)
TEL:+1 201 555 0123 -> TEL:+1 201 555 0123 (uri)
UID;VALUE=text:contact-17 -> UID:contact-17 (text)
UID:urn:uuid:00000000-0000-4000-8000-000000000017 -> UID:urn:uuid:00000000-0000-4000-8000-000000000017 (text)
RELATED;VALUE=text:Bo Example -> RELATED;VALUE=TEXT:Bo Example (text)
EXPECTED
