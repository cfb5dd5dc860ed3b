/** The form of HighLevel's ids. */
export const isContactId = (text: string): boolean => /^[A-Za-z0-9]{20}$/.test(text)
