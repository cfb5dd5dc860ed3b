import { Checkbox, type CheckboxProps, TextInput, type TextInputProps } from '@mantine/core'

/** A text input. @param onChange gets its text. */
export function TextField({
  onChange,
  ...props
}: Omit<TextInputProps, 'onChange'> & { onChange: (text: string) => void }) {
  return <TextInput {...props} onChange={(event) => onChange(event.currentTarget.value)} />
}

/** A checkbox. @param onChange gets whether it is checked. */
export function CheckField({
  onChange,
  ...props
}: Omit<CheckboxProps, 'onChange'> & { onChange: (isChecked: boolean) => void }) {
  return <Checkbox {...props} onChange={(event) => onChange(event.currentTarget.checked)} />
}
