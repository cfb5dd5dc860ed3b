/** Limits of the values of contacts, opportunities and what belongs to them, in characters (Unicode code points). */
export const bounds = {
  text: 1000,
  /** First and last name at their limits, and a space. */
  name: 2001,
  email: 320,
  phone: 64,
  website: 2048,
  tag: 255,
  tags: 1000,
  /** The most additional emails, and the most additional phones, as in HighLevel's own pages. */
  additional: 10,
  customFields: 1000,
  id: 255,
  instant: 40,
} as const
