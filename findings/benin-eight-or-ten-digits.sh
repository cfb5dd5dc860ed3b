#!/usr/bin/env bash
# Two libraries that judge phones refuse the mobile numbers that Benin has had since 30 November 2024, and take those it
# had before. The country put 01 before its numbers, which went from eight digits to ten. phone 3.1.72 and validator
# 13.15.35 know eight; google-libphonenumber 3.2.47 and libphonenumber-js 1.13.16 know ten, and refuse eight. A contact
# that one pair takes is refused by the other, whichever form it has. The number is libphonenumber's own example.
#
# Seen:
#   +2290195123456: phone no, validator no, google-libphonenumber yes, libphonenumber-js yes
#   +22995123456: phone yes, validator yes, google-libphonenumber no, libphonenumber-js no
#
# What to do: judge a country's numbers by one library only, and put 01 before eight digits after +229.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts phone@3.1.72 validator@13.15.35 \
  google-libphonenumber@3.2.47 libphonenumber-js@1.13.16 >/dev/null
cat >benin.cjs <<'JS'
const { phone } = require('phone')
const validator = require('validator')
const { PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil } = require('google-libphonenumber')
const { isValidPhoneNumber } = require('libphonenumber-js/max')
const util = PhoneNumberUtil.getInstance()
const ten = util.format(util.getExampleNumberForType('BJ', PhoneNumberType.MOBILE), PhoneNumberFormat.E164)
const judges = {
  phone: (text) => phone(text).isValid,
  validator: (text) => validator.isMobilePhone(text, 'fr-BJ'),
  'google-libphonenumber': (text) => util.isValidNumber(util.parse(text)),
  'libphonenumber-js': (text) => isValidPhoneNumber(text),
}
for (const text of [ten, ten.replace('+22901', '+229')])
  console.log(`${text}: ${Object.entries(judges).map(([name, isValid]) => `${name} ${isValid(text) ? 'yes' : 'no'}`).join(', ')}`)
JS
node benin.cjs | tee seen.txt
diff seen.txt - <<'EXPECTED' || { echo 'The behaviour has changed.' >&2; exit 1; }
+2290195123456: phone no, validator no, google-libphonenumber yes, libphonenumber-js yes
+22995123456: phone yes, validator yes, google-libphonenumber no, libphonenumber-js no
EXPECTED
