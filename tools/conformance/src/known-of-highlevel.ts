import type { Knowledge } from './known.ts'
import { knownDifferences } from './known-differences.ts'
import { knownMistakes } from './known-mistakes.ts'
import { knownOfLocations } from './known-of-locations.ts'
import { knownOfOauth } from './known-of-oauth.ts'
import { knownOfOpportunities } from './known-of-opportunities.ts'
import { knownOfUsers } from './known-of-users.ts'
import { knownOmissions } from './known-omissions.ts'

const contacts: Knowledge = {
  mistakes: knownMistakes,
  omissions: knownOmissions,
  differences: knownDifferences,
}
const all = [contacts, knownOfLocations, knownOfOauth, knownOfOpportunities, knownOfUsers]

/** The known errors, omissions and differences of HighLevel's files, and what can't be tried. */
export const knownOfHighLevel = {
  mistakes: all.flatMap(({ mistakes }) => mistakes),
  omissions: all.flatMap(({ omissions }) => omissions),
  differences: all.flatMap(({ differences }) => differences),
  untried: all.flatMap(({ untried = [] }) => untried),
} satisfies Knowledge
