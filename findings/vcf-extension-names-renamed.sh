#!/usr/bin/env bash
# vcf 2.1.2: a card that is read and written again has other properties. The names are kept in camel case in memory, and
# are written with a hyphen before every capital: Apple's `X-ABLabel`, which names the custom label of a phone, comes
# out as `X-AB-LABEL`, and `X-ABShowAs`, which marks a company, as `X-AB-SHOW-AS`. Those are not the same names, and no
# address book reads them. Names all in capitals stay as they are, as do those whose hyphens part words.
#
# Seen:
#   item1.X-ABLabel:Newsletter -> item1.X-AB-LABEL:Newsletter
#   X-ABShowAs:COMPANY -> X-AB-SHOW-AS:COMPANY
#   X-ABRELATEDNAMES:Bo Example -> X-ABRELATEDNAMES:Bo Example
#   X-PHONETIC-FIRST-NAME:Ann -> X-PHONETIC-FIRST-NAME:Ann
#
# What to do: make the names upper case before reading; vCard's names have no case.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts vcf@2.1.2 >/dev/null
cat >names.cjs <<'JS'
const VCard = require('vcf')
const lines = [
  'item1.X-ABLabel:Newsletter',
  'X-ABShowAs:COMPANY',
  'X-ABRELATEDNAMES:Bo Example',
  'X-PHONETIC-FIRST-NAME:Ann',
]
for (const line of lines) {
  const text = ['BEGIN:VCARD', 'VERSION:3.0', 'FN:Ann Example', 'N:Example;Ann;;;', line, 'END:VCARD'].join('\r\n')
  const written = new VCard().parse(text).toString('3.0').split(/\r?\n/)
  const known = /^(BEGIN|VERSION|FN|N|END):/
  console.log(`${line} -> ${written.filter((one) => one && !known.test(one)).join(' | ')}`)
}
JS
node names.cjs | tee seen.txt
diff seen.txt - <<'EXPECTED' || { echo 'The behaviour has changed.' >&2; exit 1; }
item1.X-ABLabel:Newsletter -> item1.X-AB-LABEL:Newsletter
X-ABShowAs:COMPANY -> X-AB-SHOW-AS:COMPANY
X-ABRELATEDNAMES:Bo Example -> X-ABRELATEDNAMES:Bo Example
X-PHONETIC-FIRST-NAME:Ann -> X-PHONETIC-FIRST-NAME:Ann
EXPECTED
