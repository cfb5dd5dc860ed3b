import { findMistakes, followExample } from './find-mistakes.ts'
import { findOmissions, supply } from './find-omissions.ts'
import type { Finding } from './finding.ts'
import { isOfVersion, type KnownMistake, type KnownOmission } from './known.ts'
import type { Spec } from './load-spec.ts'

const exampleLength = 60

/**
 * Puts right in a file what is known to be wrong in it, so that requests and their check can be made from it.
 * The file's own object is changed.
 * @returns every mistake; without a reason where none is known.
 */
export function correctMistakes(spec: Spec, known: readonly KnownMistake[]): Finding[] {
  return findMistakes(spec).map(({ place, detail, example, schema }) => {
    const ruling = known.find((one) => one.places.includes(place) && isOfVersion(one, spec.version))
    if (ruling?.right === 'example') followExample(schema, example)
    const text = JSON.stringify(example)
    return {
      kind: 'mistake',
      place,
      detail,
      shown: text.length > exampleLength ? `${text.slice(0, exampleLength)}…` : text,
      ...(ruling && { reason: ruling.reason }),
    }
  })
}

/**
 * Tells the operations of a file what is known to be left out of them. The file's own object is changed.
 * @returns every omission; without a reason where none is known.
 */
export function supplyOmissions({ operations, version }: Spec, known: readonly KnownOmission[]): Finding[] {
  return operations.flatMap((operation) => {
    const { operationId } = operation
    const ofOperation = known.filter(
      (one) => one.operations.includes(operationId) && isOfVersion(one, version),
    )
    const needed = ofOperation.flatMap((one) => one.needed ?? [])
    return findOmissions(operation, needed).map(({ place, detail }): Finding => {
      const supplement = ofOperation.find((one) => one.place === place)
      if (supplement) supply(operation, supplement)
      return {
        kind: 'omission',
        operationId,
        place,
        detail,
        ...(supplement && { reason: supplement.reason }),
      }
    })
  })
}
