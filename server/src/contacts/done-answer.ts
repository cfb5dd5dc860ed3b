import { Type } from 'typebox'

const flag = Type.Boolean({ description: 'Always true: a refusal has another shape.', example: true })

/** What says that it was done, in HighLevel's old spelling and its new one. */
export const doneAnswer = Type.Object({ succeded: flag, succeeded: flag })

export const done = { succeded: true, succeeded: true }
