/** The description of a schema. A self-explanatory property has none. */
export const described = (description: string | undefined) =>
  description === undefined ? {} : { description }
