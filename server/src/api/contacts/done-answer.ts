import { Type } from 'typebox'

/** The flag of a successful write; errors have another shape. */
export const doneFlag = Type.Boolean({
  example: true,
})

/** The flag in HighLevel's old spelling and its new one. */
export const doneAnswer = Type.Object({ succeded: doneFlag, succeeded: doneFlag })
export const done = { succeded: true, succeeded: true }
