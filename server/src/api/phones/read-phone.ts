import { errors } from '../../http/errors.ts'
import type { PhoneReader } from './parse-phones-first.ts'

/** A phone in E.164. @param country of national numbers. @throws ApiError 400. */
export function readPhone(phones: PhoneReader, text: string, country: string): string {
  const phone = phones.read(text, country)
  if ('refusal' in phone) throw errors.phoneInvalid(phone.refusal)
  return phone.e164
}
