/** The errors of operations that accept a phone. */
export const phoneRefusalNames = [
  'phoneNotANumber',
  'phoneTooShort',
  'phoneTooShortAfterIdd',
  'phoneTooLong',
  'phoneOfNoCountry',
] as const

/** The errors, common to all operations that write a contact, that depend on its location. */
export const fieldRefusals = [...phoneRefusalNames, 'userNotFound', 'customFieldValueInvalid'] as const
