import type { Knowledge } from './known.ts'
import { knownDifferences } from './known-differences.ts'
import { knownMistakes } from './known-mistakes.ts'
import { knownOmissions } from './known-omissions.ts'

/** The known errors, omissions and differences of HighLevel's files. */
export const knownOfHighLevel: Knowledge = {
  mistakes: knownMistakes,
  omissions: knownOmissions,
  differences: knownDifferences,
}
