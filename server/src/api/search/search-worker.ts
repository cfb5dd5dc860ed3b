import { runStoreThread } from '../../columnstore/thread/run-thread.ts'
import { searchSources } from './search-sources.ts'

/** The thread that runs searches. */
await runStoreThread(searchSources)
