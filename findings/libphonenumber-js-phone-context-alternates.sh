#!/usr/bin/env bash
# libphonenumber-js 1.13.16 reads one and the same text differently from call to call: of six readings of an RFC 3966
# number with a phone-context, every second one is refused. Its regular expression for the context has the flag g
# (es6/helpers/extractPhoneContext.js), so test() goes on from the lastIndex that the call before has left, whichever
# caller that was. google-libphonenumber 3.2.47 answers the same number six times.
# Output seen:
#   libphonenumber-js: +12015550123 NOT_A_NUMBER +12015550123 NOT_A_NUMBER +12015550123 NOT_A_NUMBER
#   google-libphonenumber: +12015550123 +12015550123 +12015550123 +12015550123 +12015550123 +12015550123
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts libphonenumber-js@1.13.16 google-libphonenumber@3.2.47 >/dev/null
cat >read.cjs <<'JS'
const { parsePhoneNumberWithError } = require('libphonenumber-js/max')
const { PhoneNumberUtil, PhoneNumberFormat } = require('google-libphonenumber')
const text = 'tel:201-555-0123;phone-context=+1'
const util = PhoneNumberUtil.getInstance()
const readers = {
  'libphonenumber-js': () => parsePhoneNumberWithError(text, { defaultCountry: 'GB', extract: false }).number,
  'google-libphonenumber': () => util.format(util.parse(text, 'GB'), PhoneNumberFormat.E164),
}
for (const [name, read] of Object.entries(readers)) {
  const answers = Array.from({ length: 6 }, () => {
    try {
      return read()
    } catch (error) {
      return error.message
    }
  })
  console.log(`${name}: ${answers.join(' ')}`)
}
JS
seen=$(node read.cjs)
echo "$seen"
expected='libphonenumber-js: +12015550123 NOT_A_NUMBER +12015550123 NOT_A_NUMBER +12015550123 NOT_A_NUMBER
google-libphonenumber: +12015550123 +12015550123 +12015550123 +12015550123 +12015550123 +12015550123'
[ "$seen" = "$expected" ] || { echo 'The behaviour has changed.' >&2; exit 1; }
