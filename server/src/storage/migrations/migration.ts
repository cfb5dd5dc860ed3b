/** One step from a schema to the next. A released migration is never edited: the next one mends it. */
export interface Migration {
  /** 1, 2, 3 … without a gap. */
  number: number
  name: string
  /** Run in order, in one transaction with the note that the migration is done. */
  statements: readonly string[]
}
