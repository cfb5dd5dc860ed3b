#!/usr/bin/env bash
# phone 3.1.72 with `validateMobilePrefix: false`, its way to take landlines: the zero of a national number is dropped or
# kept by the way it is written, and the answer says `isValid: true` of a number that reaches nobody or somebody else.
# - Italy's landlines keep their zero abroad; it is dropped where the number is written without +39.
# - The zero of `+49 (0)30` is not for callers from abroad; it is kept. Of `+44 (0)20` it is dropped, since Germany's
#   numbers may have one digit more and the United Kingdom's may not.
# - `00` before a country code is taken for zeros to drop: a French number becomes a German one.
# One number so has two E.164 forms, and both are called valid. google-libphonenumber 3.2.47 gives each number one.
#
# Seen (phone, then google-libphonenumber):
#   IT +39 02 1234 5678: +390212345678, +390212345678
#   IT 02 1234 5678: +39212345678, +390212345678
#   DE 030 23125127: +493023125127, +493023125127
#   DE +49 (0)30 23125127: +4903023125127, +493023125127
#   GB +44 (0)20 7946 0123: +442079460123, +442079460123
#   DE 0033 6 39 98 01 23: +4933639980123, +33639980123
#
# What to do: use phone for mobile numbers alone, or compare contacts by google-libphonenumber's form.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts phone@3.1.72 google-libphonenumber@3.2.47 >/dev/null
cat >zero.cjs <<'JS'
const { phone } = require('phone')
const { PhoneNumberFormat, PhoneNumberUtil } = require('google-libphonenumber')
const util = PhoneNumberUtil.getInstance()
const numbers = [
  ['IT', '+39 02 1234 5678'],
  ['IT', '02 1234 5678'],
  ['DE', '030 23125127'],
  ['DE', '+49 (0)30 23125127'],
  ['GB', '+44 (0)20 7946 0123'],
  ['DE', '0033 6 39 98 01 23'],
]
for (const [country, text] of numbers) {
  // A number with a plus sign names its country itself.
  const options = { validateMobilePrefix: false, ...(text.startsWith('+') ? {} : { country }) }
  const answer = phone(text, options)
  const google = util.format(util.parse(text, country), PhoneNumberFormat.E164)
  console.log(`${country} ${text}: ${answer.isValid ? answer.phoneNumber : 'not valid'}, ${google}`)
}
JS
node zero.cjs | tee seen.txt
diff seen.txt - <<'EXPECTED' || { echo 'The behaviour has changed.' >&2; exit 1; }
IT +39 02 1234 5678: +390212345678, +390212345678
IT 02 1234 5678: +39212345678, +390212345678
DE 030 23125127: +493023125127, +493023125127
DE +49 (0)30 23125127: +4903023125127, +493023125127
GB +44 (0)20 7946 0123: +442079460123, +442079460123
DE 0033 6 39 98 01 23: +4933639980123, +33639980123
EXPECTED
