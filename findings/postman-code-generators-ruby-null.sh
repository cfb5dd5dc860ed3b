#!/usr/bin/env bash
# postman-code-generators 2.1.1 (postman-collection 5.3.1): in the Ruby program for a JSON body, every null is the text
# "__RUBY\#%0NULL__", and the API receives that. The generator puts the placeholder __RUBY#%0NULL__ where null belongs,
# then escapes the whole body for Ruby, `#` included, and then looks for the placeholder as it was before. The
# placeholders of the Python generator are replaced.
#
# Seen:
#   request.body = JSON.dump({
#     "firstName": "__RUBY\#%0NULL__"
#   })
#
# What to do: replace "__RUBY\#%0NULL__" in the program with nil.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts postman-code-generators@2.1.1 postman-collection@5.3.1 >/dev/null
cat >reproduce.js <<'JS'
const { convert } = require('postman-code-generators')
const { Request } = require('postman-collection')

const request = new Request({
  url: 'https://api.example.com/contacts',
  method: 'POST',
  header: [{ key: 'Content-Type', value: 'application/json' }],
  body: { mode: 'raw', raw: JSON.stringify({ firstName: null }) },
})
convert('ruby', 'Net::HTTP', request, {}, (error, program) => {
  if (error) throw error
  console.log(/^request\.body = .*?^\}\)$/ms.exec(program)[0])
})
JS
seen=$(node reproduce.js)
echo "$seen"
grep -qF '"firstName": "__RUBY\#%0NULL__"' <<<"$seen" || { echo 'The behaviour has changed.' >&2; exit 1; }
