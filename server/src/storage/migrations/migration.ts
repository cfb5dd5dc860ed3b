/** One step from a schema to the next. A released migration is never edited: a later one corrects it. */
export interface Migration {
  /** 1, 2, 3 … without gaps. */
  number: number
  name: string
  /** Run in order, in the transaction that records the migration. */
  statements: readonly string[]
  /** Replaces `statements` on PostgreSQL where the same SQL does not work on both engines. */
  postgres?: readonly string[]
}
