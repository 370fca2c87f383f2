import { fold } from '../text.ts'

export type Command = 'start' | 'ayuda' | 'borrar'

const COMMANDS: Readonly<Record<string, Command>> = {
  '/start': 'start',
  '/ayuda': 'ayuda',
  '/help': 'ayuda',
  '/borrar': 'borrar',
  borrar: 'borrar',
}

/** The command that a message is, if it is one: `/borrar`, `/ayuda@bot` or the bare word "borrar". */
export const commandOf = (text: string): Command | undefined => {
  const said = fold(text)
  const [name] = /^[^\s@]*/.exec(said) ?? ['']
  if (!name.startsWith('/') && name.length < said.length) return undefined
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
}
