#!/usr/bin/env bash
# awesome-phonenumber 7.8.0 is google's libphonenumber, and refuses what libphonenumber takes: every number of a code
# that is shared by the world, such as the freephone numbers of +800, satellite phones of +881 and the networks of +882
# and +883. It finds their region, 001, and then says `invalid-country-code` and gives no E.164 form.
# google-libphonenumber 3.2.47 and libphonenumber-js 1.13.16 call the same numbers valid. They are libphonenumber's
# own examples.
#
# Seen (awesome-phonenumber, google-libphonenumber, libphonenumber-js):
#   +80012345678: 001 invalid-country-code, valid, valid
#   +881612345678: 001 invalid-country-code, valid, valid
#   +8823421234: 001 invalid-country-code, valid, valid
#   +883510012345: 001 invalid-country-code, valid, valid
#   +12015550123: US is-possible, valid, valid
#
# What to do: ask another of the three where `regionCode` is 001.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts awesome-phonenumber@7.8.0 google-libphonenumber@3.2.47 \
  libphonenumber-js@1.13.16 >/dev/null
cat >world.cjs <<'JS'
const { parsePhoneNumber } = require('awesome-phonenumber')
const { PhoneNumberFormat, PhoneNumberUtil } = require('google-libphonenumber')
const { parsePhoneNumberFromString } = require('libphonenumber-js/max')
const util = PhoneNumberUtil.getInstance()
const shared = [800, 881, 882, 883].map((code) =>
  util.format(util.getExampleNumberForNonGeoEntity(code), PhoneNumberFormat.E164),
)
const word = (isValid) => (isValid ? 'valid' : 'not valid')
for (const text of [...shared, '+12015550123']) {
  const { regionCode, possibility } = parsePhoneNumber(text)
  const google = word(util.isValidNumber(util.parse(text)))
  console.log(`${text}: ${regionCode} ${possibility}, ${google}, ${word(parsePhoneNumberFromString(text)?.isValid())}`)
}
JS
node world.cjs | tee seen.txt
diff seen.txt - <<'EXPECTED' || { echo 'The behaviour has changed.' >&2; exit 1; }
+80012345678: 001 invalid-country-code, valid, valid
+881612345678: 001 invalid-country-code, valid, valid
+8823421234: 001 invalid-country-code, valid, valid
+883510012345: 001 invalid-country-code, valid, valid
+12015550123: US is-possible, valid, valid
EXPECTED
