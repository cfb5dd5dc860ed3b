import { runStoreThread } from '../../columnstore/thread/run-thread.ts'
import { contactSource } from './contact-source.ts'

/** The thread that searches contacts. */
runStoreThread(contactSource)
