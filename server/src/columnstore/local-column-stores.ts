import type { IndexWrites } from './index-writes.ts'
import { LocalColumnStore, type LocalColumnStoreOptions } from './local-column-store.ts'
import type { ColumnStores, Query, QueryResult } from './query.ts'
import type { Sources } from './source.ts'

/** The writes of each source's index. */
export type WritesOf<Shapes> = { readonly [Name in keyof Shapes]: IndexWrites }

interface LocalColumnStoresOptions<Shapes>
  extends Omit<LocalColumnStoreOptions<unknown>, 'source' | 'writes'> {
  sources: Sources<Shapes>
  writes: WritesOf<Shapes>
}

type Stores<Shapes> = { readonly [Name in keyof Shapes]: LocalColumnStore<Shapes[Name]> }

/** A column store for each source, in the calling thread. They share the cache. */
export class LocalColumnStores<Shapes> implements ColumnStores<Shapes> {
  readonly #stores: Stores<Shapes>

  constructor({ sources, writes, ...options }: LocalColumnStoresOptions<Shapes>) {
    const storeOf = <Name extends keyof Shapes>(name: Name) =>
      new LocalColumnStore<Shapes[Name]>({ ...options, source: sources[name], writes: writes[name] })
    const names = Object.keys(sources) as (keyof Shapes)[]
    this.#stores = Object.fromEntries(names.map((name) => [name, storeOf(name)])) as Stores<Shapes>
  }

  find<Name extends keyof Shapes & string>(
    name: Name,
    query: Query,
    shape: Shapes[Name],
    cancelled?: AbortSignal,
  ): Promise<QueryResult> {
    return this.#stores[name].find(query, shape, cancelled)
  }

  async check(): Promise<void> {}

  /** Refuses further queries, and resolves once the running ones and the background work have ended. */
  async close(): Promise<void> {
    const stores: LocalColumnStore<never>[] = Object.values(this.#stores)
    await Promise.all(stores.map((store) => store.close()))
  }
}
