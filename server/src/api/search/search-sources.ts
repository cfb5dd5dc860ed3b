import type { Sources } from '../../columnstore/source.ts'
import { opportunitySource } from '../opportunities/search/opportunity-source.ts'
import { contactSource } from './contact-source.ts'
import type { SearchShapes } from './search.ts'

/** What can be searched. */
export const searchSources: Sources<SearchShapes> = {
  contacts: contactSource,
  opportunities: opportunitySource,
}
