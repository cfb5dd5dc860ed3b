type Numbers = Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>

const firstLength = 16
/** Shared: a segment may have thousands of columns, each with several empty lists. */
const noIntegers = new Uint32Array(0)
const noFloats = new Float64Array(0)

/**
 * Numbers in a typed array that grows. V8's collector neither visits nor copies it, as it does with the plain arrays of a
 * whole segment.
 */
class NumberList<Kind extends Numbers> {
  #numbers: Kind
  #length = 0
  readonly #create: new (
    length: number,
  ) => Kind
  readonly #missing: number

  /** @param missing the number of the places that were left out. @param none an empty array. */
  constructor(create: new (length: number) => Kind, missing: number, none: Kind) {
    this.#create = create
    this.#missing = missing
    this.#numbers = none
  }

  get length(): number {
    return this.#length
  }

  /** @returns the new length. */
  push(number: number): number {
    if (this.#length === this.#numbers.length) {
      const grown = new this.#create(Math.max(firstLength, 2 * this.#length))
      grown.set(this.#numbers)
      this.#numbers = grown
    }
    this.#numbers[this.#length] = number
    this.#length += 1
    return this.#length
  }

  /** Appends a number at a place after all others. */
  set(place: number, number: number): void {
    while (this.#length < place) this.push(this.#missing)
    this.push(number)
  }

  at(place: number): number {
    return place < this.#length ? (this.#numbers[place] as number) : this.#missing
  }

  /** All numbers, without a copy. Push no more. */
  whole(): Kind {
    return this.#numbers.subarray(0, this.#length) as Kind
  }
}

/** Unsigned integers of 32 bits. A place that was left out has 0. */
export class IntegerList extends NumberList<Uint32Array<ArrayBuffer>> {
  constructor() {
    super(Uint32Array, 0, noIntegers)
  }
}

/** A place that was left out has NaN. */
export class FloatList extends NumberList<Float64Array<ArrayBuffer>> {
  constructor() {
    super(Float64Array, Number.NaN, noFloats)
  }
}
