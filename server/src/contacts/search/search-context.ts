import type { Storage } from '../../storage/storage.ts'
import type { ContactSearch } from './search-query.ts'

/** What the use cases of search stand on. */
export interface SearchContext {
  storage: Storage
  search: ContactSearch
}
