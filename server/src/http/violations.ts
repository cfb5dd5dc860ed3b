/**
 * A format that a schema names. `sentence` has `$property` in place of the property, like class-validator's messages. A
 * sentence without it is sent as it is.
 */
export interface Format {
  matches(text: string): boolean
  sentence: string
  /** Whether contactd defined the format. class-validator has no such rule, so it applies to strings only. */
  isOwn?: true
}

/** Formats by their names in schemas. */
export type Formats = Readonly<Record<string, Format>>

/** The part of JSON Schema that request schemas use, with our validator's own keywords. */
export interface RequestSchema {
  type?: string | readonly string[]
  nullable?: boolean
  enum?: readonly unknown[]
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  multipleOf?: number
  items?: RequestSchema
  minItems?: number
  maxItems?: number
  properties?: Readonly<Record<string, RequestSchema>>
  required?: readonly string[]
  additionalProperties?: boolean | RequestSchema
  maxProperties?: number
  idOrKey?: boolean
  then?: RequestSchema
  if?: RequestSchema
  else?: RequestSchema
}

/** The maximum number of violations in one response. */
export const maxViolations = 1000

/**
 * Lists the violations of a schema with the messages of class-validator 0.13.2, and with the order and paths of
 * NestJS's ValidationPipe, which HighLevel uses. Unknown properties come first, in the order of the body, then the
 * schema's properties in its order. Every rule of a property is checked. contactd's own limits (lengths, counts,
 * ranges), which HighLevel's classes do not have, apply to values of the right type only.
 *
 * The work is linear in the value, whose size and depth the caller limits.
 * @returns at most `maxViolations` sentences; none for a valid value.
 */
export const violationsOf = (schema: RequestSchema, value: unknown, formats: Formats): string[] =>
  placedViolations(schema, value, formats).map(({ sentence }) => sentence)

/** A violation and the path of its property, such as `contacts.0.email`; of the whole value, the path is empty. */
export interface Violation {
  path: string
  sentence: string
}

/** The violations, each with its place: see `violationsOf`. */
export function placedViolations(schema: RequestSchema, value: unknown, formats: Formats): Violation[] {
  if (!isObject(value)) return [{ path: '', sentence: 'the body must be a JSON object' }]
  const walk = new Walk(formats)
  walk.object(walk.branchOf(schema, value), value, '')
  return walk.found
}

class Walk {
  readonly found: Violation[] = []
  readonly #formats: Formats
  readonly #rules: KnownRules

  constructor(formats: Formats) {
    this.#formats = formats
    this.#rules = rulesWith(formats)
  }

  /** @param at the path of the object with a trailing full stop; empty for the body. */
  object(schema: RequestSchema, value: object, at: string): void {
    const { properties = {}, required = [], additionalProperties, maxProperties, idOrKey } = schema
    const names = Object.keys(value)
    const isOther = (name: string) => !Object.hasOwn(properties, name)
    if (additionalProperties === false) {
      for (const name of names) {
        if (this.#isFull) return
        if (isOther(name)) this.#say(at, `property ${name} should not exist`, name)
      }
    }
    for (const [name, property] of Object.entries(properties)) {
      const sent = own(value, name)
      const isRequired = required.includes(name)
      if (sent !== undefined || isRequired) this.#property(property, name, sent, at, isRequired)
    }
    for (const name of required) {
      if (own(value, name) === undefined && !Object.hasOwn(properties, name)) {
        this.#say(at, `${name} should not be empty`, name)
      }
    }
    if (typeof additionalProperties === 'object') {
      for (const name of names.filter(isOther))
        this.#property(additionalProperties, name, own(value, name), at, false)
    }
    const path = at.slice(0, -1)
    if (maxProperties !== undefined && names.length > maxProperties) {
      this.#say('', `${path} must contain not more than ${maxProperties} elements`, path)
    }
    if (idOrKey && !isNamed(value)) this.#say('', `${path} must have an id or a key`, path)
  }

  /** Selects the schema for a value by `if`, `then` and `else`. */
  branchOf(schema: RequestSchema, value: unknown): RequestSchema {
    if (schema.if === undefined) return schema
    const holds = violationsOf(schema.if, value, this.#formats).length === 0
    return this.branchOf((holds ? schema.then : schema.else) ?? {}, value)
  }

  #property(declared: RequestSchema, name: string, value: unknown, at: string, isRequired: boolean): void {
    if (value === null && declared.nullable) return
    const schema = this.branchOf(declared, value)
    const isOfObjects = isNested(schema) && (isObject(value) || typesOf(schema).length <= 1)
    if (isOfObjects) this.#nested(schema, name, value, at)
    else if (schema.items === undefined || isOneForMany(schema, value)) {
      this.#values(schema, [value], at, name, name, isRequired)
    } else this.#list(schema.items, schema, name, value, at)
  }

  #nested(schema: RequestSchema, name: string, value: unknown, at: string): void {
    if (isObject(value)) this.object(schema, value, `${at}${name}.`)
    else if (schema.properties === undefined || value === undefined || Array.isArray(value)) {
      this.#say(at, `${name} must be an object`, name)
    } else this.#say(`${at}${name}.`, `nested property ${name} must be either object or array`, '')
  }

  #list(items: RequestSchema, list: RequestSchema, name: string, value: unknown, at: string): void {
    if (!Array.isArray(value)) {
      // class-validator checks a single value like a list with one item. A value in place of a list of objects has that
      // violation only: HighLevel was seen to send `customFields must be an array` for an object.
      if (!isNested(items)) this.#values(items, [value], at, name, `each value in ${name}`)
      this.#say(at, `${name} must be an array`, name)
      return
    }
    const count = countSentence(list, value.length)
    if (count !== undefined) this.#say(at, `${name} ${count}`, name)
    // The values of a list that is too long are not checked.
    else if (isNested(items)) this.#objects(items, name, value, at)
    else this.#values(items, value, at, name, `each value in ${name}`)
  }

  #objects(items: RequestSchema, name: string, list: readonly unknown[], at: string): void {
    const texts: unknown[] = []
    for (const [index, item] of list.entries()) {
      if (this.#isFull) return
      const wanted = this.branchOf(items, item)
      const path = `${at}${name}.${index}.`
      if (isObject(item)) this.object(wanted, item, path)
      else if (typesOf(wanted).length > 1) texts.push(item)
      else if (Array.isArray(item)) this.#say(at, `each value in ${name} must be an object`, name)
      else this.#say(path, `each value in nested property ${name} must be either object or array`, '')
    }
    this.#values(items, texts, at, name, `each value in ${name}`)
  }

  /** Adds each rule that one or more of the values violate. */
  #values(
    schema: RequestSchema,
    values: readonly unknown[],
    at: string,
    name: string,
    subject: string,
    isRequired = false,
  ): void {
    for (const { holds, sentence } of this.#rules.of(schema, isRequired)) {
      if (!values.every(holds))
        this.#say(
          at,
          sentence.replace('$property', () => subject),
          name,
        )
    }
  }

  /** @param name of the property below `at`; empty for what `at` itself names. */
  #say(at: string, sentence: string, name: string): void {
    if (!this.#isFull) this.found.push({ path: `${at}${name}`.replace(/\.$/, ''), sentence: at + sentence })
  }

  /** Whether further violations are omitted. */
  get #isFull(): boolean {
    return this.found.length >= maxViolations
  }
}

interface Rule {
  holds(value: unknown): boolean
  sentence: string
}

/** The rules of each schema in use, built once: a body may use one of them a thousand times. */
class KnownRules {
  readonly #formats: Formats
  readonly #ofRequired = new WeakMap<RequestSchema, Rule[]>()
  readonly #ofOptional = new WeakMap<RequestSchema, Rule[]>()

  constructor(formats: Formats) {
    this.#formats = formats
  }

  of(schema: RequestSchema, isRequired: boolean): Rule[] {
    const known = isRequired ? this.#ofRequired : this.#ofOptional
    const rules = known.get(schema) ?? rulesOf(schema, this.#formats, isRequired)
    known.set(schema, rules)
    return rules
  }
}

const knownRules = new WeakMap<Formats, KnownRules>()

function rulesWith(formats: Formats): KnownRules {
  const known = knownRules.get(formats) ?? new KnownRules(formats)
  knownRules.set(formats, known)
  return known
}

/**
 * The table from keyword to sentence, in the order in which class-validator reports the decorators of a property, the
 * lowest first: `@IsNotEmpty() @IsString() @IsEmail() @MaxLength(320)`.
 */
function rulesOf(schema: RequestSchema, formats: Formats, isRequired: boolean): Rule[] {
  // An enum has no other rule: only `country must be a valid enum value` was observed.
  if (schema.enum) return [enumRule(schema.enum)]
  const format = schema.format === undefined ? undefined : formats[schema.format]
  return [
    ...boundRules(schema),
    ...(format ? [formatRule(format, schema.minLength === 1)] : []),
    ...(schema.type === undefined ? [] : [typeRule(schema)]),
    ...(schema.minLength === 1 ? [notEmptyRule] : []),
    ...(schema.minLength !== 1 && isRequired && schema.type === 'string' ? [definedRule] : []),
  ]
}

const enumRule = (values: readonly unknown[]): Rule => ({
  holds: (value) => values.includes(value),
  sentence: '$property must be a valid enum value',
})

/** @param wantsText whether this property rejects `""`, which formats accept where it clears a value. */
const formatRule = ({ matches, sentence, isOwn }: Format, wantsText: boolean): Rule => ({
  holds: (value) =>
    typeof value !== 'string' || (value === '' && wantsText) ? isOwn === true : matches(value),
  sentence,
})

const notEmptyRule: Rule = {
  holds: (value) => value !== '' && value !== null && value !== undefined,
  sentence: '$property should not be empty',
}

/** For a required text that may be `""`. */
const definedRule: Rule = { ...notEmptyRule, holds: (value) => value !== null && value !== undefined }

const typeSentences: Record<string, string> = {
  string: 'a string',
  boolean: 'a boolean value',
  number: 'a number conforming to the specified constraints',
  integer: 'an integer number',
  array: 'an array',
  object: 'an object',
}

/** `multipleOf` is a constraint that a number conforms to. */
const typeRule = (schema: RequestSchema): Rule => ({
  holds: (value) =>
    typesOf(schema).some((type) => hasType(value, type)) &&
    (schema.multipleOf === undefined || Number(value) % schema.multipleOf === 0),
  sentence: `$property must be ${typesOf(schema)
    .map((type) => typeSentences[type])
    .join(' or ')}`,
})

/** contactd's own limits, in class-validator's words for such rules. Values of another type violate none of them. */
function boundRules({ maxLength, minimum, maximum, pattern }: RequestSchema): Rule[] {
  const rules: Rule[] = []
  const ofText = (sentence: string, holds: (text: string) => boolean) =>
    rules.push({ sentence, holds: (value) => typeof value !== 'string' || holds(value) })
  const ofNumber = (sentence: string, holds: (value: number) => boolean) =>
    rules.push({ sentence, holds: (value) => typeof value !== 'number' || holds(value) })
  if (maxLength !== undefined)
    ofText(`$property must be shorter than or equal to ${maxLength} characters`, (text) =>
      isWithin(text, maxLength),
    )
  if (pattern !== undefined) {
    const expression = new RegExp(pattern, 'u')
    ofText(`$property must match ${pattern} regular expression`, (text) => expression.test(text))
  }
  if (minimum !== undefined)
    ofNumber(`$property must not be less than ${minimum}`, (value) => value >= minimum)
  if (maximum !== undefined)
    ofNumber(`$property must not be greater than ${maximum}`, (value) => value <= maximum)
  return rules
}

function countSentence({ minItems = 0, maxItems = Infinity }: RequestSchema, count: number) {
  if (count > maxItems) return `must contain not more than ${maxItems} elements`
  if (count < minItems) return `must contain at least ${minItems} elements`
  return undefined
}

/**
 * Whether a text is at most `maxLength` characters (Unicode code points) long. Counts no more of a long text than
 * necessary.
 */
export const isWithin = (text: string, maxLength: number) =>
  text.length <= maxLength || (text.length <= 2 * maxLength && [...text].length <= maxLength)

/**
 * Whether an item of `customFields` names its field by id or key. A value that is not a string violates its type
 * instead.
 */
export const isNamed = (item: { id?: unknown; key?: unknown }): boolean =>
  [item.id, item.key].some((text) => text !== undefined && text !== '')

/** Whether a schema is for objects with properties, or selects between such schemas. */
const isNested = (schema: RequestSchema | undefined): boolean =>
  schema?.properties !== undefined ||
  schema?.if !== undefined ||
  typeof schema?.additionalProperties === 'object'

/** Whether a list may also be sent as one value, such as one parameter with commas. */
const isOneForMany = (schema: RequestSchema, value: unknown): boolean =>
  typesOf(schema).length > 1 && !Array.isArray(value)

const typesOf = ({ type = [] }: RequestSchema): readonly string[] =>
  typeof type === 'string' ? [type] : type

function hasType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isObject(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'number') return Number.isFinite(value)
  return typeof value === type
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const own = (value: object, name: string): unknown =>
  Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
