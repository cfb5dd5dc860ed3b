/** The description of a schema. A property whose name says it all has none. */
export const described = (description: string | undefined) =>
  description === undefined ? {} : { description }
