/** By what other items refer to an item. */
export interface Named {
  id?: string | undefined
  name?: string | null | undefined
  email?: string | null | undefined
}

/** What the items of a list are called, and the ids that they have got. */
export class Names {
  readonly #ids = new Map<string, string | undefined>()
  /** Whether the use case has refused one of the items. */
  hasRefused = false

  /** @param made the id that the item has got; undefined if it was refused. The first item of a name has it. */
  add({ id, name, email }: Named, made: string | undefined): void {
    this.hasRefused ||= made === undefined
    for (const called of [id, name, email]) if (called && !this.#ids.has(called)) this.#ids.set(called, made)
  }

  /** The id of an item: undefined if it was refused; the reference itself for an item that is not in the seed. */
  idOf(reference: string): string | undefined {
    return this.#ids.has(reference) ? this.#ids.get(reference) : reference
  }

  /** The ids of items without those that were refused. */
  idsOf(references: readonly string[]): string[] {
    return references.flatMap((reference) => this.idOf(reference) ?? [])
  }

  /** `{[property]: id}`; empty without a reference, or for an item that was refused. */
  as<Property extends string>(
    property: Property,
    reference: string | undefined,
  ): Partial<Record<Property, string>> {
    const id = reference === undefined ? undefined : this.idOf(reference)
    return (id === undefined ? {} : { [property]: id }) as Partial<Record<Property, string>>
  }
}
