import { countryCodes } from '../../../server/src/lib/countries.ts'

interface Choice {
  value: string
  label: string
}

let countries: Choice[] | undefined
let timezones: Choice[] | undefined

/** The countries that the API takes, named in the browser's language. */
export function countryChoices(): Choice[] {
  const names = new Intl.DisplayNames(undefined, { type: 'region', fallback: 'code' })
  countries ??= countryCodes
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .sort((one, other) => one.label.localeCompare(other.label))
  return countries
}

/** The time zones that the browser knows. */
export function timezoneChoices(): Choice[] {
  timezones ??= ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map(
    (zone) => ({
      value: zone,
      label: zone.replaceAll('_', ' '),
    }),
  )
  return timezones
}
