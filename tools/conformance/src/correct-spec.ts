import { findMistakes, followExample } from './find-mistakes.ts'
import { findOmissions, supply } from './find-omissions.ts'
import type { Finding } from './finding.ts'
import { isOfOperation, isOfVersion, type KnownMistake, type KnownOmission } from './known.ts'
import type { Spec } from './load-spec.ts'

const exampleLength = 60

/**
 * Corrects the known errors of a file, so that requests and their checks can be generated from it. Changes the file's
 * object.
 * @returns every error, without a reason if it is unknown.
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
 * Adds known omissions to the operations of a file. Changes the file's object.
 * @returns every omission, without a reason if it is unknown.
 */
export function supplyOmissions({ operations, version }: Spec, known: readonly KnownOmission[]): Finding[] {
  return operations.flatMap((operation) => {
    const { operationId } = operation
    const ofOperation = known.filter((one) => isOfOperation(one, operation) && isOfVersion(one, version))
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
