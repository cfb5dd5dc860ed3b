/** What a row may do: create a contact, update one, or either. */
export const importModes = ['create', 'update', 'upsert'] as const
export type ImportMode = (typeof importModes)[number]

export const importFormats = ['csv', 'jsonl', 'vcf'] as const
export type ImportFormat = (typeof importFormats)[number]

/** Which of the first two numbers of `3/5/1990` is the day. */
export const dateOrders = ['dmy', 'mdy'] as const
export type DateOrder = (typeof dateOrders)[number]
