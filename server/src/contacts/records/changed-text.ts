/** A text that may be missing, after an update: what is not sent stays, `""` clears. */
export const changedText = (before: string | undefined, sent: string | undefined): string | undefined =>
  sent === undefined ? before : sent || undefined
