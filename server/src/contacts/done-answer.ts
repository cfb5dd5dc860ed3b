import { Type } from 'typebox'

/** A flag of an answer that says that something was done. */
export const doneFlag = Type.Boolean({
  description: 'Always true: a refusal has another shape.',
  example: true,
})

/** What says that it was done, in HighLevel's old spelling and its new one. */
export const doneAnswer = Type.Object({ succeded: doneFlag, succeeded: doneFlag })
export const done = { succeded: true, succeeded: true }
