import { StorageUnavailableError } from '../storage/storage.ts'

/** The index of a location is too far behind its documents to wait for. It is being made. */
export class IndexBehindError extends StorageUnavailableError {}
