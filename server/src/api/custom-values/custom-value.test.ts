import { expect, it } from 'vitest'
import { newCustomValue, withCustomValueSpec } from './custom-value.ts'

const place = { id: 'rWQ709Pb62syqGLceg1x', locationId: 've9EPM428h8vShlRW1KT' }

it.each([
  ['Opening Hours', 'opening_hours'],
  ['  Opening Hours ', 'opening_hours'],
  ['Our Services 4 - Description', 'our_services_4__description'],
  ['advisor-vimeo-video-1', 'advisorvimeovideo1'],
  ['BUSINESS PROFILE - Phone', 'business_profile__phone'],
  ['営業時間', place.id],
])('BR-490 the key of %j is %s', (name, word) => {
  const value = newCustomValue(place, { name, value: 'x' })
  expect(value).toEqual({
    ...place,
    name: name.trim(),
    fieldKey: `{{ custom_values.${word} }}`,
    value: 'x',
  })
})

it('BR-490 a change replaces the name and the value, and keeps the key', () => {
  const before = newCustomValue(place, { name: 'Hours', value: '9 to 5' })
  expect(withCustomValueSpec(before, { name: ' Opening hours', value: '10 to 6' })).toEqual({
    ...before,
    name: 'Opening hours',
    value: '10 to 6',
  })
})
