import type { Knowledge } from './known.ts'
import { knownDifferences } from './known-differences.ts'
import { knownMistakes } from './known-mistakes.ts'
import { knownOfOpportunities } from './known-of-opportunities.ts'
import { knownOmissions } from './known-omissions.ts'

/** The known errors, omissions and differences of HighLevel's files. */
export const knownOfHighLevel: Knowledge = {
  mistakes: [...knownMistakes, ...knownOfOpportunities.mistakes],
  omissions: [...knownOmissions, ...knownOfOpportunities.omissions],
  differences: [...knownDifferences, ...knownOfOpportunities.differences],
}
