/** The errors of operations that accept a phone. */
export const phoneRefusalNames = [
  'phoneNotANumber',
  'phoneTooShort',
  'phoneTooShortAfterIdd',
  'phoneTooLong',
  'phoneOfNoCountry',
] as const
