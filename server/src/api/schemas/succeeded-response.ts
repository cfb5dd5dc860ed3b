import { Type } from 'typebox'

/** The flag of a successful write; errors have another shape. */
export const succeededFlag = Type.Boolean({
  example: true,
})

/** The flag in HighLevel's old spelling and its new one. */
export const succeededResponse = Type.Object({ succeded: succeededFlag, succeeded: succeededFlag })
export const succeeded = { succeded: true, succeeded: true }
