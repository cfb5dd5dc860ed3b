/** What the location may have against the fields of a contact, as the operations that write one list it. */
export const fieldRefusals = [
  'phoneNotANumber',
  'phoneTooShort',
  'phoneTooLong',
  'phoneOfNoCountry',
  'userNotFound',
  'customFieldValueInvalid',
] as const
